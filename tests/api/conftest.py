import pytest
from tests.explore.quillshire import quillshire
from tests.measures.authority import stored

from muster.accounts.models import Organisation
from muster.api import services, tokens
from muster.sources.models import InForce
from muster.tables.store import Store


@pytest.fixture(scope="session")
def _quillshire(tmp_path_factory):
    home = tmp_path_factory.mktemp("quillshire")
    stored(quillshire(), home)
    return home


@pytest.fixture
def state(db, settings, _quillshire):
    settings.MUSTER_HOME = _quillshire
    InForce.put(1)
    return Store(_quillshire).state()


@pytest.fixture
def service(state):
    """service() works for the authority; service("school", "Ash Primary") for a school,
    service("trust", "Tree Trust") for a trust."""

    def service(kind="", name=""):
        place = None
        if kind:
            ids = dict(state.schools.select("name", "id").iter_rows())
            school = ids[name] if kind == "school" else None
            place, _ = Organisation.objects.get_or_create(
                kind=kind, name=name, school=school
            )
        return services.add(name=f"Figures of {name}", organisation=place, by="")

    return service


@pytest.fixture
def token(service):
    """token("school", "Ash Primary") is the text of a token of such a service."""

    def token(kind="", name=""):
        return tokens.make(service=service(kind, name), name="tests", by="officer")[1]

    return token


@pytest.fixture
def ask(client):
    """ask("figures", token, names="…") is the answer."""

    def ask(route, token="", headers=None, **query):
        shown = {"Authorization": f"Bearer {token}"} if token else {}
        return client.get(f"/api/v1/{route}", query, headers=shown | (headers or {}))

    return ask
