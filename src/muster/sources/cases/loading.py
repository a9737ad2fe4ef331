"""Loading what was checked: every row that is sure, some at a time.

It is a job. Some rows are kept before the next begin, so that nobody else waits long for the
database, and a load that is stopped, or a server that is, loses nothing: the next load finds
those on the register. A row that is refused after all is left out, and said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.models import User
from muster.accounts.stored import state as in_force
from muster.design.filters import counted
from muster.jobs import queue
from muster.jobs.queue import Cancelled, CannotDo, Tell, background
from muster.registers import bringing, keeping
from muster.registers.child import Children
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.school_year import clock
from muster.sources.cases import feeding, showing
from muster.sources.cases.checking import Change, Checked, Sure, check
from muster.sources.cases.models import Brought, Mapping, Sheet
from muster.sources.cases.notes import lines_of
from muster.sources.cases.rows import Case
from muster.tables.state import State


# Half a second of rows: that long at most somebody else waits to write.
TOGETHER = 50
# So many refused rows are named; of the rest only how many.
NAMED = 20
GONE = "The file was put aside before it was loaded. Nothing of it was loaded."
UNREAD = (
    "Some rows can’t be read any more, since something changed after you looked. Nothing was"
    " loaded. Look again."
)


def ask_to_load(sheet: Sheet, *, without: bool, by: str) -> None:
    """Asks for a sheet to be loaded, ``without`` the rows that can’t be read. Raises Refused
    while it is being loaded."""
    with transaction.atomic():
        held = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if held.is_under_way:
            raise Refused("It is being loaded already.")
        sheet.job = queue.enqueue(
            bring_in,
            title=f"Bringing in cases of {sheet.mapping.source}",
            by=by,
            page=sheet.get_absolute_url(),
            sheet=sheet.pk,
            without=without,
        )
        sheet.save(update_fields=["job"])


@background
def bring_in(tell: Tell, *, sheet: int, without: bool) -> str:
    """Looks at every row again, and loads those that are sure."""
    one = Sheet.objects.select_related("mapping").get(pk=sheet)
    if not one.path.is_file():
        raise CannotDo(GONE)
    tell(0.0, "Looking at every row")
    held, on = in_force(), clock.today()
    user = User.objects.get(username=one.sent_by)
    checked = check(one, user=user, state=held, on=on)
    if checked.problems and not without:
        raise CannotDo(UNREAD)
    return Loading(one, checked, user, held, on).run(tell)


class Loading:
    """``opened`` and ``changed`` are how many so far; ``refused`` a sentence for each row
    that was left out."""

    def __init__(
        self, sheet: Sheet, checked: Checked, user: Any, state: State, on: date
    ) -> None:
        self.sheet, self.checked, self.state, self.on = sheet, checked, state, on
        self.by, self.mapping = user.get_username(), sheet.mapping
        self.schools = _schools(checked.opens, Children.visible_to(user, state))
        self.opened, self.changed, self.refused = 0, 0, list[str]()

    def run(self, tell: Callable[[float, str], object]) -> str:
        # What the file closes is closed before another of the same child begins.
        changes = sorted(self.checked.changes, key=lambda one: not one.case.ended_on)
        every = [*changes, *self.checked.opens]
        try:
            for begins in range(0, len(every), TOGETHER):
                tell(begins / len(every), f"{begins:,} of {len(every):,} cases")
                self._keep(every[begins : begins + TOGETHER])
        except Cancelled as stopped:
            raise Cancelled(
                f"Stopped, as you asked. {self.said} Load it again for the rest."
            ) from stopped
        finally:
            self._record()
        _still_there(self.mapping, self.sheet, self.checked.there)
        self.sheet.loaded_at = timezone.now()
        self.sheet.save(update_fields=["loaded_at"])
        return self.said

    @property
    def said(self) -> str:
        said = [showing.done(self.opened, self.changed)]
        if self.refused:
            many = counted(len(self.refused), "row was", "rows were")
            said += [f"{many} refused and left out.", *self.refused[:NAMED]]
        return " ".join(said)

    @transaction.atomic
    def _keep(self, some: list[Sure | Change]) -> None:
        before = self.opened + self.changed
        for one in some:
            try:
                with transaction.atomic():
                    self._one(one)
            except Refused as why:
                row = f"{self.checked.table.place} {one.case.row}"
                self.refused.append(f"{row}: {why}")
        count = F("count") + self.opened + self.changed - before
        Sheet.objects.filter(pk=self.sheet.pk).update(count=count)

    def _one(self, one: Sure | Change) -> None:
        if isinstance(one, Sure):
            school = one.case.said.school or self.schools.get(one.case.row)
            entry = _bring(self.mapping, one, school, self.state, self.on, self.by)
        else:
            entry = one.entry
            calendar = _calendar(self.state, entry.school)
            feeding.feed(entry, one.case, on=self.on, by=self.by, calendar=calendar)
        _remember(self.mapping, self.sheet, one.case, entry)
        self.opened += isinstance(one, Sure)
        self.changed += isinstance(one, Change)

    def _record(self) -> None:
        audit.record(
            did="cases.loaded",
            by=self.by,
            to=f"cases:{self.sheet.pk}",
            after={"opened": self.opened, "changed": self.changed},
        )


def _bring(
    mapping: Mapping,
    sure: Sure,
    school: int | None,
    state: State,
    on: date,
    by: str,
) -> Entry:
    case = sure.case
    entry = bringing.bring(
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
    for day, text in lines_of(case.notes, until=on):
        keeping.note(entry, text=text, on=day or on, by=by)
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


def _still_there(
    mapping: Mapping, sheet: Sheet, there: list[tuple[Case, Entry]]
) -> None:
    """What stands as it was is in this sheet too. Most came before, under their number."""
    held = dict(
        Brought.objects.filter(mapping=mapping).values_list("reference", "entry")
    )
    known = [
        case.reference for case, entry in there if held.get(case.reference) == entry.pk
    ]
    for begins in range(0, len(known), 500):
        some = known[begins : begins + 500]
        Brought.objects.filter(mapping=mapping, reference__in=some).update(
            last_in=sheet
        )
    for case, entry in there:
        if held.get(case.reference) != entry.pk:
            _remember(mapping, sheet, case, entry)


def _schools(opens: list[Sure], seen: Children) -> dict[int, int]:
    """Of each row that names no school where the child was when the case began, else where
    they are or were last."""
    asked = [one for one in opens if not one.case.said.school]
    places = seen.places_of([one.child for one in asked])
    found = {}
    for one in asked:
        every = places.get(one.child, [])
        then = [each for each in every if each.is_on_roll(one.case.started_on)]
        if at := (then or every)[-1:]:
            found[one.case.row] = at[0].school
    return found


def _calendar(state: State, school: int | None) -> Any:
    return state.calendar(school) if school else state.calendar()
