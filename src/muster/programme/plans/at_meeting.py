"""Which meetings can be said to have judged a plan: those of whoever looks after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from muster.design.filters import day
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.plan import Plan


# As many of the meetings there were are offered; what is older is long past.
OFFERED = 12


def groups_of(plan: Plan) -> set[int]:
    """The group that keeps a plan, those that report to it, those it reports to, and the
    committees whose recommendations it answers. A plan under an action has the group of
    that; one that nobody keeps has none."""
    committees = plan.recommendations.exclude(committee=None)
    found = set(committees.values_list("committee", flat=True))
    kept = plan
    while kept.group_id is None and kept.under is not None:
        kept = kept.under.plan
    if kept.group is not None:
        found |= {kept.group_id, *_above(kept.group), *_below(kept.group_id)}
    return found


def _above(group: Group) -> Iterable[int]:
    passed = {group.pk}
    while (group.reports_to_id or group.pk) not in passed:
        group = group.reports_to
        passed.add(group.pk)
        yield group.pk


def _below(group: int) -> set[int]:
    found: set[int] = set()
    left = {group}
    while left:
        below = Group.objects.filter(reports_to__in=left)
        left = set(below.values_list("pk", flat=True)) - found - {group}
        found |= left
    return found


def meetings_of(plan: Plan) -> QuerySet[Meeting]:
    """Every meeting of them that is not cancelled, the newest first. Where nobody keeps the
    plan it may be anybody’s."""
    groups = groups_of(plan)
    held = Meeting.objects.exclude(state=Meeting.State.CANCELLED)
    return (held.filter(group__in=groups) if groups else held).order_by("-on", "-pk")


def past(plan: Plan, on: date) -> list[Meeting]:
    """Those there were up to a day, the newest first. One whose minutes are kept elsewhere
    is never started here, and took place all the same."""
    found = meetings_of(plan).filter(on__lte=on)
    return list(found.select_related("group")[:OFFERED])


def coming(plan: Plan, on: date) -> list[Meeting]:
    """The next meeting of each group, from a day on, the soonest first."""
    found = meetings_of(plan).filter(on__gte=on).select_related("group")
    soonest: dict[int, Meeting] = {}
    for one in found.order_by("on", "pk")[: OFFERED * OFFERED]:
        soonest.setdefault(one.group_id, one)
    return list(soonest.values())[:OFFERED]


def around(plan: Plan, on: date) -> list[Meeting]:
    """Those to come, the latest first, and before them those there were."""
    later = [one for one in reversed(coming(plan, on)) if one.on > on]
    return [*later, *past(plan, on)]


def refuse_strange(plan: Plan, meeting: Meeting | None) -> None:
    """Raises Refused for a meeting that is cancelled, or of a group that doesn’t look
    after the plan."""
    if meeting is None:
        return
    if meeting.state == Meeting.State.CANCELLED:
        raise Refused(f"{meeting} is cancelled. Choose another meeting.")
    groups = groups_of(plan)
    if groups and meeting.group_id not in groups:
        names = _listed(Group.objects.filter(pk__in=groups))
        raise Refused(
            f"{meeting} is a meeting of a group that doesn’t look after “{plan}”."
            f" Choose a meeting of {names}."
        )


def refuse_unheld(plan: Plan, meeting: Meeting | None, on: date) -> None:
    """Raises Refused for a strange meeting, for one still to come on a day, and for one
    that was long past by then."""
    refuse_strange(plan, meeting)
    if meeting is None:
        return
    if meeting.on > on:
        raise Refused(
            f"{meeting} is still to come: nothing was said at it yet. Choose a meeting"
            " there was, or none."
        )
    since = meetings_of(plan).filter(
        Q(on__gt=meeting.on) | Q(on=meeting.on, pk__gt=meeting.pk), on__lte=on
    )
    if (count := since.count()) >= OFFERED:
        raise Refused(
            f"{meeting} is long past: there were {count} meetings since. Choose a later"
            " one, or none."
        )


def refuse_over(plan: Plan, meeting: Meeting | None, on: date) -> None:
    """Raises Refused for a strange meeting, and for one that is over on a day."""
    refuse_strange(plan, meeting)
    if meeting is not None and meeting.on < on:
        raise Refused(
            f"{meeting} was over on {day(on)}. Choose a meeting to come, or none."
        )


def _listed(groups: QuerySet[Group]) -> str:
    names = [f"the {one.name}" for one in groups[:OFFERED]]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
