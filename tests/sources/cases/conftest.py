"""A site with the old system’s children, and the way of a sheet through its pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.measures.authority import stored
from tests.registers.conftest import text, written
from tests.sources.cases import old_system

from muster.accounts.models import User
from muster.jobs import worker
from muster.jobs.queue import stopping
from muster.sources.cases.models import Mapping, Sheet
from muster.sources.models import InForce


__all__ = ["text", "written"]
HERE = "/children/cases/"
MAPPED = {
    "reference": "Case Ref",
    "upn": "UPN",
    "surname": "Family Name",
    "forename": "First Name",
    "born_on": "D.O.B.",
    "school": "Establishment",
    "started_on": "Date Opened",
    "status": "Stage",
    "reason": "Why",
    "next_step": "Next Action",
    "review_on": "Review",
    "notes": "Case notes",
}
ENDS = {"ended_on": "Ended", "outcome": "Result"}
OURS = {
    "status": {
        "open - new": "opened",
        "spoken to family": "talked",
        "plan in place": "planned",
        "shut": "-closed",
    },
    "reason": {"<50%": "severe"},
    "outcome": {"back in school": "attends", "": ""},
}


@pytest.fixture(scope="session")
def _old_system(tmp_path_factory):
    home = tmp_path_factory.mktemp("old-system")
    stored(old_system.authority(30), home)
    return home


@pytest.fixture
def site(db, settings, _old_system, monkeypatch):
    settings.MUSTER_HOME = _old_system
    InForce.put(1)
    monkeypatch.setenv("MUSTER_TODAY", old_system.TODAY.isoformat())
    return _old_system


@pytest.fixture
def officer(client, person, site) -> User:
    who = person("attendance-lead")
    client.force_login(who)
    return who


@pytest.fixture
def send(client, officer):
    """send(bytes, name) sends a file for the plans; the answer of the site."""

    def send(held, name="cases.csv", kept="here", **more):
        said = {"source": "Old case system", "register": "support", "kept": kept}
        file = SimpleUploadedFile(name, held)
        return client.post(f"{HERE}send/", said | {"file": file} | more)

    return send


@pytest.fixture
def sheet(send):
    """sheet(rows) is a sheet of those rows that was sent, its columns and words mapped."""

    def sheet(rows, headings=None, kept="here") -> Sheet:
        headings = headings or old_system.HEADINGS
        answer = send(old_system.as_csv(rows, headings), kept=kept)
        assert answer.status_code == 302, answer.content.decode()
        one = Sheet.objects.latest("pk")
        columns = MAPPED | (ENDS if "Ended" in headings else {})
        Mapping.objects.update(columns=columns, words=OURS)
        return Sheet.objects.get(pk=one.pk)

    return sheet


@pytest.fixture
def queue(settings):
    """The queue of the real site."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = []
    yield
    stopping.clear()


@pytest.fixture
def load(client, queue):
    """load(sheet) presses its button, without what can't be read, and a worker does it; the
    page after it."""

    def load(sheet):
        client.post(f"{HERE}{sheet.key}/load/", {"without": "on"})
        worker.do_waiting()
        return client.get(f"{HERE}{sheet.key}/", follow=True)

    return load
