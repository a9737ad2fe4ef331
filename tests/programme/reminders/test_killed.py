"""For real: workers killed in the middle of a round, and two at once, on both databases."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests import postgres
from tests.programme.reminders.works import PEOPLE


ROOT = Path(__file__).parents[3]
EVERYBODY = [f"{name}@quillshire.example" for name in PEOPLE]


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)],
)
def home(request, new_home, tmp_path_factory):
    """A home in which five people are told of something; each test has its own days."""
    folder = tmp_path_factory.mktemp("killed")
    kept = {
        n: v for n, v in os.environ.items() if not n.startswith(("MUSTER_", "DJANGO_"))
    }
    with ExitStack() as stack:
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            kept["DATABASE_URL"] = stack.enter_context(postgres.database(server))
        else:
            new_home(folder / "home")
        made = Home(folder, kept)
        ended(made.process())
        yield made


class Home:
    def __init__(self, folder, surroundings):
        self.folder, self.surroundings = folder, surroundings

    def process(self, *words):
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.programme.reminders.works"),
                *(self.folder / "home", *words),
            ],
            env=self.surroundings,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def worker(self, on, where=""):
        """Begins a worker's turn on a day, to be killed where it is said."""
        return self.process(on, self.folder / on, where)

    def letters(self, on):
        path = self.folder / on
        return sorted(path.read_text().split()) if path.exists() else []


def ended(process, code=0):
    said = process.communicate(timeout=120)[1]
    assert process.returncode == code, said


def killed(process):
    ended(process, -signal.SIGKILL)


@pytest.mark.parametrize(
    ("where", "on", "sent_by_then"),
    [
        # While they are recorded: none is.
        pytest.param("recording", "2026-05-12", 0, marks=pytest.mark.slow),
        # Between two letters.
        ("opening", "2026-05-13", 2),
        # When the mail server has a letter and Muster hasn't marked it.
        pytest.param("taken", "2026-05-14", 3, marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
def test_a_round_whose_worker_was_killed_is_done_by_the_next_with_one_letter_each(
    home, where, on, sent_by_then
):
    killed(home.worker(on, where))
    assert len(home.letters(on)) == sent_by_then
    for _ in range(2):
        ended(home.worker(on))
        assert home.letters(on) == EVERYBODY


@pytest.mark.slow
def test_a_letter_that_may_have_gone_is_not_sent_again_and_the_next_day_s_says_the_same(
    home,
):
    on, after = "2026-05-18", "2026-05-19"
    killed(home.worker(on, "handing"))
    ended(home.worker(on))
    assert home.letters(on) == [one for one in EVERYBODY if not one.startswith("cedar")]
    ended(home.worker(after))
    assert home.letters(after) == EVERYBODY


@pytest.mark.slow
def test_three_workers_at_once_send_one_letter_each(home):
    on = "2026-05-20"
    for one in [home.worker(on, "at once") for _ in range(3)]:
        ended(one)
    assert home.letters(on) == EVERYBODY
