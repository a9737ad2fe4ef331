"""What any test may ask for. A folder's own fixtures stand in its own conftest."""

import gc
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from whitenoise.middleware import WhiteNoiseMiddleware

from muster.accounts import guard, people, posts
from muster.accounts.roles import SERVICE
from muster.jobs import worker
from muster.jobs.queue import stopping
from muster.programme.meetings import guard as minutes_guard
from tests.postgres import (  # noqa: F401  two are fixtures
    postgresql,
    postgresql_server,
    restart,
)


SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Ten thousand collected tests are live to the end: the collector needn't walk them
    again and again, nor as often as it does for a small program."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The published data that stands beside the checkout. Skips where there is none."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the published data isn't beside this checkout, in ../shared")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Nothing in a test leaves this machine."""
    patch = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            host = address[0] if isinstance(address, tuple) else address
            if host not in {"127.0.0.1", "::1", "localhost"}:
                raise AssertionError(f"A test tried to reach {host}.")
        return connect(self, address)

    patch.setattr(socket.socket, "connect", connect_here)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """A test that commits is cleared up after by emptying the tables, which the database
    of a real home refuses for the trail and closed minutes. Tests of that put the refusal back themselves."""
    with django_db_blocker.unblock():
        guard.take_down(connection)
        minutes_guard.take_down(connection)


@pytest.fixture(autouse=True, scope="session")
def open_connections() -> Iterator[None]:
    """A worker looks at its connections between jobs; one that is in a test's own
    transaction stays open, as Django's test client has it."""
    patch = pytest.MonkeyPatch()
    look = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def look_outside(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            look(self)

    patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", look_outside)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def static_files_listed_once() -> Iterator[None]:
    """Each test's client makes the site anew, and would list every file of its folders."""
    patch = pytest.MonkeyPatch()
    list_files = WhiteNoiseMiddleware.add_files_from_finders
    listed: dict[str, object] = {}

    def list_once(self: WhiteNoiseMiddleware) -> None:
        if not listed:
            list_files(self)
            listed.update(self.files)
        self.files.update(listed)

    patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", list_once)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def numbered_from_one(request) -> None:
    """Rows get the numbers 1, 2, 3 in each test: PostgreSQL counts on after a roll-back,
    and both after a test that commits."""
    if "db" in request.fixturenames:
        request.getfixturevalue("db")
        restart(connection)


@pytest.fixture
def jobs(home, settings, db) -> Callable[[], None]:
    """jobs() does what is waiting, on the queue of the real site."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = []
    yield worker.do_waiting
    stopping.clear()


# Homes ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """new_home(folder) makes what `muster init` makes there: a copy of the one that this
    process made, since making a database takes longer than most that is tested on it."""
    made = tmp_path_factory.mktemp("made") / "home"

    def new_home(home: Path) -> Path:
        if not made.exists():
            command = [sys.executable, "-m", "muster.cli", "--home", made, "init"]
            subprocess.run(
                command,
                env={n: v for n, v in os.environ.items() if not is_ours(n)},
                stdout=subprocess.DEVNULL,
                check=True,
            )
        return shutil.copytree(made, home)

    return new_home


def is_ours(variable: str) -> bool:
    """Whether a variable of the surroundings says where this process's own home is."""
    return variable.startswith(("MUSTER_", "DJANGO_"))


# People ---------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    """An empty home of this test's own, in the settings too."""
    settings.MUSTER_HOME = tmp_path / "home"
    settings.MUSTER_HOME.mkdir()
    return settings.MUSTER_HOME


# Whom most tests ask for, and the roles of their posts.
POSTS = {
    "officer": ["administrator", "data-officer"],
    "leader": ["attendance-lead"],
}


@pytest.fixture
def person(db) -> Callable[..., "people.User"]:
    """person("officer") is somebody with those posts, the same one each time in a test.

    Otherwise ``called`` is the key of a role, with what else its post needs.
    """
    made: dict[str, people.User] = {}

    def person(called: str = "officer", **post: object) -> people.User:
        if called not in made:
            made[called] = people.add(
                username=called,
                name=f"Sam {called.title()}",
                email="" if called == SERVICE else f"{called}@quillshire.example",
                password=None if called == SERVICE else "three unlikely words",
            )
            for key in POSTS.get(called, [called]):
                posts.give(person=made[called], role_key=key, by="", **post)
        return made[called]

    return person


@pytest.fixture
def nobody(db) -> "people.User":
    """Somebody who can sign in and has no role, so no permission."""
    return people.User.objects.create(username="nobody", name="Alex Newcomer")


@pytest.fixture
def signed_in(client, person):
    """signed_in("leader") is Django's test client, signed in with that role."""

    def signed_in(role_key: str = "officer"):
        client.force_login(person(role_key))
        return client

    return signed_in


# Browsers -------------------------------------------------------------------------------

CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium. One for the whole run: starting it takes most of a second."""
    if not (path := chromium()):
        pytest.skip("no Chromium: script/test installs it from the system's packages")
    from playwright.sync_api import sync_playwright

    flags = CHROMIUM_FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def stranger_page(browser, live_server):
    """A page in a fresh browser, nobody signed in. Its console must stay clean."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(f"{line.type}: {line.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.said = said
    yield page
    context.close()
    faults = [line for line in said if line.startswith(("error:", "warning:"))]
    assert not faults, "The browser's console had something to say."


@pytest.fixture
def browser_page(stranger_page, live_server, signed_in, settings):
    """A page signed in as an attendance officer. `page.said.clear()` forgives a 403."""
    key = settings.SESSION_COOKIE_NAME
    value = signed_in("officer").cookies[key].value
    stranger_page.context.add_cookies(
        [{"name": key, "value": value, "url": live_server.url}]
    )
    return stranger_page


@pytest.fixture
def axe() -> Callable[..., None]:
    """axe(page) fails the test with what axe found against WCAG 2.2 A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def check(page) -> None:
        # What it found right is megabytes, and nobody looks at it.
        only = {"runOnly": rules, "resultTypes": ["violations"]}
        found = Axe().run(page, options=only)
        assert not found.violations_count, found.generate_report()

    return check


@pytest.fixture
def fits() -> Callable[..., None]:
    """fits(page) fails if the page is wider than a screen of 360 pixels."""

    def check(page, width: int = 360) -> None:
        before = page.viewport_size
        page.set_viewport_size({"width": width, "height": 740})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(before)
        assert wide <= width, (
            f"{page.url} is {wide} pixels wide on a screen of {width}."
        )

    return check


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
