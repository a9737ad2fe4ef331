"""What tests of jobs share: the real queue, in the test's database."""

import pytest
from tests.jobs import works

from muster.jobs.queue import enqueue, stopping


@pytest.fixture(autouse=True)
def queue(home, settings, db):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = []
    yield
    stopping.clear()
    works.ran.clear()


@pytest.fixture
def ask():
    """Asks for work, as “ada”, for a page of the tests' own."""

    def ask(work, **arguments):
        return enqueue(work, title="Some work", by="ada", page="/here/", **arguments)

    return ask
