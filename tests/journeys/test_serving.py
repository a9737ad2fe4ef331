"""The site as people run it: `muster serve`, its worker, a browser."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
PASSWORD = "three unlikely words"
BEGIN = f"""
import sys
from pathlib import Path
from muster.cli.opened import make_home
make_home(Path(sys.argv[1]))
from muster.accounts import people
people.add(username="sam", name="Sam Officer", role_keys=["administrator", "data-officer"], password="{PASSWORD}")
"""
KNOWS_NOTHING = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("MUSTER_", "DJANGO_"))
} | {"MUSTER_SECOND_FACTOR": "nobody"}


@pytest.fixture
def served(new_home, tmp_path):
    """An address that serves a new home, and the process that does."""
    home = new_home(tmp_path / "home")
    subprocess.run(
        [sys.executable, "-c", BEGIN, home], cwd=ROOT, env=KNOWS_NOTHING, check=True
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "muster.cli", "--home", home, "serve"]
    process = subprocess.Popen(
        [*command, "--address", address],
        cwd=ROOT,
        env=KNOWS_NOTHING,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    answers(f"http://{address}/people/sign-in/")
    yield f"http://{address}", process, home
    if process.poll() is None:
        process.terminate()
        process.wait(60)


def answers(address):
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{address} never answered.")


@pytest.mark.slow
def test_a_file_is_loaded_by_the_worker_that_serve_starts(served, browser, tmp_path):
    address, process, home = served
    marks = tmp_path / "marks.csv"
    rows = [f"Ash,P{n},2025-09-08,{s},I" for n in range(2000) for s in ("AM", "PM")]
    marks.write_text("\n".join(["school,pupil,date,session,code", *rows]))

    context = browser.new_context(base_url=address)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto("/loads/send/")
    page.get_by_label("Username or email address").fill("sam")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[type=file]").first.set_input_files(marks)
    page.get_by_role("button", name="Send and check").click()
    # Nobody touches the page: it finds by itself that the worker has done.
    page.get_by_role("button", name="Load 4,000 rows").click()
    page.get_by_text("Loaded: it counts").wait_for()
    context.close()

    assert not list((home / "uploads").iterdir())
    # Ctrl-C in a terminal reaches the server and its worker alike.
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(30) == 0
    assert not list((home / "workers").iterdir())
