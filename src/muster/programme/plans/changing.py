"""What people do with plans and actions. Each adds facts, says who, and tells the trail.

    rate(action, colour="amber", on=today, by=user.username, reason=…, path=…, path_by=…)

``on`` is the day from which what is said holds; when it was written down is kept beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.contacts import Contact
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import at_meeting, standing, suggesting, waiting
from muster.programme.plans.action import (
    Action,
    Deadline,
    Dependency,
    Evidence,
    Note,
    Owner,
    Owners,
    Rating,
    Step,
    Success,
    Wording,
    window_said,
)
from muster.programme.plans.plan import Keeping, Plan, Review, Section
from muster.programme.plans.saying import (
    COMMON,
    now_of,
    one_at_a_time,
    refuse_closed,
    refuse_closed_plan,
    say,
)
from muster.programme.plans.standing import AMBER, RED, WORST_FIRST, Standing
from muster.school_year.said import SaidDate


# Plans -----------------------------------------------------------------------------------


@transaction.atomic
def start_plan(
    *,
    title: str,
    kind: str,
    on: date,
    by: str,
    owner: Contact | None = None,
    **more: Any,
) -> Plan:
    """A new plan, empty. ``more`` is its group, or the action it stands under.

    Raises Refused under an action whose plan is closed.
    """
    if (above := more.get("under")) is not None:
        refuse_closed_plan(above.plan_id)
    plan = Plan.objects.create(title=title, kind=kind, created_on=on, **more)
    audit.record(did="plan.made", by=by, to=f"plan:{plan.pk}", after={"title": title})
    if owner is not None:
        keep(plan, owner, on=on, by=by)
    return plan


@one_at_a_time
def keep(plan: Plan, owner: Contact, *, on: date, by: str, name: str = "") -> None:
    """Who owns a plan as a whole, from a day on; ``name`` is how a paper writes it."""
    Keeping.objects.create(
        plan=plan,
        contact=owner,
        name=name or owner.name,
        from_on=on,
        recorded_at=timezone.now(),
        by=by,
    )
    audit.record(
        did="plan.kept",
        by=by,
        to=f"plan:{plan.pk}",
        after={"contact": owner.pk, "on": on},
    )


@one_at_a_time
def review(plan: Plan, *, on: date, by: str, meeting: Meeting | None = None) -> Review:
    """A day on which the plan's statuses are looked at; made once. Raises Refused of a
    plan that is closed, and for a meeting of a group that doesn’t look after it."""
    refuse_closed_plan(plan.pk)
    at_meeting.refuse_strange(plan, meeting)
    held, made = Review.objects.get_or_create(
        plan=plan, on=on, defaults={"meeting": meeting, "recorded_at": timezone.now()}
    )
    if made:
        audit.record(did="plan.reviewed", by=by, to=f"plan:{plan.pk}", after={"on": on})
    return held


def section(plan: Plan, name: str) -> Section:
    """A section of a plan by its name, made after the others if there is none."""
    held = plan.sections.filter(name=name).first()
    if held is not None:
        return held
    last = plan.sections.aggregate(last=models.Max("position"))["last"]
    return Section.objects.create(plan=plan, name=name, position=(last or 0) + 1)


# Actions ---------------------------------------------------------------------------------


@one_at_a_time
def add_action(
    plan: Plan,
    *,
    heading: str,
    on: date,
    by: str,
    printed: bool = False,
    recommendation: Any = None,
    **worded: Any,
) -> Action:
    """A new action of a plan, listed from a day on. ``worded`` are fields of `Wording`.

    Raises Refused for a plan that is closed, and for a reference that it has or had: none
    is used twice, but by papers that came so.
    """
    refuse_closed_plan(plan.pk)
    ref = worded.get("ref", "")
    if not printed and ref and is_taken(plan, ref):
        raise Refused(f"{ref} is or was another action of this plan. Choose another.")
    action = Action.objects.create(
        plan=plan, recommendation=recommendation, made_at=timezone.now(), by=by
    )
    worded.setdefault("position", plan.actions.count())
    say(
        Wording(action=action, heading=heading, printed=printed, **worded),
        on=on,
        by=by,
        did="action.added",
    )
    return action


def is_taken(plan: Plan, ref: str, besides: Action | None = None) -> bool:
    """Whether an action of a plan has a reference, or ever had it."""
    said = Wording.objects.filter(action__plan=plan, ref__iexact=ref.strip())
    return said.exclude(action=besides).exists() if besides else said.exists()


@one_at_a_time
def reword(
    action: Action,
    *,
    on: date,
    by: str,
    reason: str,
    printed: bool = False,
    **worded: Any,
) -> bool:
    """Another name, objective, description, start, place or reference. Gives whether
    anything is another. Raises Refused for a reference that is another action's."""
    now = now_of(action, on)
    ref = worded.get("ref", now.ref)
    if ref and ref != now.ref and not printed and is_taken(action.plan, ref, action):
        raise Refused(f"{ref} is or was another action of this plan. Choose another.")
    fields = {one.name for one in Wording._meta.concrete_fields} - COMMON
    kept = {name: getattr(now.wording, name) for name in fields}
    said = {**kept, **worded}
    if said == kept:
        return False
    said["reason"] = reason
    say(
        Wording(action=action, printed=printed, **said),
        on=on,
        by=by,
        did="action.worded",
    )
    return True


@one_at_a_time
def set_owners(
    action: Action,
    contacts: Sequence[Contact],
    *,
    on: date,
    by: str,
    accountable: Contact | None = None,
    consulted: Iterable[Contact] = (),
    informed: Iterable[Contact] = (),
    reason: str = "",
    written: Sequence[str] = (),
    printed: bool = False,
) -> None:
    """Who does an action, and which of them answers for it. ``written`` is how a paper
    writes the contacts, where it doesn't use the names they are kept by.

    Somebody named twice, or for another share too, stands once: as they are named first.
    Raises Refused if the accountable one is not among them.
    """
    if accountable is not None and accountable not in contacts:
        raise Refused(f"{accountable} is not among its owners. Add them first.")
    fact = Owners(action=action, reason=reason, printed=printed)
    names = list(written) or [one.name for one in contacts]
    said = [("responsible", *one) for one in zip(contacts, names, strict=True)]
    said += [("consulted", one, one.name) for one in consulted]
    said += [("informed", one, one.name) for one in informed]
    once: dict[Contact, tuple[str, Contact, str]] = {}
    for share, one, name in said:
        once.setdefault(one, (share, one, name))
    every = list(once.values())
    owners = [name for share, _, name in every if share == "responsible"]
    after: dict[str, Any] = {"owners": owners}
    if accountable is not None:
        after["accountable"] = once[accountable][2]
    say(fact, on=on, by=by, did="action.owners", after=after)
    Owner.objects.bulk_create(
        Owner(
            owners=fact,
            contact=one,
            name=name,
            position=at,
            share=share,
            is_accountable=one == accountable and share == "responsible",
        )
        for at, (share, one, name) in enumerate(every)
    )


@one_at_a_time
def set_deadline(
    action: Action,
    windows: Sequence[SaidDate],
    *,
    on: date,
    by: str,
    reason: str = "",
    approved_at: Meeting | None = None,
    unread: str = "",
    printed: bool = False,
) -> None:
    """The first deadline of an action, or a move of it. A move says why. ``unread`` is what
    a paper says of it where no day can be read from that.

    Raises Refused for a move without a reason, and of what is closed; for a day before it
    starts; and for a meeting that can’t have approved it (`at_meeting`). What a paper says
    is kept as it stands.
    """
    at_meeting.refuse_unheld(action.plan, approved_at, on)
    now = standing.of_one(action, on)
    moves = now is not None and bool(now.dated)
    if moves and not printed:
        refuse_closed(now)
        if not reason:
            raise Refused("Say why the deadline is moved.")
    due_on = windows[-1].latest if windows else None
    if not printed and now is not None:
        refuse_ending_first(now.wording.start, due_on)
    say(
        Deadline(
            action=action,
            said=[window_said(one) for one in windows]
            or ([{"text": unread}] if unread else []),
            due_on=due_on,
            reason=reason,
            approved_at=approved_at,
            printed=printed,
        ),
        on=on,
        by=by,
        did="action.deadline",
        before={"due_on": now.due_on} if moves else None,
        after={"due_on": due_on},
        reason=reason,
    )


def refuse_ending_first(start: SaidDate | None, due_on: date | None) -> None:
    """Raises Refused for an action due before the first day it can start on."""
    if start is not None and due_on is not None and due_on < start.earliest:
        raise Refused(
            f"It would be due on {day(due_on)}, before it starts: {start}. Give a later"
            " day."
        )


@one_at_a_time
def rate(
    action: Action,
    *,
    colour: str,
    on: date,
    by: str,
    reason: str = "",
    path: str = "",
    path_by: date | None = None,
    difference: str = "",
    meeting: Meeting | None = None,
) -> Rating:
    """The colour a person gives an action (programme.md A4.2).

    Raises Refused for green while it is overdue, for amber and red without a reason and a
    path to green with a day, for a colour better than the rule's without saying why, and
    for a meeting that can’t have given it (`at_meeting`).
    """
    at_meeting.refuse_unheld(action.plan, meeting, on)
    now = now_of(action, on)
    if why := suggesting.why_not(now, colour):
        raise Refused(why)
    if colour in (AMBER, RED) and not (reason and path and path_by):
        raise Refused(
            f"Say why it is {colour}, how it gets back to green, and by which day."
        )
    if path_by is not None and path_by < on:
        raise Refused(f"{day(path_by)} is over: say by which day to come it is green.")
    suggested = suggest_for(now, path_by=path_by if path else None).colour
    if _is_better(colour, suggested) and not difference:
        raise Refused(
            f"The rule says {suggested}. Say why it is {colour} nevertheless."
        )
    rating = Rating(
        action=action,
        colour=colour,
        reason=reason,
        path=path,
        path_by=path_by,
        suggested=suggested,
        difference=difference,
        meeting=meeting,
    )
    say(
        rating,
        on=on,
        by=by,
        did="action.rated",
        before={"colour": now.colour},
        after={"colour": colour, "suggested": suggested},
    )
    return rating


def _is_better(colour: str, suggested: str) -> bool:
    held = [one for one in (colour, suggested) if one in WORST_FIRST]
    return len(held) == 2 and WORST_FIRST.index(colour) > WORST_FIRST.index(suggested)


def suggest_for(now: Standing, *, path_by: date | None = None) -> suggesting.Suggestion:
    """What the rule says of an action somebody tells of now, with what it waits for and
    the day by which they say it gets back to green."""
    clashes = waiting.clashes_of([now], now.on)
    return suggesting.suggest(now, clashes, is_being_told=True, path_by=path_by)


@one_at_a_time
def note(
    action: Action,
    text: str,
    *,
    on: date,
    by: str,
    kind: str = Note.Kind.PROGRESS,
    authors: str = "",
    meeting: Meeting | None = None,
    printed: bool = False,
    **where: Any,
) -> Note:
    """Adds a note; ``where`` it stands on a paper, if not on top or for them all. Raises
    Refused for one without words, and for a meeting at which it can’t have been said
    (`at_meeting`)."""
    at_meeting.refuse_unheld(action.plan, meeting, on)
    if not text.strip():
        raise Refused("Write something.")
    said = Note(
        action=action,
        text=text.strip(),
        kind=kind,
        authors=authors,
        meeting=meeting,
        printed=printed,
        **where,
    )
    say(said, on=on, by=by, did="action.noted", after={"kind": kind})
    return said


@one_at_a_time
def add_steps(
    action: Action, texts: Iterable[str], *, on: date, by: str, printed: bool = False
) -> None:
    """Steps after those there are."""
    last = action.steps.aggregate(last=models.Max("number"))["last"] or 0
    for number, text in enumerate(texts, start=last + 1):
        step = Step(action=action, number=number, text=text, printed=printed)
        say(step, on=on, by=by, did="action.step", after={"number": number})


@one_at_a_time
def change_step(
    action: Action,
    number: int,
    *,
    on: date,
    by: str,
    printed: bool = False,
    **said: Any,
) -> None:
    """A step done, dropped, dated or reworded. Raises Refused where there is none such."""
    held = [one for one in now_of(action, on).step_facts if one.number == number]
    if not held:
        raise Refused("There is no such step.")
    kept = {name: getattr(held[-1], name) for name in ("text", "state", "due_on")}
    step = Step(action=action, number=number, printed=printed, **{**kept, **said})
    say(step, on=on, by=by, did="action.step", before=kept, after={**kept, **said})


@one_at_a_time
def add_evidence(
    action: Action, *, title: str, on: date, by: str, link: str = "", paper: Any = None
) -> None:
    """What shows that something was done."""
    shown = Evidence(action=action, title=title, link=link, paper=paper)
    after = {"title": title, **({"paper": paper.pk} if paper else {})}
    say(shown, on=on, by=by, did="action.evidence", after=after)


@one_at_a_time
def wait_for(
    action: Action,
    *,
    on: date,
    by: str,
    needs: Action | None = None,
    needs_meeting: Meeting | None = None,
    stands: bool = True,
    reason: str = "",
) -> None:
    """That an action waits for another, or for a meeting; or, not standing, no longer.

    Raises Refused where it would, in the end, wait for itself.
    """
    if needs is not None and stands and action.pk in _needed_in_the_end(needs, on):
        raise Refused("Each would wait for the other.")
    waits = Dependency(
        action=action,
        needs=needs,
        needs_meeting=needs_meeting,
        stands=stands,
        reason=reason,
    )
    say(waits, on=on, by=by, did="action.waits", after={"stands": stands})


def _needed_in_the_end(action: Action, on: date) -> set[int]:
    """This action and every one it waits for, straight or by way of others."""
    found: set[int] = set()
    left = [action.pk]
    while left:
        found.update(left)
        here = standing.stood(Action.objects.filter(pk__in=left), on)
        needed = {on.needs_id for one in here for on in one.dependencies if on.needs_id}
        left = sorted(needed - found)
    return found


@one_at_a_time
def set_success(
    action: Action, *, number: int | None = None, on: date, by: str, **said: Any
) -> Success:
    """A success measure, or the next version of one. ``said`` are fields of `Success`."""
    if number is None:
        last = action.successes.aggregate(last=models.Max("number"))["last"] or 0
        number = last + 1
    success = Success(action=action, number=number, **said)
    after = {"number": number, "measure": success.measure, "state": success.state}
    say(success, on=on, by=by, did="action.success", after=after)
    return success
