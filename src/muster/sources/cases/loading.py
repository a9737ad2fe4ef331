"""Loading what was checked: every row that is sure, in one transaction, or none."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.registers import keeping
from muster.registers.child import Children
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.sources.cases import feeding
from muster.sources.cases.checking import Checked, Sure
from muster.sources.cases.models import Brought, Mapping, Sheet
from muster.sources.cases.notes import lines_of
from muster.sources.cases.rows import Case
from muster.tables.state import State


@transaction.atomic
def load(sheet: Sheet, checked: Checked, *, user: Any, state: State, on: date) -> None:
    """Opens what is new and changes what the source changed. Raises Refused, naming the
    row, and then nothing was kept."""
    by, mapping = user.get_username(), sheet.mapping
    seen = Children.visible_to(user, state)
    for sure in checked.opens:
        with _naming(checked, sure.case):
            school = sure.case.said.school or _school_of(seen, sure, on)
            entry = _bring(mapping, sure, school, state, on, by)
        _remember(mapping, sheet, sure.case, entry)
    for change in checked.changes:
        with _naming(checked, change.case):
            calendar = _calendar(state, change.entry.school)
            feeding.feed(change.entry, change.case, on=on, by=by, calendar=calendar)
        _remember(mapping, sheet, change.case, change.entry)
    for case, entry in checked.there:
        _remember(mapping, sheet, case, entry)
    sheet.loaded_at = timezone.now()
    sheet.count += len(checked.opens) + len(checked.changes)
    sheet.save(update_fields=["loaded_at", "count"])
    audit.record(
        did="cases.loaded",
        by=by,
        to=f"cases:{sheet.pk}",
        after={"opened": len(checked.opens), "changed": len(checked.changes)},
    )


class _naming:
    """A refusal says which row it is of."""

    def __init__(self, checked: Checked, case: Case) -> None:
        self.place = f"{checked.table.place} {case.row}"

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, why: Any, trace: Any) -> None:
        if isinstance(why, Refused):
            raise Refused(f"{self.place}: {why} Nothing was loaded.") from why


def _bring(
    mapping: Mapping,
    sure: Sure,
    school: int | None,
    state: State,
    on: date,
    by: str,
) -> Entry:
    case = sure.case
    entry = keeping.bring(
        mapping.of,
        child=sure.child,
        school=school,
        on=case.started_on,
        reason=case.reason,
        source=mapping.source,
        status=case.status,
        status_on=case.status_on,
        ended_on=case.ended_on,
        outcome=case.outcome,
        came_on=on,
        by=by,
        calendar=_calendar(state, school),
        lead_id=case.lead,
        next_step=case.next_step,
        next_on=case.next_on,
        review_on=case.review_on,
        **case.own,
    )
    for day, text in lines_of(case.notes, on=on):
        keeping.note(entry, text=text, on=day, by=by)
    if mapping.is_kept_there:
        kept = {"source": mapping.source, "reference": case.reference}
        Entry.objects.filter(pk=entry.pk).update(**kept)
    return entry


def _remember(mapping: Mapping, sheet: Sheet, case: Case, entry: Entry) -> None:
    before = Brought.objects.filter(entry=entry).exclude(
        mapping=mapping, reference=case.reference
    )
    if case.reference and not before.exists():
        Brought.objects.update_or_create(
            mapping=mapping,
            reference=case.reference,
            defaults={"entry": entry, "last_in": sheet},
        )


def _school_of(seen: Children, sure: Sure, on: date) -> int | None:
    """Where the child was when the case began, else where they are or were last."""
    child = seen.get(sure.child, on)
    if child is None:
        return None
    then = [one for one in child.places if one.is_on_roll(sure.case.started_on)]
    at = (then or list(child.places))[-1:]
    return at[0].school if at else None


def _calendar(state: State, school: int | None) -> Any:
    return state.calendar(school) if school else state.calendar()
