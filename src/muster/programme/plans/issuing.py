"""Issuing a plan: as it stood on the day of a meeting, kept as it went out.

What is kept is the printed document and the moment up to which facts were known, so that
the plan drawn again as of that day and moment is the same document, whatever was said
later (programme.md A4.5, A4.6).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from pydantic import TypeAdapter, ValidationError

from muster.accounts import audit
from muster.accounts.authority import authority
from muster.design.filters import day
from muster.documents import issuing
from muster.documents.models import Issued
from muster.programme import Refused
from muster.programme.groups.meeting import Meeting
from muster.programme.papers.files import KINDS
from muster.programme.plans import filing, printing, standing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import AMBER, GREEN, RED, Standing
from muster.programme.printed import Document


# Whom an issued plan is for. Packs have other audiences, and list none of these.
AUDIENCE = "programme"
# Raised when what is frozen changes its shape, with a reader for the shapes before it. The
# first said neither why a thing is amber or red nor who its owners are, and is read as such.
SHAPE, READ = 2, (1, 2)
# A paper goes out some days before its meeting.
AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Frozen:
    """What an issued paper was drawn from. ``let_through`` names the actions whose colour
    was read from a paper and would be refused of a person here."""

    plan: int
    on: date
    known_at: datetime
    document: Document
    let_through: tuple[str, ...] = ()


_FROZEN: TypeAdapter[Frozen] = TypeAdapter(Frozen)


def frozen(one: Frozen) -> bytes:
    """The same bytes for the same document."""
    held = {"shape": SHAPE, "plan": _FROZEN.dump_python(one, mode="json")}
    return json.dumps(held, ensure_ascii=False, sort_keys=True).encode()


def thawed(content: bytes) -> Frozen:
    """What was frozen. Raises ValueError if it is of a shape nobody here knows."""
    held = json.loads(content)
    if held.get("shape") not in READ:
        raise ValueError(
            f"This plan was frozen in shape {held.get('shape')}, and this Muster reads"
            f" shapes up to {SHAPE}. Use a newer one."
        )
    try:
        return _FROZEN.validate_python(held["plan"])
    except ValidationError as why:
        raise ValueError(
            "This plan was frozen by another version of Muster, and this one can’t read"
            " it. Its files are as they went out."
        ) from why


# Asking ----------------------------------------------------------------------------------


def issued_of(plan: Plan) -> QuerySet[Issued]:
    """A plan’s issued papers, the newest first, without what they were drawn from."""
    return Issued.objects.defer("figures").filter(
        audience=AUDIENCE, stem__startswith=_stem(plan, "")
    )


def issued_for(plan: Plan, on: date) -> Issued | None:
    """The last issue of a plan for a day."""
    found = issued_of(plan).filter(stem=_stem(plan, on.isoformat()))
    return found.order_by("-number").first()


def issued_on(plans: Iterable[Plan], on: date) -> dict[int, Issued]:
    """The last issue for a day of each of some plans that has one, by the plan’s number."""
    stems = {_stem(one, on.isoformat()): one.pk for one in plans}
    found = Issued.objects.defer("figures").filter(audience=AUDIENCE, stem__in=stems)
    return {stems[one.stem]: one for one in found.order_by("number")}


def plan_of(paper: Issued) -> int | None:
    """The number of the plan that was issued; None for any other paper."""
    return int(paper.stem.split("-")[1]) if paper.audience == AUDIENCE else None


def days_of(plan: Plan, today: date) -> dict[date, str]:
    """The days a plan can be issued for, the latest first, and what each is: its reviews
    and its group’s meetings, up to those for which papers go out already."""
    reviews = plan.reviews.filter(on__lte=today + AHEAD).values_list("on", flat=True)
    said = {on: f"{day(on)}, a day of review" for on in reviews}
    if plan.group is not None:
        meetings = plan.group.meetings.filter(
            on__gte=plan.created_on, on__lte=today + AHEAD
        ).exclude(state=Meeting.State.CANCELLED)
        said |= {one.on: f"{day(one.on)}, {plan.group.short} meets" for one in meetings}
    return dict(sorted(said.items(), reverse=True))


def why_not(found: Sequence[Standing], on: date) -> str:
    """Why a plan that stands so can’t be issued, in sentences; nothing when it can."""
    if not found:
        return f"There is no action in it on {day(on)}. Add one first."
    rated = [one for one in found if not _is_let_through(one)]
    why = []
    if bare := [one for one in rated if is_bare(one)]:
        why.append(
            f"Say why it is amber or red, how it gets back to green and by which day, of"
            f" {listed(map(called, bare))}."
        )
    if late := [one for one in rated if is_late_green(one)]:
        why.append(
            f"What is overdue can’t be green: move the deadline, with a reason, or give"
            f" another colour, of {listed(map(called, late))}."
        )
    return " ".join(why)


def let_through(found: Iterable[Standing]) -> tuple[str, ...]:
    """What would hold a plan up, had a person here rated it, and not a paper."""
    return tuple(
        called(one)
        for one in found
        if _is_let_through(one) and (is_bare(one) or is_late_green(one))
    )


def called(one: Standing) -> str:
    """An action in a sentence: its reference, or its title where it has none."""
    return one.ref.rstrip(".") or f"“{one.title}”"


def listed(names: Iterable[str]) -> str:
    """“3, 7 and 9”."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _is_let_through(one: Standing) -> bool:
    return one.rating is not None and one.rating.printed


def is_bare(one: Standing) -> bool:
    """Whether it is amber or red, and nobody said why, or how it gets back to green."""
    made = one.rating
    if one.is_closed or made is None or made.colour not in (AMBER, RED):
        return False
    return not (made.reason and made.path and made.path_by)


def is_late_green(one: Standing) -> bool:
    """Whether it was given green, and is overdue."""
    made = one.rating
    return made is not None and made.colour == GREEN and one.is_overdue


# Doing -----------------------------------------------------------------------------------


def issue_plan(plan: Plan, *, on: date, by: str, at: datetime) -> Issued:
    """Keeps a plan as it stood on a day of review or a meeting, as known at a moment.

    Raises Refused where an action is rated as nothing may be published (`why_not`).
    """
    if on not in days_of(plan, on):
        raise Refused(
            f"{day(on)} is neither a day of review of this plan nor a meeting of its"
            " group. Give it a day of review first."
        )
    found = standing.stood(Action.objects.filter(plan=plan), on, at)
    if why := why_not(found, on):
        raise Refused(why)
    document = printing.document(plan, on, at)
    held = Frozen(plan.pk, on, at, document, let_through(found))
    number = issuing.next_number(_stem(plan, on.isoformat()))
    return _keep(plan, held, number, files_of(plan, held, number), by)


def files_of(plan: Plan, held: Frozen, number: int) -> dict[str, bytes]:
    """The paper in every form. Its reference says which issue it is and begins its hash."""
    mark = issuing.digest(frozen(held))[:12]
    reference = printing.reference(plan, held.document)
    reference = f"{reference}, issue {number}, {mark}"
    return {kind: filing.file_of(held.document, kind, reference) for kind in KINDS}


def _keep(
    plan: Plan, held: Frozen, number: int, files: dict[str, bytes], by: str
) -> Issued:
    try:
        with transaction.atomic():
            Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
            # What was being written when it was drawn is written by now.
            if printing.document(plan, held.on, held.known_at) != held.document:
                raise Refused("Somebody wrote in it meanwhile. Issue it again.")
            kept = issuing.issue(
                stem=_stem(plan, held.on.isoformat()),
                number=number,
                title=held.document.head.get("title", "")[:200] or str(plan)[:200],
                organisation=authority().name or "The authority",
                audience=AUDIENCE,
                period=held.on.isoformat(),
                figures=frozen(held),
                files=files,
                at=held.known_at,
                by=by,
            )
            _tell(plan, held, kept)
    except IntegrityError:
        raise Refused(
            "Another issue was made at the same moment. Look at it first."
        ) from None
    return kept


def _tell(plan: Plan, held: Frozen, kept: Issued) -> None:
    after = {"on": held.on, "issue": kept.number, "digest": kept.digest}
    if held.let_through:
        after["let_through"] = list(held.let_through)
    audit.record(
        did="plan.issued", by=kept.issued_by, to=f"plan:{plan.pk}", after=after
    )


def _stem(plan: Plan, on: str) -> str:
    return f"{plan.kind}-{plan.pk}-{on}"
