"""A home is backed up into one sealed file, and comes back as it was."""

import errno
import json
import os
import resource
import sqlite3
import stat
import tarfile
from pathlib import Path

import pytest

from muster.protection import archive, backups, erasing, keys, restoring, rows
from muster.protection.backups import CannotBackUp, back_up
from muster.protection.restoring import CannotRestore


@pytest.fixture
def backed_up(lived_in, kept, key):
    return back_up(kept / "one.age", key)


def held(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file()
    }


# Making one --------------------------------------------------------------------------------


def test_everything_is_taken_but_what_is_made_again(lived_in, kept):
    (lived_in / "workers").mkdir()
    (lived_in / "workers" / "a.alive").touch()
    (lived_in / "export").mkdir()
    (lived_in / "export" / "figures.csv").write_text("1")
    (lived_in / "trail-key").write_text("a colleague's")
    back_up(kept / "one.tar", None)
    with tarfile.open(kept / "one.tar") as tar:
        names = tar.getnames()
    assert names[0] == "about.json"
    assert names[-1] == "contents.json"
    home = {name for name in names if name.startswith("home/")}
    assert {
        "home/secret-key",
        "home/trail-key",
        "home/packs/pack-2025-26-HT1-officers.html",
        "home/marks/manifest-2.json",
    } <= home
    assert len([name for name in home if name.startswith("home/marks/layers/")]) == 2
    left = ("first-person-code", "workers", "export", "marks/cache", "manifest-1.json")
    assert [name for name in home if any(one in name for one in left)] == []
    assert not any("Session" in name for name in names)


def test_a_back_up_is_nobody_elses_to_read_and_nothing_of_it_is_plain(backed_up):
    assert stat.S_IMODE(backed_up.path.stat().st_mode) == 0o600
    content = backed_up.path.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert b"officer" not in content and b"home/" not in content
    assert list(backed_up.path.parent.glob(".*")) == []


def test_it_says_how_many_rows_there_are_and_what_the_headlines_were(backed_up):
    assert backed_up.about["tables"]["sources.Load"]["rows"] == 2
    assert backed_up.about["version"] == 2
    assert ["persistent_absence", "2025-26/HT1", 3, 5] in backed_up.about["headlines"]


@pytest.mark.slow
def test_an_empty_home_can_be_backed_up(store, home, kept, key):
    made = back_up(kept / "one.age", key)
    assert made.about["version"] == 0
    assert restoring.check(made.path, key).differs == []


def test_a_place_in_the_home_is_refused(lived_in, key):
    with pytest.raises(CannotBackUp, match="is inside the home, and would be lost"):
        back_up(lived_in / "one.age", key)


def test_a_folder_that_is_not_there_is_refused(lived_in, kept, key):
    with pytest.raises(CannotBackUp, match="There is no folder"):
        back_up(kept / "nowhere" / "one.age", key)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_full_disk_leaves_the_back_up_there_was(
    backed_up, kept, key, monkeypatch, sealed
):
    before = backed_up.path.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    with pytest.raises(CannotBackUp, match="There is no room left on the disk"):
        back_up(backed_up.path, key if sealed else None)
    assert backed_up.path.read_bytes() == before
    assert [path.name for path in kept.iterdir()] == ["one.age"]
    assert not list(kept.parent.glob("home/backing-up"))


@pytest.fixture
def room_for():
    """room_for(n) lets no file grow beyond so many bytes, as a quota would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_while_it_is_sealed_is_said_as_that(
    lived_in, kept, key, room_for
):
    (lived_in / "packs" / "large.html").write_bytes(os.urandom(400_000))
    room_for(200_000)
    with pytest.raises(CannotBackUp, match="There is no room left on the disk"):
        back_up(kept / "one.age", key)
    assert list(kept.iterdir()) == []


def test_what_cannot_be_read_back_is_not_kept(lived_in, kept, key, monkeypatch):
    def spoilt(path, key):
        raise archive.Unreadable("It was changed.")

    monkeypatch.setattr(archive, "look", spoilt)
    with pytest.raises(CannotBackUp, match="written and could not be read back"):
        back_up(kept / "one.age", key)
    assert list(kept.iterdir()) == []


def test_what_a_killed_back_up_left_is_cleared_away_and_not_taken(lived_in, kept):
    (lived_in / "backing-up").mkdir()
    (lived_in / "backing-up" / "accounts.User").write_text("everybody")
    back_up(kept / "one.tar", None)
    with tarfile.open(kept / "one.tar") as tar:
        assert not any("backing-up" in name for name in tar.getnames())
    assert not (lived_in / "backing-up").exists()


def test_two_at_once_are_one_too_many(lived_in, kept, key):
    with (
        backups._making(lived_in / "backing-up"),
        pytest.raises(CannotBackUp, match="Another back-up is being made"),
    ):
        back_up(kept / "one.age", key)


# Restoring one -----------------------------------------------------------------------------


def test_a_home_comes_back_as_it_was(backed_up, tmp_path, key, on_sqlite, lived_in):
    target = tmp_path / "restored"
    found = restoring.restore(backed_up.path, key, target)
    assert found.differs == []
    was, now = held(lived_in), held(target)
    assert now["secret-key"] == b"kept"
    assert now["packs/pack-2025-26-HT1-officers.html"] == b"<p>A draft</p>"
    marks = {name for name in now if name.startswith("marks/layers")}
    assert {name: now[name] for name in marks} == {name: was[name] for name in marks}
    assert now["marks/CURRENT"] == b"2"
    assert "restoring" not in {path.name for path in target.iterdir()}
    assert stat.S_IMODE((target / "secret-key").stat().st_mode) == 0o600
    with sqlite3.connect(target / "db.sqlite3") as database:
        [[made_at, digest]] = database.execute(
            "SELECT issued_at, digest FROM documents_issued"
        )
        assert made_at == "2025-11-03 09:30:01.123456"
        [[content]] = database.execute("SELECT content FROM documents_issuedfile")
        assert content == bytes(range(256))


@pytest.mark.slow
def test_a_drill_changes_nothing_and_finds_no_difference(backed_up, key, lived_in):
    before = held(lived_in)
    assert restoring.check(backed_up.path, key).differs == []
    assert held(lived_in) == before


@pytest.mark.slow
def test_a_home_with_anything_in_it_is_refused_unless_told(
    backed_up, key, lived_in, on_sqlite
):
    (lived_in / "packs" / "since.html").write_text("made since")
    with pytest.raises(CannotRestore, match="holds something already"):
        restoring.restore(backed_up.path, key, lived_in)
    restoring.restore(backed_up.path, key, lived_in, replace=True)
    assert not (lived_in / "packs" / "since.html").exists()
    assert (lived_in / "db.sqlite3").is_file()


def test_a_worker_at_work_stops_a_restore(backed_up, key, lived_in, on_sqlite):
    from muster.jobs import reaper

    with reaper.alive(), pytest.raises(CannotRestore, match="A worker is at work"):
        restoring.restore(backed_up.path, key, lived_in, replace=True)


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


def tampered(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("spoil", [cut_short, tampered])
@pytest.mark.parametrize("sealed", [True, False])
def test_what_was_spoilt_is_refused_and_nothing_changes(
    lived_in, kept, key, on_sqlite, spoil, sealed
):
    path = back_up(kept / "one", key if sealed else None).path
    path.write_bytes(spoil(path.read_bytes()))
    before = held(lived_in)
    with pytest.raises(CannotRestore, match=r"was (changed|cut short).*Nothing was"):
        restoring.restore(path, key, lived_in, replace=True)
    assert held(lived_in) == before


def test_another_key_does_not_open_it(backed_up, tmp_path):
    other = keys.make(tmp_path / "other-key")
    with pytest.raises(CannotRestore, match="This key does not open one.age"):
        restoring.check(backed_up.path, other)


def test_the_half_that_seals_does_not_open(backed_up, key):
    public = keys.Key(key.seals, None)
    with pytest.raises(CannotRestore, match="Name the file of the key that opens it"):
        restoring.check(backed_up.path, public)


def test_a_file_that_is_no_back_up_is_refused(kept, key):
    (kept / "marks.csv").write_text("school,pupil\n")
    with pytest.raises(CannotRestore, match="or is no back-up of Muster"):
        restoring.check(kept / "marks.csv", key)
    with pytest.raises(CannotRestore, match="cannot be read: No such file"):
        restoring.check(kept / "nothing", key)


def test_a_later_shape_is_refused_with_the_version_to_install(
    lived_in, kept, key, monkeypatch
):
    monkeypatch.setattr(backups, "SHAPE", 9)
    path = back_up(kept / "one.age", key).path
    monkeypatch.setattr(backups, "SHAPE", 1)
    with pytest.raises(CannotRestore, match="in a shape this one does not read"):
        restoring.check(path, key)


def test_a_later_database_is_refused_with_what_to_do(lived_in, kept, key, monkeypatch):
    later, standing, models_at = [("sources", "0099")], rows.standing, rows.models_at
    with monkeypatch.context() as future:
        future.setattr(rows, "standing", lambda of: [*standing(of), *later])
        future.setattr(rows, "models_at", lambda of, steps: models_at(of, steps[:-1]))
        path = back_up(kept / "one.age", key).path
    with pytest.raises(CannotRestore, match="a later version of Muster than this"):
        restoring.check(path, key)


@pytest.mark.slow
def test_rows_that_are_not_as_they_were_are_refused(
    backed_up, key, tmp_path, on_sqlite, monkeypatch
):
    fill = rows.fill

    def one_short(connection, steps, files):
        fill(connection, steps, {k: v for k, v in files.items() if k != "sources.Load"})

    monkeypatch.setattr(rows, "fill", one_short)
    with pytest.raises(CannotRestore, match=r"sources\.Load has 0 rows"):
        restoring.restore(backed_up.path, key, tmp_path / "restored")
    assert list((tmp_path / "restored").iterdir()) == []


def test_a_full_disk_changes_nothing(backed_up, key, lived_in, on_sqlite, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = held(lived_in)
    monkeypatch.setattr(rows, "fill", full)
    with pytest.raises(CannotRestore, match="There is no room left on the disk"):
        restoring.restore(backed_up.path, key, lived_in, replace=True)
    assert held(lived_in) == before


@pytest.mark.parametrize(
    "moves",
    [
        pytest.param(0, marks=pytest.mark.slow),
        pytest.param(3, marks=pytest.mark.slow),
        pytest.param(7, marks=pytest.mark.slow),
    ],
)
def test_a_restore_killed_between_its_moves_is_gone_on_with(
    backed_up, key, lived_in, on_sqlite, monkeypatch, moves
):
    (lived_in / "packs" / "since.html").write_text("made since")
    rename, left = Path.rename, iter(range(moves))
    ready = lived_in / "restoring" / "READY"

    def killed(path, target):
        if ready.exists() and next(left, None) is None:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", killed)
    try:
        restoring.restore(backed_up.path, key, lived_in, replace=True)
    except KeyboardInterrupt:
        monkeypatch.undo()
        restoring.put_in_place(lived_in)
    assert not (lived_in / "packs" / "since.html").exists()
    assert (lived_in / "secret-key").read_text() == "kept"
    assert not (lived_in / "restoring").exists()


# Who was erased ----------------------------------------------------------------------------


@pytest.mark.slow
def test_who_was_erased_since_is_known_from_everywhere(
    lived_in, kept, key, on_sqlite, monkeypatch
):
    (lived_in / "erased.jsonl").write_text('"before"\n')
    path = back_up(kept / "one.age", key).path
    (kept / "erased.jsonl").write_text('"beside"\n"before"\n')
    (lived_in / "erased.jsonl").write_text('"before"\n"since"\n')
    replayed = []
    monkeypatch.setattr(erasing, "replay", lambda: replayed.append("again"))

    restoring.restore(path, key, lived_in, replace=True)
    restoring.replay(lived_in)

    lines = (lived_in / "erased.jsonl").read_text().splitlines()
    assert sorted(map(json.loads, lines)) == ["before", "beside", "since"]
    assert replayed == ["again"]
    assert not (lived_in / "replay-erasures").exists()


@pytest.mark.slow
def test_a_replay_that_failed_is_done_before_the_home_is_opened(
    lived_in, kept, key, on_sqlite, monkeypatch
):
    path = back_up(kept / "one.age", key).path

    def fail():
        raise RuntimeError

    monkeypatch.setattr(erasing, "replay", fail)
    restoring.restore(path, key, lived_in, replace=True)
    with pytest.raises(RuntimeError):
        restoring.replay(lived_in)
    replayed = []
    monkeypatch.setattr(erasing, "replay", lambda: replayed.append("again"))
    restoring.replay(lived_in)
    assert replayed == ["again"]
    restoring.replay(lived_in)
    assert replayed == ["again"]


@pytest.mark.slow
def test_an_older_muster_is_not_given_children_erased_since(
    lived_in, kept, key, on_sqlite
):
    path = back_up(kept / "one.age", key).path
    (lived_in / "erased.jsonl").write_text('"since"\n')
    with pytest.raises(CannotRestore, match="Children were erased since"):
        restoring.restore(path, key, lived_in, replace=True, upgrade=False)


def test_the_ledger_beside_the_back_ups_grows_and_never_shrinks(lived_in, kept, key):
    (kept / "erased.jsonl").write_text('"long ago"\n')
    (lived_in / "erased.jsonl").write_text('"lately"\n')
    back_up(kept / "one.age", key)
    assert (kept / "erased.jsonl").read_text() == '"lately"\n"long ago"\n'


# Keys --------------------------------------------------------------------------------------


def test_a_key_is_nobody_elses_to_read_and_is_not_written_over(tmp_path):
    made = keys.make(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert str(keys.key_of(tmp_path / "key").opens) == str(made.opens)
    with pytest.raises(keys.BadKey, match="is there already"):
        keys.make(tmp_path / "key")


def test_a_key_may_come_from_the_surroundings(monkeypatch, key):
    monkeypatch.setenv("MUSTER_BACKUP_KEY", str(key.opens))
    assert str(keys.key_of(None).opens) == str(key.opens)


def test_the_half_that_seals_is_a_key_too(tmp_path, key):
    (tmp_path / "public").write_text(f"# for the server\n{key.seals}\n")
    assert keys.key_of(tmp_path / "public").opens is None


@pytest.mark.parametrize(
    "text", ["", "AGE-SECRET-KEY-1WRONG", "age1wrong", "a\nb", "x"]
)
def test_what_is_no_key_is_refused_without_quoting_it(tmp_path, text):
    (tmp_path / "key").write_text(text)
    with pytest.raises(keys.BadKey, match="does not hold one key") as refused:
        keys.key_of(tmp_path / "key")
    assert "WRONG" not in str(refused.value)


def test_a_key_that_is_not_there_is_said(tmp_path):
    with pytest.raises(keys.BadKey, match="cannot be read: No such file"):
        keys.key_of(tmp_path / "key")


def test_no_key_at_all_is_refused_with_how_to_make_one(monkeypatch):
    monkeypatch.delenv("MUSTER_BACKUP_KEY", raising=False)
    with pytest.raises(keys.BadKey, match="`muster backup-key FILE`"):
        keys.key_of(None)


def test_a_key_beside_what_it_seals_is_refused(lived_in, key):
    keys.make(lived_in / "key")
    with pytest.raises(keys.BadKey, match="whoever takes one has the other"):
        keys.key_of(lived_in / "key", lived_in)
