"""Loading a file into the store: read, check, write, commit; and taking a load back.

The files are written and synced first; the database transaction that stores the version
is the commit (design.md 3). A load is all or nothing.
"""

from __future__ import annotations

import hashlib
import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.authority import authority
from muster.design.filters import number
from muster.jobs import schedule
from muster.sources import formats, marker
from muster.sources.asked import AS_AT, COHORT, TO
from muster.sources.models import InForce, Load
from muster.sources.reading import (
    Format,
    Known,
    Problem,
    Problems,
    Progress,
    Reading,
    read,
)
from muster.sources.reading.as_at import as_at_of
from muster.sources.reading.published import told
from muster.sources.words import counted
from muster.tables import in_cohorts
from muster.tables.cohorts import COHORTS
from muster.tables.ids import UnknownSchool
from muster.tables.marks import MarkWeeks
from muster.tables.published import LAYERS
from muster.tables.state import State
from muster.tables.store import Busy, Draft, NoRoom, NotNow, Refused, Store


WARNINGS_KEPT = 200
# Merge a year's layers once this many lie on top of each other.
MERGE_AT = 24
# How long to wait while somebody else writes, before saying so.
PATIENCE = 60.0
COUNTING = "muster.sources.upkeep.count_latest"
# What is loaded as it is read, a layer a load.
TABLES = (
    "schools",
    "enrolments",
    "calendars",
    "own_figures",
    "postcodes",
    "boundaries",
    "cohorts",
    *LAYERS,
)
FORMAT_NAMES = tuple(each.name for each in formats.FORMATS)
log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Checked:
    """What a file holds, before anything is written. `before` is the load that has it."""

    name: str
    digest: str
    reading: Reading | None
    before: Load | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of one file: ``status`` is loaded, checked, refused or already loaded."""

    file_name: str
    status: str
    sentence: str
    reading: Reading | None = None
    load: Load | None = None
    problems: Problems = field(default_factory=Problems)

    @property
    def refused(self) -> bool:
        return self.status == "refused"


def store() -> Store:
    """The store of this home, at the version the database holds to be committed."""
    return Store(settings.MUSTER_HOME, InForce.now)


def state() -> State:
    """The store at the version in force."""
    return store().state()


def recover() -> list[str]:
    """Puts the home right after a crash; gives sentences on what was found."""
    said = [*store().recover(), *marker.killed(lambda digest: bool(_in_force(digest)))]
    return list(dict.fromkeys(said))


def load(
    path: Path,
    *,
    by: str,
    format: str | None = None,  # noqa: A002  what the command calls it
    code_map: Path | None = None,
    as_at: date | None = None,
    to: date | None = None,
    period: str = "",
    la: str = "",
    cohort: str = "",
    ends_many: bool = False,
    name: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Reads a file and, if nothing is wrong with it, commits it.

    ``name`` is the name people know the file by; ``dry_run`` stops short of writing.
    ``to`` is the last day of a cumulative file, which is when it was true.
    ``period`` is of a published file that doesn't say it, and ``la`` the number of the
    authority whose schools are kept of a file that has several. ``cohort`` is of a list
    that doesn't say it, and ``ends_many`` says that those not on a whole list have left,
    however many they are. ``progress`` is called
    with the fraction done and cancels by raising.
    """
    name = name or path.name
    with marker.under_way(name) as note:
        checked = check(
            path,
            format=format,
            code_map=code_map,
            as_at=as_at,
            to=to,
            period=period,
            la=la,
            cohort=cohort,
            ends_many=ends_many,
            name=name,
            progress=progress,
            note=note,
        )
        return _decided(checked, by, as_at, dry_run)


def _decided(checked: Checked, by: str, as_at: date | None, dry_run: bool) -> Outcome:
    """What comes of a file that was read: it is committed, or why it isn't."""
    if checked.before is not None:
        return _already(checked.name, checked.before)
    reading = checked.reading
    assert reading is not None
    if reading.refused:
        return _refusal(checked.name, reading)
    if dry_run:
        said = f"{checked.name}: nothing is wrong with it. {_counted(reading, loaded=False)}"
        return Outcome(
            checked.name, "checked", said, reading, problems=reading.problems
        )
    try:
        return commit(checked.name, reading, by=by, digest=checked.digest, as_at=as_at)
    except NotNow as why:
        reading.problems.refuse(str(why))
        return _refusal(checked.name, reading)


def check(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002
    code_map: Path | None = None,
    as_at: date | None = None,
    to: date | None = None,
    period: str = "",
    la: str = "",
    cohort: str = "",
    ends_many: bool = False,
    name: str = "",
    progress: Progress | None = None,
    note: marker.Note = lambda digest: None,
) -> Checked:
    """Reads a file against what is held, and writes nothing.

    A file that is in force already is not read: ``before`` is its load. ``note`` is told
    the digest as soon as it is known.
    """
    name = name or path.name
    fmt = formats.named(format) if format else formats.recognise(path)
    told_to = as_at or to if fmt and fmt.is_dated else as_at
    digest = _digest(path, fmt, code_map, told_to, name, period, la, cohort)
    note(digest)
    before = _in_force(digest)
    if before is not None:
        return Checked(name, digest, None, before)
    reading = read(
        path,
        fmt=format,
        code_map=code_map,
        known=_known(la, cohort, ends_many),
        progress=progress,
        as_at=told_to,
        name=name,
    )
    if to and not reading.refused:
        _refuse_to(reading, as_at, to)
    if cohort and reading.format and reading.format.table is not COHORTS:
        reading.problems.refuse(
            f"This is not a list of a cohort, so it has no use for {COHORT.either}. Leave "
            "it out."
        )
    return Checked(name, digest, told(reading, name, as_at, period))


def _refuse_to(reading: Reading, as_at: date | None, to: date) -> None:
    """A last day for a file that has no use for it, or another day than it was told."""
    if reading.format and not reading.format.is_dated:
        reading.problems.refuse(
            f"This is not a cumulative file, so it has no use for {TO.either}. Leave it "
            "out."
        )
    elif as_at and as_at != to:
        reading.problems.refuse(
            f"{AS_AT.either} is {_day(as_at)} and {TO.either} is {_day(to)}. Of a "
            "cumulative file they are the same day: give one of them."
        )


def commit(
    name: str,
    reading: Reading,
    *,
    by: str,
    digest: str,
    as_at: date | None = None,
    also: Callable[[Load], object] = lambda load: None,
    wait: Callable[[], object] = lambda: None,
) -> Outcome:
    """Writes what was read and puts it in force, or refuses with a sentence.

    ``also`` is done in the transaction that commits. ``wait`` is called while somebody
    else is writing. Raises NotNow when they take too long, or the disk is full.
    """
    assert reading.format is not None and reading.table is not None
    as_at = as_at or reading.as_at
    token = uuid.uuid4().hex
    try:
        with _drafting(name, wait) as draft:
            # Asked again: only now can nobody else be loading the same bytes.
            before = _in_force(digest)
            if before is not None:
                return _already(name, before)
            _add(draft, token, reading, as_at)
            reading = _without_erased(reading, draft.left_out)
            version = draft.save()
            with _room_in_database(), transaction.atomic():
                kept = _kept(token, name, reading, version, by, digest, as_at)
                InForce.put(version)
                also(kept)
                audit.record(
                    did="load.made",
                    by=by,
                    to=f"load:{kept.pk}",
                    after={"format": kept.format, "rows": kept.rows_loaded},
                )
            _tell_notebooks(version)
    except NotNow:
        raise
    except (UnknownSchool, Refused) as why:
        reading.problems.refuse(str(why))
        return _refusal(name, reading)
    _merge()
    said = f"{name}: loaded as load {kept.pk}. {_counted(reading)}"
    return Outcome(name, "loaded", said, reading, kept, reading.problems)


def undo(pk: int, *, by: str) -> Load:
    """Takes one load back; later ones stand. Raises Refused."""
    with _drafting(f"the undoing of load {pk}") as draft:
        found = Load.objects.filter(pk=pk).first()
        if found is None:
            raise Refused(f"There is no load {pk}. `muster loads` lists them.")
        if found.is_undone:
            raise Refused(
                f"Load {pk} was taken back on {_said(found.undone_at)} by"
                f" {found.undone_by}."
            )
        if not any(layer.load == found.token for layer in draft.layers):
            raise Refused(
                f"Nothing of load {pk} is held any more, so there is nothing to take back."
            )
        draft.undo(found.token)
        version = draft.save()
        with _room_in_database(), transaction.atomic():
            found.undone_at, found.undone_by = timezone.now(), by
            found.save(update_fields=["undone_at", "undone_by"])
            InForce.put(version)
            audit.record(did="load.taken-back", by=by, to=f"load:{pk}")
        _tell_notebooks(version)
    schedule.soon(COUNTING)
    return found


def rewrite(
    what: str, change: Callable[[Draft, State], T], also: Callable[[T], object]
) -> T:
    """Changes what is held of children, in a version of its own: an erasure, a correction.

    ``also`` is done in the transaction that commits. Raises NotNow as `commit` does.
    """
    with _drafting(what) as draft:
        done = change(draft, state())
        version = draft.save()
        with _room_in_database(), transaction.atomic():
            InForce.put(version)
            also(done)
        _tell_notebooks(version)
    schedule.soon(COUNTING)
    return done


@contextmanager
def _drafting(what: str, wait: Callable[[], object] = lambda: None) -> Iterator[Draft]:
    """The store's draft, once whoever else is writing has done."""
    until = time.monotonic() + PATIENCE
    with ExitStack() as held:
        while True:
            try:
                draft = held.enter_context(store().draft(what))
                break
            except Busy:
                if time.monotonic() > until:
                    raise
                wait()
                time.sleep(0.2)
        yield draft


def _tell_notebooks(version: int) -> None:
    """Rewrites CURRENT. The load stands even if that fails: the next start repairs it."""
    try:
        store().make_current(version)
    except OSError:
        log.warning("CURRENT could not be rewritten to version %s.", version)


@contextmanager
def _room_in_database() -> Iterator[None]:
    try:
        yield
    except OperationalError as why:
        said = str(why).lower()
        if not any(sign in said for sign in ("full", "no space left", "disk i/o")):
            raise
        raise NoRoom(
            "There is no room left on the disk for the database. Nothing of it was kept."
            " Make room, then load it again."
        ) from why


def _in_force(digest: str) -> Load | None:
    return Load.objects.filter(digest=digest, undone_at=None).first()


def _add(draft: Draft, token: str, reading: Reading, as_at: date | None) -> None:
    assert reading.format is not None
    if isinstance(reading.table, MarkWeeks):
        draft.add_marks(token, reading.table, as_at)
    elif reading.format.table.name in TABLES:
        draft.add_table(token, reading.format.table.name, reading.table, as_at)
    elif reading.format.table.name == "totals":
        assert reading.as_at is not None
        draft.add_totals(token, reading.table, reading.as_at)
    else:
        raise Refused(
            "A code map is not loaded by itself. Give it beside the marks it is for:"
            " muster load marks.csv --code-map codes.csv."
        )


def _without_erased(reading: Reading, left_out: int) -> Reading:
    """The reading, with a remark on the rows that were left out. A file that has a row a
    week says how many marks were."""
    if not left_out:
        return reading
    marks = reading.table if isinstance(reading.table, MarkWeeks) else None
    said = counted(left_out, "mark" if marks else "row")
    is_are = "is" if left_out == 1 else "are"
    reading.problems.warn(f"{said} {is_are} of somebody who was erased; left out.")
    if marks and marks.count() != reading.rows_loaded:
        return reading
    return replace(reading, rows_loaded=reading.rows_loaded - left_out)


def _kept(
    token: str,
    name: str,
    reading: Reading,
    version: int,
    by: str,
    digest: str,
    as_at: date | None,
) -> Load:
    assert reading.format is not None
    first, last = reading.dates or (None, None)
    warnings = reading.warnings
    return Load.objects.create(
        token=token,
        file_name=name[:255],
        format=reading.format.name,
        digest=digest,
        rows_read=reading.rows_read,
        rows_loaded=reading.rows_loaded,
        first_on=first,
        last_on=last,
        as_at=as_at,
        warnings=[str(problem) for problem in warnings[:WARNINGS_KEPT]],
        warnings_count=len(warnings),
        version=version,
        loaded_at=timezone.now(),
        loaded_by=by,
    )


class Schools(Known):
    """The schools that are held. A name that two of them have is refused too."""

    def refusal(self, school: str) -> str | None:
        try:
            return super().refusal(school)
        except UnknownSchool as why:
            return str(why)


def _own_number(held: State) -> str:
    """The authority's number: set, or that of every school held; "" if neither says."""
    numbers = {laestab[:3] for laestab in held.schools["laestab"].to_list() if laestab}
    return authority().la_code or (numbers.pop() if len(numbers) == 1 else "")


def _known(la: str, cohort: str, ends_many: bool) -> Known:
    """What is held, to check a file against: without a list of schools any will do."""
    held = state()
    keys, listed = held.school_keys, bool(held.manifest.active("schools"))
    days = [day for year in held.totals_years() for day in held.totals_days(year)]
    return Schools(
        school=lambda name: keys.find(name) is not None or not listed,
        weekly=tuple(days),
        authority=held.totals_authority,
        la=la or _own_number(held),
        name=authority().name,
        cohort=cohort,
        ends_many=ends_many,
        in_cohort=lambda key, day: in_cohorts.upns_in(held, key, day),
        whole_list=lambda key: in_cohorts.whole_list(held, key),
        postcodes_of_homes=lambda: held.postcodes,
        postcodes_of_wards=lambda: _postcodes_of_wards(held),
    )


def _postcodes_of_wards(held: State) -> frozenset[str] | None:
    if not held.manifest.active("postcodes"):
        return None
    return frozenset(held.wards_by_postcode["postcode"].to_list())


def _merge() -> None:
    """Merges the layers of years where many have come to lie on each other."""
    held = state()
    try:
        for year in held.years():
            if held.unmerged(year) >= MERGE_AT:
                held.merge(year)
    except OSError:
        # The load is in force. Merging only makes reading quicker; the night tries again.
        log.exception("Layers could not be merged")
    schedule.soon(COUNTING)


def _already(name: str, before: Load) -> Outcome:
    said = f"already loaded, as load {before.pk} on {_said(before.loaded_at)}"
    return Outcome(name, "already loaded", f"{name}: {said}.", load=before)


def _refusal(name: str, reading: Reading) -> Outcome:
    errors = reading.problems.errors
    wrong = "1 problem" if errors == 1 else f"{errors:,} problems"
    also = reading.problems.warnings
    warned = f", and {counted(also, 'warning')}" if also else ""
    said = f"{name}: refused, nothing of it was loaded. {wrong} to put right{warned}."
    return Outcome(name, "refused", said, reading, problems=reading.problems)


def _counted(reading: Reading, *, loaded: bool = True) -> str:
    rows = f"{counted(reading.rows_read, 'row')} read"
    if loaded:
        rows += f", {number(reading.rows_loaded)} loaded"
    if reading.dates is None:
        return f"{rows}."
    first, last = reading.dates
    if first == last:
        return f"{rows}, of {_day(first)}."
    return f"{rows}, {_day(first)} to {_day(last)}."


def _digest(
    path: Path,
    fmt: Format | None,
    code_map: Path | None,
    as_at: date | None,
    name: str,
    period: str,
    la: str,
    cohort: str = "",
) -> str:
    """Of the bytes and of everything that changes what they mean."""
    # In a holiday two weeks' files may be the same but for the date in their names.
    as_at = as_at_of(fmt, as_at, name)
    said = f"{fmt.name if fmt else None}|{as_at}|{period}|{la}"
    said += f"|{cohort}" if cohort else ""
    found = hashlib.sha256(said.encode())
    for each in (path, code_map):
        if each is None or not each.is_file():
            continue
        found.update(b"|file|")  # an empty code map is not the same as none
        with open(each, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):  # noqa: B023
                found.update(block)
    return found.hexdigest()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _said(moment) -> str:  # type: ignore[no-untyped-def]
    return _day(timezone.localtime(moment).date())


__all__ = [
    "Checked",
    "Outcome",
    "Problem",
    "check",
    "commit",
    "load",
    "recover",
    "rewrite",
    "state",
    "store",
    "undo",
]
