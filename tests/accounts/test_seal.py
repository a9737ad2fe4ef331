import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from muster.accounts import audit, guard, seal
from muster.accounts.trail import Entry, Seal


def rows(count: int) -> list[Entry]:
    return [
        audit.record(did="x.y", by="ada", to=f"x:{n}", after={"n": n, "word": "é"})
        for n in range(count)
    ]


@pytest.fixture
def sealed(database):
    """Three seals of three, two and four rows, and nobody keeping watch."""
    for count in (3, 2, 4):
        rows(count)
        seal.seal_new()
    guard.take_down(connection)


def faults(latest: int | None = None) -> list[str]:
    return seal.verify(latest).faults


def test_nothing_is_no_chain_and_no_fault(database):
    assert seal.seal_new() == ""
    assert seal.verify() == seal.Verdict()
    assert seal.verify_whole(lambda share: None) == ""


def test_what_was_sealed_is_found_as_it_was(sealed):
    found = seal.verify(None)
    assert (found.seals, found.rows, found.faults, found.unsealed) == (3, 9, [], 0)
    assert seal.verify_whole(lambda share: None) == (
        "The trail is whole: 9 rows under 3 seals."
    )


def test_rows_since_the_last_seal_are_told_with_the_age_of_the_oldest(sealed):
    first, _ = rows(2)
    found = seal.verify()
    assert (found.faults, found.unsealed, found.oldest) == ([], 2, first.at)


def test_many_rows_make_several_seals(database, monkeypatch):
    monkeypatch.setattr(seal, "MOST_IN_A_SEAL", 2)
    rows(5)
    assert seal.seal_new() == "Sealed 5 of the trail."
    assert [one.count for one in Seal.objects.all()] == [2, 2, 1]
    assert faults() == []


def entry(place: int) -> Entry:
    return Entry.objects.order_by("pk")[place]


def altered():
    Entry.objects.filter(pk=entry(3).pk).update(by="somebody else")


def dropped():
    entry(4).delete()


def put_in_before_the_tail():
    # In the place of one that was dropped, so that the number of rows is right.
    held = entry(4)
    Entry.objects.filter(pk=held.pk).delete()
    held.to = "x:99"
    held.save(force_insert=True)


def swapped():
    a, b = entry(3), entry(4)
    Entry.objects.filter(pk=a.pk).update(to=b.to, after=b.after, at=b.at)
    Entry.objects.filter(pk=b.pk).update(to=a.to, after=a.after, at=a.at)


def a_seal_altered():
    Seal.objects.filter(number=2).update(count=F("count") - 1)


def the_time_of_a_seal_altered():
    held = Seal.objects.get(number=2)
    held.sealed_at = held.sealed_at.replace(year=2020)
    held.save()


@pytest.mark.parametrize(
    "tampering",
    [
        altered,
        dropped,
        put_in_before_the_tail,
        swapped,
        a_seal_altered,
        the_time_of_a_seal_altered,
    ],
)
def test_tampering_is_found_and_the_seal_it_was_under_is_named(sealed, tampering):
    tampering()
    (said,) = faults()
    assert said.startswith("Seal 2 (entries ")


def test_a_seal_in_the_middle_that_was_dropped_is_missed(sealed):
    Seal.objects.filter(number=2).delete()
    assert "seals before it are missing" in " ".join(faults())


def test_the_last_seal_that_was_dropped_is_missed_even_with_its_rows(sealed):
    last = Seal.objects.get(number=3)
    Entry.objects.filter(pk__gte=last.first).delete()
    last.delete()
    (said,) = faults()
    assert said.startswith("The chain ends at seal 2, and seal 3 was the latest")


def test_nothing_is_sealed_over_seals_that_were_dropped(sealed):
    Seal.objects.filter(number=3).delete()
    with pytest.raises(seal.Broken, match="seal 3 was the latest"):
        seal.seal_new()
    with pytest.raises(seal.Broken, match="seal 3 was the latest"):
        seal.verify_whole(lambda share: None)
    assert Seal.objects.count() == 2


def test_all_seals_that_were_dropped_are_missed(sealed):
    Seal.objects.all().delete()
    assert "The chain has none" in " ".join(faults())


def test_a_chain_made_again_is_told_by_the_file_of_the_home(sealed):
    noted = seal._path().read_text()
    Seal.objects.all().delete()
    seal._path().unlink()
    seal.seal_new()
    assert faults() == []
    seal._path().write_text(noted)
    assert "Seal 1 is not" not in " ".join(faults())
    assert "The chain ends at seal 1" in " ".join(faults())
    seal._path().write_text("1 " + noted.split()[1])
    assert faults() == [
        "Seal 1 is not the one that was made: the chain was made again."
    ]


def test_a_home_that_lost_the_file_is_told_to_restore_it(sealed):
    seal._path().unlink()
    assert "no file trail-sealed" in " ".join(faults())


def test_a_home_that_lost_its_key_is_told_to_restore_it(sealed, settings, tmp_path):
    noted = seal._path().read_text()
    settings.MUSTER_HOME = tmp_path / "without"
    settings.MUSTER_HOME.mkdir()
    seal._path().write_text(noted)
    assert all("another key than the home’s file trail-key" in one for one in faults())


def test_only_the_latest_are_looked_at_unless_all_are_asked_for(sealed):
    Entry.objects.filter(pk=entry(0).pk).update(by="somebody else")
    assert faults(latest=6) == []
    assert len(faults()) == 1


# Every field ----------------------------------------------------------------------------

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9
)
VALUES = {
    "id": st.integers(1, 10**9),
    "at": st.datetimes(timezones=st.just(seal.UTC)),
    "school": st.none() | st.integers(0, 10**6),
    **dict.fromkeys(set(seal.ROW) - {"id", "at", "school"}, TEXT),
}
CHANGES = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.tuples(st.just(name), VALUES[name])
)


@given(place=st.integers(0, 8), change=CHANGES)
@hypothesis(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_single_change_to_any_sealed_row_is_found(sealed, place, change):
    name, value = change
    row = entry(place)
    taken = name == "id" and Entry.objects.filter(pk=value).exists()
    if taken or getattr(row, name) == value:
        return
    with transaction.atomic():
        Entry.objects.filter(pk=row.pk).update(**{name: value})
        assert faults()
        transaction.set_rollback(True)
    assert faults() == []


def test_every_field_of_a_row_is_sealed():
    assert set(seal.ROW) == {one.name for one in Entry._meta.local_fields}


# PostgreSQL -----------------------------------------------------------------------------

ADD = (
    'INSERT INTO accounts_entry (at, by, posts, did, child, "to", reason, before, after,'
    " source) VALUES (now(), 'x', '', 'x.y', '', '', '', '', '', '')"
)


def test_nothing_is_sealed_over_a_row_that_is_yet_to_be_committed(on_postgresql):
    """An id is drawn before it is committed, so a lower one can come in later."""
    with psycopg.connect(on_postgresql) as slow:
        slow.execute(ADD)  # not committed yet
        rows(2)
        assert seal.seal_new() == ""
        assert not Seal.objects.exists()
        slow.commit()
    assert seal.seal_new() == "Sealed 3 of the trail."
    assert faults() == []


def test_a_row_rolled_back_leaves_a_gap_and_no_fault(on_postgresql):
    rows(1)
    with psycopg.connect(on_postgresql) as slow:
        slow.execute(ADD)
        slow.rollback()
    rows(1)
    assert seal.seal_new() == "Sealed 2 of the trail."
    assert faults() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_entry SET by = 'somebody else'",
        "DELETE FROM accounts_entry",
        "TRUNCATE accounts_entry",
        "UPDATE accounts_seal SET digest = ''",
        "DELETE FROM accounts_seal",
        "TRUNCATE accounts_seal",
    ],
)
def test_the_database_refuses_even_the_owner(on_postgresql, statement):
    rows(1)
    seal.seal_new()
    with psycopg.connect(on_postgresql) as direct:
        with pytest.raises(psycopg.errors.RaiseException, match="only ever added to"):
            direct.execute(statement)
    assert faults() == []


# What may go wrong ----------------------------------------------------------------------


def test_a_seal_made_while_the_chain_is_looked_at_is_no_fault(sealed, monkeypatch):
    noted = seal._noted

    def and_another_is_made():
        found = noted()
        monkeypatch.setattr(seal, "_noted", noted)
        rows(1)
        seal.seal_new()
        return found

    monkeypatch.setattr(seal, "_noted", and_another_is_made)
    assert faults() == []


def test_a_database_that_is_broken_is_not_taken_for_a_busy_one(database, monkeypatch):
    def gone():
        raise OperationalError("no such host")

    monkeypatch.setattr(seal, "_wait_for_writers", gone)
    with pytest.raises(OperationalError):
        seal.seal_new()


def test_a_crash_before_the_file_was_written_is_no_fault(sealed, monkeypatch):
    monkeypatch.setattr(seal, "_note", lambda number, found: None)
    rows(1)
    seal.seal_new()
    monkeypatch.undo()
    assert faults() == []
    rows(1)
    seal.seal_new()
    assert seal._noted()[0] == 5


def test_a_seal_is_called_by_its_number_and_its_rows(sealed):
    assert str(Seal.objects.first()).startswith("Seal 1, of entries ")


def test_a_crash_before_the_very_first_seal_is_no_fault(database):
    rows(1)
    seal._note(0, "")
    assert faults() == []
    assert seal.seal_new() == "Sealed 1 of the trail."
    assert faults() == []
