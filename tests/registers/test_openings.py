"""One record beyond reach, for an hour, for a reason."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.registers.conftest import IVY, OMAR, ROBIN

from muster.registers import openings
from muster.registers.child import Children
from muster.registers.models import Opening
from muster.registers.openings import Refused


TODAY = date(2025, 12, 1)
REASON = "A neighbour rang about this child, who may be missing."


@pytest.fixture
def open_for(state):
    def open_for(person, identifier, born_on=None, at=None):
        return openings.open_record(
            person=person,
            state=state,
            identifier=identifier,
            born_on=born_on,
            reason=REASON,
            at=at or timezone.now(),
        )

    return open_for


def test_an_opened_record_is_seen_whole_by_who_opened_it_alone(
    state, patch, person, number, open_for
):
    open_for(patch, OMAR)
    child = Children.visible_to(patch, state).get(number(OMAR), TODAY)
    assert child.name == "Omar Teal"
    assert "Ethnicity" in dict(child.characteristics)
    other = person("social-worker")
    assert Children.visible_to(other, state).get(number(OMAR), TODAY) is None


def test_an_opening_lasts_an_hour(state, patch, number, open_for):
    opening = open_for(patch, OMAR, at=timezone.now() - timedelta(minutes=61))
    assert opening.until - opening.opened_at == timedelta(hours=1)
    assert Children.visible_to(patch, state).get(number(OMAR), TODAY) is None


def test_an_opening_ends_with_the_permission(state, patch, number, open_for):
    open_for(patch, OMAR)
    post = patch.posts.get()
    post.to_on = post.from_on = TODAY - timedelta(days=1)
    post.save()
    patch.__dict__.pop("posts_held", None)
    assert openings.open_to(patch) == frozenset()
    assert Children.visible_to(patch, state).get(number(OMAR), TODAY) is None


@pytest.mark.parametrize(
    ("identifier", "born_on"),
    [
        (ROBIN, None),
        (ROBIN.lower(), date(2013, 5, 12)),
        ("A12", date(2016, 3, 1)),
    ],
)
def test_a_child_is_meant_by_upn_or_by_identifier_and_birth_date(
    state, number, identifier, born_on
):
    known = ROBIN if identifier != "A12" else "A12"
    assert openings.who_is_meant(state, identifier, born_on) == number(known)


@pytest.mark.parametrize(
    ("identifier", "born_on"),
    [
        ("A12", None),
        ("A12", date(2016, 3, 2)),
        ("A1", date(2016, 3, 1)),
        (ROBIN, date(2016, 3, 1)),
        ("", date(2016, 3, 1)),
        (IVY[:-1], None),
    ],
)
def test_nobody_is_meant_by_less(state, identifier, born_on):
    assert openings.who_is_meant(state, identifier, born_on) is None


def test_opening_is_on_the_trail_with_its_reason_and_without_the_upn(
    patch, open_for, written
):
    opening = open_for(patch, OMAR)
    (row,) = written("child.opened-beyond-reach")
    assert (row.by, row.reason) == (patch.username, REASON)
    assert row.to == f"opening:{opening.pk}"
    assert row.child
    assert OMAR not in f"{row.to} {row.reason} {row.before} {row.after}"


def test_a_try_that_opens_nothing_is_on_the_trail_too(patch, open_for, written):
    with pytest.raises(Refused, match="There is no such child"):
        open_for(patch, "A12", date(2016, 3, 2))
    assert not Opening.objects.exists()
    (row,) = written("child.not-opened")
    assert row.by == patch.username


def test_after_so_many_tries_nothing_is_opened_for_an_hour(
    patch, open_for, monkeypatch
):
    monkeypatch.setattr("muster.registers.openings.TRIES", 2)
    for _ in range(2):
        with pytest.raises(Refused, match="no such child"):
            open_for(patch, "A12", date(2016, 3, 2))
    with pytest.raises(Refused, match="Wait an hour"):
        open_for(patch, OMAR)
    later = timezone.now() + timedelta(minutes=61)
    assert open_for(patch, OMAR, at=later)


def test_what_cannot_be_recorded_is_not_opened(patch, open_for, monkeypatch):
    def broken(**said):
        raise OSError("no room for the trail")

    monkeypatch.setattr("muster.registers.openings.audit.record", broken)
    with pytest.raises(OSError, match="no room"):
        open_for(patch, OMAR)
    assert not Opening.objects.exists()


def test_the_database_refuses_an_opening_without_a_reason_or_an_end(patch):
    now = timezone.now()
    for more in ({"reason": "", "until": now + openings.LASTS}, {"until": now}):
        row = {"person": patch, "child": 1, "reason": REASON, "opened_at": now} | more
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.create(**row)
