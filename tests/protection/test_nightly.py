"""The night's back-up: made, verified, and the oldest let go."""

import pytest

from muster.jobs import schedule
from muster.jobs.models import Turn
from muster.protection import restoring, upkeep
from muster.protection.upkeep import back_up


@pytest.fixture
def nightly(lived_in, kept, key, settings, tmp_path):
    settings.BACKUP_FOLDER = kept
    settings.BACKUP_KEY_FILE = tmp_path / "backup-key"
    settings.BACKUP_KEEP = 2
    return kept


def test_nothing_is_made_where_no_folder_is_named(lived_in, settings):
    settings.BACKUP_FOLDER = None
    assert back_up(lambda done: None) == ""


@pytest.mark.slow
def test_the_nights_back_up_is_restored_to_try_it_and_the_oldest_goes(nightly):
    for day in ("01", "02", "03"):
        (nightly / f"muster-202501{day}T020000Z.tar.age").touch()
    (nightly / "notes.txt").touch()
    said = back_up(lambda done: None)
    assert said.startswith("muster-20") and said.endswith("MB, restored to try it.")
    names = sorted(path.name for path in nightly.iterdir())
    assert names[:2] == ["muster-20250103T020000Z.tar.age", said.split(" ")[0]]
    assert names[2:] == ["notes.txt"]


def test_a_key_that_only_seals_is_enough_and_is_said(nightly, key, settings, tmp_path):
    (tmp_path / "public").write_text(str(key.seals))
    settings.BACKUP_KEY_FILE = tmp_path / "public"
    assert back_up(lambda done: None).endswith("sealed for a key that is not here.")


@pytest.mark.parametrize("fault", ["folder", "key", "differs"])
def test_a_night_without_a_back_up_says_why_and_lets_nothing_go(
    nightly, settings, monkeypatch, fault
):
    for day in ("01", "02", "03"):
        (nightly / f"muster-202501{day}T020000Z.tar.age").touch()
    if fault == "folder":
        settings.BACKUP_FOLDER = nightly / "gone"
    elif fault == "key":
        settings.BACKUP_KEY_FILE = nightly / "gone"
    else:
        found = restoring.Restored({}, ["accounts.User has 0 rows."])
        monkeypatch.setattr(restoring, "check", lambda path, key: found)
    settings.SCHEDULE = [("muster.protection.upkeep.back_up", "nightly")]
    schedule.run_due(schedule.timezone.now())
    turn = Turn.objects.get()
    assert turn.failed
    assert {
        "folder": "There is no folder",
        "key": "so whoever takes one has the other",
        "differs": "is not what was backed up. accounts.User has 0 rows.",
    }[fault] in turn.sentence
    assert len(list(nightly.glob("muster-2025*"))) == 3


@pytest.mark.slow
def test_what_the_night_writes_is_what_it_lets_go(nightly):
    back_up(lambda done: None)
    assert len(list(nightly.glob(upkeep.NAMES))) == 1
