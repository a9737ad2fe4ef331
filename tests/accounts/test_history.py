from datetime import UTC, date, datetime

import pytest

from muster.accounts import people
from muster.accounts.audit import Asker, whoever_asks
from muster.accounts.authority import name_it
from muster.accounts.changes import changes
from muster.accounts.history import as_it_was, begin, versions
from muster.accounts.models import Authority, User


pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch):
    """on(3, 11) is noon of the third of November 2025, or another hour."""

    def on(day: int, hour: int = 12) -> None:
        at = datetime(2025, 11, day, hour, 30, tzinfo=UTC)
        monkeypatch.setattr("simple_history.models.timezone.now", lambda: at)

    return on


@pytest.fixture
def sam(on, person):
    """Made on the 3rd by nobody known, another name on the 5th by Ada."""
    on(3)
    sam = person("officer")
    on(5)
    with whoever_asks(Asker("ada")):
        sam.name = "Sam Board"
        sam.save()
    return sam


def test_a_record_is_found_as_it_was_on_any_day(sam):
    def name(day):
        found = as_it_was(User, sam.pk, date(2025, 11, day))
        return found and found.name

    assert [name(day) for day in (2, 3, 4, 5, 6)] == [
        None,
        "Sam Officer",
        "Sam Officer",
        "Sam Board",
        "Sam Board",
    ]


def test_a_day_ends_at_midnight_on_the_wall(person, on):
    on(3, 23)
    sam = person("officer")
    on(4, 0)
    sam.name = "Sam Other"
    sam.save()
    assert as_it_was(User, sam.pk, date(2025, 11, 3)).name == "Sam Officer"
    assert as_it_was(User, sam.pk, date(2025, 11, 4)).name == "Sam Other"


def test_each_version_says_who_and_what_changed_the_latest_first(sam):
    latest, first = versions(sam)
    assert (latest.by, latest.kind, latest.changes) == (
        "ada",
        "Changed",
        "name: Sam Officer → Sam Board",
    )
    assert (first.by, first.kind, first.changes) == ("", "Made", "–")


def test_what_was_taken_away_is_not_there_from_that_day(sam, on):
    pk = sam.pk
    on(7)
    sam.delete()
    assert as_it_was(User, pk, date(2025, 11, 6)).name == "Sam Board"
    assert as_it_was(User, pk, date(2025, 11, 7)) is None


def test_who_changed_a_record_is_still_said_when_they_have_left(person, sam):
    ada = people.add(username="ada", name="Ada", role_keys=["board"], password="x")
    ada.delete()
    assert versions(sam)[0].by == "ada"


def test_no_version_holds_a_password_and_signing_in_makes_none(sam, client):
    before = sam.history.count()
    client.force_login(sam)
    sam.set_password("another three words")
    sam.save(update_fields=["password"])
    assert sam.history.count() == before
    assert not hasattr(sam.history.first(), "password")


def test_the_authority_has_a_history_without_its_pictures(on):
    on(3)
    name_it("Quillshire", "901", by="ada")
    on(5)
    name_it("Quillshire Council", "901", by="ada")
    assert as_it_was(Authority, 1, date(2025, 11, 4)).name == "Quillshire"
    assert not hasattr(as_it_was(Authority, 1, date(2025, 11, 4)), "logo")


def test_what_was_held_before_there_was_history_is_a_first_version(sam):
    User.history.all().delete()
    begin(User, User.history.model)
    assert [one.kind for one in versions(sam)] == ["Held when its history began"]
    assert versions(sam)[0].changes == "–"


def test_a_persons_page_has_their_history(signed_in, person):
    leader = person("leader")
    client = signed_in("officer")
    client.post(f"/people/{leader.pk}/close/")
    page = client.get(f"/people/{leader.pk}/").content.decode()
    assert "is active: yes → no" in page
    assert "Sam Officer" in page
    assert "Made" in page


def test_a_moment_is_said_as_a_page_says_it():
    at = datetime(2025, 11, 3, 12, 30, tzinfo=UTC)
    assert changes({"written": None}, {"written": at}) == (
        "written: nothing → 3 November 2025 at 12:30pm"
    )
