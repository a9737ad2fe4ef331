"""An agenda: what belongs on it, and what people do with it.

Nothing has to be remembered. What is open is on it by itself: every open action of the
group’s plans, whatever was not finished at a meeting before, the minutes of sub-groups, the
papers due to it (`papers_due`), and the items of every meeting. Taking one off needs a reason,
and is for one meeting: at the next it is there again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.documents.models import Issued
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import papers_due
from muster.programme.meetings.item import Item, Usual
from muster.programme.plans import standing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import Standing


Kind = Item.Kind
# What a title may hold; an action’s heading may be longer.
LONGEST = 300
PAPERS = models.Prefetch("papers", Issued.objects.defer("figures"))
# Minutes a new group is offered: what nearly every meeting has.
OFFERED = (
    ("Welcome and apologies", "to note", False),
    ("Minutes of the last meeting", "to agree", False),
    ("Any other business", "", True),
    ("Date of the next meeting", "to note", True),
)


@dataclass(frozen=True)
class Agenda:
    """``items`` in order; those that came up since it was prepared are at their place, and
    have no row yet. ``off`` were taken off, each with its reason."""

    items: tuple[Item, ...]
    off: tuple[Item, ...] = ()

    @property
    def listed(self) -> tuple[Item, ...]:
        """What is numbered: all but the actions."""
        return tuple(one for one in self.items if one.kind != Kind.ACTION)

    @property
    def actions(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.kind == Kind.ACTION)

    @property
    def new(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.pk is None)


def of(meeting: Meeting) -> Agenda:
    """The agenda of a meeting; of one that is planned, with what belongs on it by now."""
    held = list(
        meeting.items.select_related("action", "minutes_of", "meeting")
        .prefetch_related(PAPERS)
        .order_by("position", "pk")
    )
    if meeting.state == Meeting.State.PLANNED:
        going = open_actions(meeting.group, meeting.on)
        gone = _stale(meeting, held, going)
        held = [one for one in held if one.pk not in gone]
        held = _placed(held, list(_missing(meeting, held, going)))
    return Agenda(
        tuple(one for one in held if not one.off_reason),
        tuple(one for one in held if one.off_reason),
    )


def plans_of(group: Group) -> models.QuerySet[Plan]:
    """A group’s plans, and those under their actions that no other group keeps."""
    found = set(group.plans.values_list("pk", flat=True))
    left = found
    while left:
        under = Plan.objects.filter(group=None, under__plan__in=left)
        left = set(under.values_list("pk", flat=True)) - found
        found |= left
    return Plan.objects.filter(pk__in=found)


def open_plans_of(group: Group) -> models.QuerySet[Plan]:
    """Those of them that something can be written into."""
    return plans_of(group).filter(closed_on=None)


def open_actions(group: Group, on: date) -> list[Standing]:
    """Every action of the group’s plans that is not closed on a day, in their order."""
    actions = Action.objects.filter(plan__in=plans_of(group))
    return [one for one in standing.stood(actions, on) if not one.is_closed]


# What belongs on it -----------------------------------------------------------------------


def _missing(
    meeting: Meeting, held: list[Item], going: list[Standing]
) -> Iterator[Item]:
    """What belongs on an agenda and has no row there."""
    yield from _usual(meeting, held)
    carried = list(_carried(meeting, held))
    yield from carried
    yield from _minutes(meeting, held)
    yield from _papers(meeting, [*held, *carried])
    yield from _actions(meeting, held, going)


def _usual(meeting: Meeting, held: list[Item]) -> Iterator[Item]:
    stands = models.Q(dropped_on=None) | models.Q(dropped_on__gt=meeting.on)
    there = {one.usual_id for one in held}
    for one in meeting.group.usual_items.filter(stands):
        if one.pk not in there:
            yield Item(
                meeting=meeting,
                kind=Kind.USUAL,
                usual=one,
                title=one.title,
                purpose=one.purpose,
            )


def _carried(meeting: Meeting, held: list[Item]) -> Iterator[Item]:
    """The last row of every thread that was not finished at an earlier meeting, with the
    papers it had."""
    there = {one.root for one in held}
    for last in unfinished(meeting.group, before=meeting.on).values():
        if last.root not in there:
            again = Item(
                meeting=meeting,
                kind=last.kind,
                thread_id=last.root,
                minutes_of_id=last.minutes_of_id,
                title=last.title,
                purpose=last.purpose,
                presenter=last.presenter,
                takes=last.takes,
                exempt_reason=last.exempt_reason,
                public_title=last.public_title,
                note=_since(last),
            )
            again.brings = last.brought
            yield again


def _since(last: Item) -> str:
    on = last.thread.meeting.on if last.thread else last.meeting.on
    return f"Carried over since {day(on)}."


def unfinished(group: Group, *, before: date) -> dict[int, Item]:
    """By thread, the last row before a day of what nobody has finished. A meeting that was
    cancelled, or never said to be held, lets nothing fall."""
    finished: set[int | None] = set()
    last: dict[int, Item] = {}
    rows = (
        Item.objects.filter(meeting__group=group)
        .exclude(kind__in=(Kind.USUAL, Kind.ACTION))
        .select_related("meeting", "thread__meeting")
        .prefetch_related(PAPERS)
        .order_by("meeting__on", "pk")
    )
    for one in rows:
        if one.is_finished:
            finished.add(one.root)
        if one.meeting.on < before and one.root:
            last[one.root] = one
    return {root: one for root, one in last.items() if root not in finished}


def _minutes(meeting: Meeting, held: list[Item]) -> Iterator[Item]:
    """Closed minutes of sub-groups that no agenda of the group has had yet."""
    there = {one.minutes_of_id for one in held}
    closed = Meeting.objects.filter(
        group__reports_to=meeting.group,
        minutes_closed_at__isnull=False,
        on__lte=meeting.on,
    )
    before = Item.objects.filter(
        meeting__group=meeting.group, meeting__on__lt=meeting.on
    )
    closed = closed.exclude(pk__in=before.exclude(minutes_of=None).values("minutes_of"))
    for one in closed.select_related("group"):
        if one.pk not in there:
            title = f"Minutes of the {one.group.name}, {day(one.on)}"
            yield Item(
                meeting=meeting,
                kind=Kind.MINUTES,
                minutes_of=one,
                title=title[:LONGEST],
                purpose="to note",
            )


def _papers(meeting: Meeting, rows: list[Item]) -> Iterator[Item]:
    """Papers that belong on it, each once, but for those the rows have."""
    plans = list(plans_of(meeting.group))
    _renew(meeting, rows, plans)
    there = {paper.pk for one in rows for paper in one.brought}
    for one in papers_due.due(meeting, plans):
        if one.paper.pk in there:
            continue
        there.add(one.paper.pk)
        made = Item(
            meeting=meeting,
            kind=Kind.PAPER,
            title=one.title[:LONGEST],
            purpose=one.purpose,
        )
        made.brings = [one.paper]
        yield made


def _renew(meeting: Meeting, rows: list[Item], plans: list[Plan]) -> None:
    """What came by itself brings the issue that is for this meeting."""
    for one in rows:
        if one.kind == Kind.PAPER and one.brought:
            stands = papers_due.renewed(one.brought, meeting, plans)
            one.brings = None if one.pk and stands == one.brought else stands


def _actions(
    meeting: Meeting, held: list[Item], going: list[Standing]
) -> Iterator[Item]:
    there = {one.action_id for one in held}
    exempt = exempt_actions()
    for one in going:
        if one.action.pk not in there:
            yield Item(
                meeting=meeting,
                kind=Kind.ACTION,
                action=one.action,
                title=f"{one.ref} {one.title}".strip()[:LONGEST],
                exempt_reason=exempt.get(one.action.pk, ""),
            )


def exempt_actions() -> dict[int, str]:
    """Every action that is exempt, and why, a key of `exempt.toml`: its line on an agenda
    is, or the item it was agreed of. Struck out there it is still in its plan."""
    exempt = Item.objects.exclude(exempt_reason="")
    rows = exempt.values_list("action", "outcomes__action", "exempt_reason")
    return {pk: why for *both, why in rows.order_by("-pk") for pk in both if pk}


def _stale(
    meeting: Meeting, held: list[Item], going: list[Standing]
) -> set[int | None]:
    """Rows of a planned meeting that no longer belong on it: actions closed by then, and
    carried items that were finished meanwhile."""
    still = {one.action.pk for one in going}
    threads = unfinished(meeting.group, before=meeting.on)
    return {
        one.pk
        for one in held
        if (one.action_id and one.action_id not in still)
        or (one.thread_id and one.thread_id not in threads)
    }


def _placed(held: list[Item], missing: list[Item]) -> list[Item]:
    """New items before those that end every meeting; what is usual at its own end."""
    ends = {u.pk for u in Usual.objects.filter(at_end=True)}
    first = [m for m in missing if m.usual_id and m.usual_id not in ends]
    last = [m for m in missing if m.usual_id in ends]
    between = [m for m in missing if not m.usual_id]
    at = len(held)
    while at and held[at - 1].usual_id in ends:
        at -= 1
    return [*first, *held[:at], *between, *held[at:], *last]


# What people do with it -------------------------------------------------------------------


@transaction.atomic
def build(meeting: Meeting, *, by: str) -> Agenda:
    """Gives everything that belongs on it a row of its own, in order. Done again it adds
    what came up, and takes away what is settled. Raises Refused once it was held."""
    # Two who do this at once do it one after the other.
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())
    _refuse_held(meeting)
    rows = list(meeting.items.all())
    settled = _stale(meeting, rows, open_actions(meeting.group, meeting.on))
    gone = [one for one in rows if one.pk in settled]
    for one in gone:
        if one.texts.exists() or one.outcomes.exists():
            continue
        one.delete()
    agenda = of(meeting)
    _number(agenda.items)
    if agenda.new or gone:
        _tell("agenda.prepared", meeting, by, after={"items": len(agenda.items)})
    return agenda


def _number(items: Iterable[Item]) -> None:
    for at, one in enumerate(items):
        if one.pk is None or one.position != at:
            one.position = at
            one.save()
        if one.brings is not None:
            one.papers.set(one.brings)


@transaction.atomic
def add(meeting: Meeting, *, by: str, papers: Any = (), **said: Any) -> Item:
    """Another item. Raises Refused once the minutes are closed."""
    refuse_closed(meeting)
    if meeting.state == Meeting.State.PLANNED:
        build(meeting, by=by)
    made = Item(meeting=meeting, kind=Kind.OTHER, **said)
    rows = [one for one in meeting.items.all() if not one.off_reason]
    _number(_placed(rows, [made]))
    made.papers.set(papers)
    _tell("agenda.added", meeting, by, after={"item": made.pk})
    return made


@transaction.atomic
def change(item: Item, *, by: str, papers: Any = None, **said: Any) -> None:
    """What an item is called, who leads it, how long it takes, whether it is public. One
    that becomes exempt is so on later agendas too, and the actions agreed of it are."""
    refuse_closed(item.meeting)
    was_public = not item.is_exempt
    for name, value in said.items():
        setattr(item, name, value)
    item.save()
    if was_public and item.is_exempt:
        _make_exempt_after(item)
    if papers is not None:
        item.papers.set(papers)
    after = {"item": item.pk, "exempt": item.exempt_reason}
    _tell("agenda.changed", item.meeting, by, after=after)


def _make_exempt_after(item: Item) -> None:
    """Agendas that were prepared while it was public are not, but closed minutes are."""
    actions = item.outcomes.exclude(action=None).values("action")
    same = models.Q(thread=item.root) | models.Q(action__in=actions)
    later = Item.objects.filter(same, exempt_reason="", is_closed=False)
    for one in later.filter(meeting__on__gte=item.meeting.on):
        one.exempt_reason = item.exempt_reason
        if one.thread_id:
            one.public_title = item.public_title
        one.save()


@transaction.atomic
def take_off(item: Item, *, reason: str, by: str) -> None:
    """Off this agenda, with a reason. It is on the next one again, unless it is finished or
    its action is closed by then."""
    refuse_closed(item.meeting)
    if not reason.strip():
        raise Refused("Say why it is taken off.")
    if item.texts.exists() or item.outcomes.exists():
        raise Refused("Something is written of it already, so it stays.")
    item.off_reason = reason.strip()
    item.save()
    _tell("agenda.taken-off", item.meeting, by, after={"item": item.pk}, reason=reason)


@transaction.atomic
def put_back(item: Item, *, by: str) -> None:
    refuse_closed(item.meeting)
    item.off_reason = ""
    item.save()
    _tell("agenda.put-back", item.meeting, by, after={"item": item.pk})


@transaction.atomic
def move(item: Item, *, up: bool, by: str) -> None:
    """One place up or down, among its like: items among items, actions among actions."""
    refuse_closed(item.meeting)
    if item.meeting.state == Meeting.State.PLANNED:
        build(item.meeting, by=by)
    agenda = of(item.meeting)
    rows = list(agenda.items)
    if item not in rows:
        raise Refused("It is off this agenda. Put it back first.")
    like = agenda.actions if item.kind == Kind.ACTION else agenda.listed
    other = like.index(item) + (-1 if up else 1)
    if not 0 <= other < len(like):
        return
    one, two = rows.index(item), rows.index(like[other])
    rows[one], rows[two] = rows[two], rows[one]
    _number(rows)
    _tell("agenda.reordered", item.meeting, by, after={"item": item.pk})


@transaction.atomic
def finish(item: Item, *, is_finished: bool, by: str) -> None:
    """Says whether an item was dealt with: what was not is on the next agenda."""
    refuse_closed(item.meeting)
    item.is_finished = is_finished
    item.save()
    did = "minutes.finished" if is_finished else "minutes.unfinished"
    audit.record(did=did, by=by, to=f"item:{item.pk}")


@transaction.atomic
def set_usual(group: Group, *, title: str, by: str, **said: Any) -> Usual:
    """An item of every meeting from now on, or a change of one."""
    last = group.usual_items.aggregate(last=models.Max("position"))["last"] or 0
    one, made = Usual.objects.get_or_create(
        group=group, title=title, defaults={"position": last + 1, **said}
    )
    if not made:
        one.dropped_on = None
        for name, value in said.items():
            setattr(one, name, value)
        one.save()
    audit.record(
        did="group.usual", by=by, to=f"group:{group.pk}", after={"item": title}
    )
    return one


@transaction.atomic
def drop_usual(usual: Usual, *, on: date, by: str) -> None:
    """On no agenda from a day on."""
    usual.dropped_on = on
    usual.save()
    after = {"item": usual.title, "dropped": on}
    audit.record(did="group.usual", by=by, to=f"group:{usual.group_id}", after=after)


@transaction.atomic
def offer_usual(group: Group, *, by: str) -> None:
    """The items nearly every meeting has, for a group that has none."""
    for title, purpose, at_end in OFFERED:
        set_usual(group, title=title, purpose=purpose, at_end=at_end, by=by)


def _refuse_held(meeting: Meeting) -> None:
    if meeting.state != Meeting.State.PLANNED:
        word = "was held" if meeting.state == Meeting.State.HELD else "is cancelled"
        raise Refused(f"The meeting {word}, so its agenda stays as it is.")


def refuse_off(item: Item) -> None:
    """Raises Refused for an item that is off its agenda: what is written of it would stand
    in no minutes."""
    item.refresh_from_db(fields=["off_reason"])
    if item.off_reason:
        raise Refused("It was taken off this agenda. Put it back, then write of it.")


def refuse_closed(meeting: Meeting) -> None:
    """Raises Refused of a meeting that is cancelled or whose minutes are closed, by
    somebody else meanwhile too: whoever says something next waits for whoever closes."""
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())
    if meeting.is_closed:
        on = day(timezone.localtime(meeting.minutes_closed_at))
        raise Refused(
            f"The minutes were closed on {on}: they change by correction only."
        )
    if meeting.state == Meeting.State.CANCELLED:
        raise Refused("The meeting is cancelled.")


def _tell(did: str, meeting: Meeting, by: str, **more: Any) -> None:
    audit.record(did=did, by=by, to=f"meeting:{meeting.pk}", **more)
