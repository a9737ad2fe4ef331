"""A meeting’s papers: models in, what `papers` prints out; kept as they went out.

Each goes out twice: to the group, with everything, and to the public, without what is
exempt. What a public paper leaves out was never handed to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.authority import authority, look_of_papers, word_template
from muster.documents import issuing
from muster.documents.blocks import Paper
from muster.documents.render import render
from muster.programme import Refused
from muster.programme.groups.group import Group, chair
from muster.programme.groups.meeting import Meeting, next_meeting
from muster.programme.meetings import agenda, workplan, writing
from muster.programme.meetings.holding import short_of
from muster.programme.meetings.item import Item, Outcome, Presence, Published
from muster.programme.papers import agenda as agenda_papers
from muster.programme.papers import minutes as minutes_papers
from muster.programme.papers import saying
from muster.programme.papers.actions import Agreed
from muster.programme.papers.marks import Marks
from muster.programme.papers.workplan import WorkplanOf, workplan_paper
from muster.programme.plans import standing
from muster.programme.plans.action import Action, Rating
from muster.programme.plans.standing import AMBER, RED, Standing
from muster.school_year.years import SchoolYear


FORMATS = ("docx", "pdf")
# Audiences of their own: these papers are no packs, and no page of packs lists them.
MEMBERS, PUBLIC = "meeting", "meeting-public"
WITHHELD = "Exempt"


@dataclass(frozen=True)
class Printed:
    """A paper ready to be drawn: what it is drawn from, and what draws it."""

    stem: str
    title: str
    period: str
    holds: Any
    draw: Callable[..., Paper]
    is_public: bool

    def paper(self) -> Paper:
        held = authority()
        marks: Marks = {
            "organisation": held.name or "The authority",
            "reference": self.stem,
            "audience": "Public" if self.is_public else "The group",
            "look": look_of_papers(held),
        }
        return self.draw(self.holds, **marks)

    def as_file(self, kind: str) -> bytes:
        with word_template(authority()) as template:
            return render(self.paper(), kind, template)


# The agenda -------------------------------------------------------------------------------


def agenda_of(meeting: Meeting, *, is_public: bool = False) -> Printed:
    """The agenda as it is now."""
    found = agenda.of(meeting)
    stood = _stood(found.actions, meeting.on)
    held = agenda_papers.AgendaOf(
        group=meeting.group.name,
        on=meeting.on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        chair=_chair(meeting),
        items=[_agenda_item(one, is_public) for one in found.listed],
        open_actions=[
            _agreed(stood[one.action_id], one.is_exempt, is_public)
            for one in found.actions
            if one.action_id in stood
        ],
    )
    return Printed(
        _stem("agenda", meeting, is_public),
        f"{meeting.group.name}: agenda, {saying.long_day(meeting.on)}"[:200],
        meeting.on.isoformat(),
        held,
        lambda holds, **marks: agenda_papers.agenda_paper(
            holds, as_at=meeting.on, **marks
        ),
        is_public,
    )


def title_of(item: Item, is_public: bool) -> str:
    """What an item is called; in public papers only what was said to be public."""
    if not (is_public and item.is_exempt):
        return item.title
    return item.public_title or f"{WITHHELD}: {item.exempt_under}"


def _agenda_item(one: Item, is_public: bool) -> agenda_papers.Item:
    if is_public and one.is_exempt:
        title, why = title_of(one, True), f"Not for publication: {one.exempt_by}"
        return agenda_papers.Item(title, minutes=one.takes, note=why, is_exempt=True)
    papers = [str(paper.title) for paper in one.brought]
    reason = f"Not for publication: {one.exempt_by}" if one.is_exempt else ""
    return agenda_papers.Item(
        title=one.title,
        presenter=one.presenter,
        purpose=one.purpose,
        minutes=one.takes,
        papers=papers,
        note="\n".join(filter(None, [one.note, reason])),
        is_exempt=one.is_exempt,
    )


# The minutes ------------------------------------------------------------------------------


def minutes_of(meeting: Meeting, *, is_public: bool = False) -> Printed:
    """The minutes as they are now: a draft until a later meeting has agreed them."""
    found = agenda.of(meeting)
    outcomes = _outcomes(meeting)
    stood = _stood(found.actions, meeting.on)
    items = [_minute(one, str(at), is_public) for at, one in enumerate(found.listed, 1)]
    items += [
        _minute(one, f"A{at}", is_public, stood.get(one.action_id))
        for at, one in enumerate(found.actions, 1)
        if _says(one, stood.get(one.action_id))
    ]
    agreed_at = meeting.minutes_agreed_at
    held = minutes_papers.MinutesOf(
        group=meeting.group.name,
        on=meeting.on,
        place=meeting.place,
        chair=_chair(meeting),
        present=list(_people(meeting, Presence.How.PRESENT, Presence.How.DEPUTY)),
        apologies=list(_people(meeting, Presence.How.APOLOGIES)),
        items=items,
        decisions=[
            _decision(one, is_public) for one in outcomes if one.kind == "decision"
        ],
        actions=list(_agreed_there(outcomes, meeting, is_public)),
        next_meeting=_next(meeting),
        agreed_on=agreed_at.on if agreed_at else None,
    )
    return Printed(
        _stem("minutes", meeting, is_public),
        f"{meeting.group.name}: minutes, {saying.long_day(meeting.on)}"[:200],
        meeting.on.isoformat(),
        held,
        lambda holds, **marks: minutes_papers.minutes_paper(
            holds, with_exempt=not is_public, **marks
        ),
        is_public,
    )


def text_of(item: Item) -> str:
    """What the minutes say of an item: once closed, what stood then."""
    if item.is_closed:
        return item.closed_text.text if item.closed_text else ""
    stands = writing.standing_text(item)
    return stands.text if stands else ""


def _minute(
    one: Item, number: str, is_public: bool, stood: Standing | None = None
) -> minutes_papers.Minute:
    if is_public and one.is_exempt:
        title = title_of(one, True)
        why = f"Not for publication: {one.exempt_by}"
        return minutes_papers.Minute(title, number=number, is_exempt=True, why=why)
    lines = [text_of(one), *_came_of(one), *_status(stood, one.meeting)]
    lines += [_corrected(made) for made in one.corrections.select_related("agreed_at")]
    if one.is_exempt:
        lines.append(f"Not for publication: {one.exempt_by}")
    return minutes_papers.Minute(
        one.title, "\n".join(filter(None, lines)), number, one.is_exempt
    )


def _came_of(one: Item) -> Iterator[str]:
    for outcome in one.outcomes.filter(struck_reason=""):
        called = outcome.get_kind_display()
        ref = f" {outcome.ref}" if outcome.ref else ""
        yield f"{called}{ref}: {outcome.text}"


def _status(stood: Standing | None, meeting: Meeting) -> Iterator[str]:
    """What the meeting said of how an action stands."""
    if stood is None:
        return
    for made in stood.ratings:
        if made.meeting_id == meeting.pk:
            yield f"Status: {made.colour}. {_explained(made)}".strip()
    if stood.is_closed and stood.closing and stood.closing.meeting_id == meeting.pk:
        yield "Closed."


def _explained(made: Rating) -> str:
    """Why, and how and by when it gets back to green: “Late. Back to green: ask, by 1 May.”"""
    path = f"Back to green: {made.path.rstrip('. ')}" if made.path else ""
    by = f", by {saying.long_day(made.path_by)}" if made.path and made.path_by else ""
    reason = f"{made.reason.rstrip('. ')}." if made.reason.strip() else ""
    return " ".join(filter(None, [reason, f"{path}{by}." if path else ""]))


def _says(one: Item, stood: Standing | None) -> bool:
    """Whether the minutes have anything of an open action."""
    return bool(
        text_of(one)
        or one.outcomes.filter(struck_reason="").exists()
        or one.corrections.exists()
        or any(_status(stood, one.meeting))
    )


def _corrected(made: Any) -> str:
    of = f" of {made.outcome.ref or 'the outcome'}" if made.outcome else ""
    on = saying.long_day(made.agreed_at.on)
    return f"Correction{of}, agreed on {on}: {made.text} ({made.why})"


def _decision(one: Outcome, is_public: bool) -> minutes_papers.Decision:
    hidden = is_public and one.item.is_exempt
    text = WITHHELD if hidden else one.text
    return minutes_papers.Decision(text, one.ref, one.item.is_exempt)


def _agreed_there(
    outcomes: Sequence[Outcome], meeting: Meeting, is_public: bool
) -> Iterator[Agreed]:
    made = [one for one in outcomes if one.action_id]
    found = standing.stood(
        Action.objects.filter(pk__in=[one.action_id for one in made]), meeting.on
    )
    stood = {one.action.pk: one for one in found}
    for one in made:
        if one.action_id in stood:
            yield _agreed(
                stood[one.action_id], one.item.is_exempt, is_public, has_status=False
            )


def _agreed(
    one: Standing, is_exempt: bool, is_public: bool, has_status: bool = True
) -> Agreed:
    if is_exempt and is_public:
        return Agreed(minutes_papers.EXEMPT, is_exempt=True)
    windows = one.deadline.windows if one.deadline else ()
    return Agreed(
        one.title,
        one.ref,
        tuple(owner.name for owner in one.owners),
        windows[-1] if windows else None,
        one.colour.capitalize() if has_status else "",
        is_exempt,
        _explained(one.rating)
        if one.rating and has_status and _needs_saying(one)
        else "",
    )


def _needs_saying(one: Standing) -> bool:
    """Whether its colour is one that is to be explained, and the one it was given."""
    made = one.rating
    return (
        made is not None and made.colour in (AMBER, RED) and made.colour == one.colour
    )


def _people(meeting: Meeting, *how: str) -> Iterator[minutes_papers.Person]:
    for one in meeting.presences.filter(how__in=how).select_related("deputy_for"):
        roles = [one.organisation]
        if one.deputy_for:
            roles.append(f"deputy for {one.deputy_for.name}")
        yield minutes_papers.Person(one.name, ", ".join(filter(None, roles)))


def _next(meeting: Meeting) -> str:
    after = next_meeting(meeting.group, date.fromordinal(meeting.on.toordinal() + 1))
    if after is None:
        return ""
    at = f" at {after.starts_at:%H:%M}" if after.starts_at else ""
    where = f", {after.place}" if after.place else ""
    return f"{saying.long_day(after.on)}{at}{where}"


# The workplan -----------------------------------------------------------------------------


def workplan_of(
    group: Group, year: SchoolYear, on: date, *, with_exempt: bool = False
) -> Printed:
    """A group’s year as it stands on a day, and which version of it was agreed. One that
    goes out is open to all who read the programme, so it is without what is exempt."""
    found = workplan.stands(group, year, on, with_exempt=with_exempt)
    held = WorkplanOf(
        group.name, year.starts_on, list(found.lines.values()), found.said
    )
    return Printed(
        f"workplan-{_file_short(group)}-{year}",
        f"{group.name}: workplan, {year}"[:200],
        str(year),
        held,
        lambda holds, **marks: workplan_paper(holds, as_at=on, **marks),
        False,
    )


# Keeping what went out --------------------------------------------------------------------


def publish(meeting: Meeting, kind: str, *, by: str) -> list[Published]:
    """The agenda or the minutes, for the group and for the public, kept as they go out.
    Raises Refused for an agenda of a meeting that was held, and for open minutes."""
    if kind == Published.Kind.AGENDA:
        agenda.build(meeting, by=by)
    elif not meeting.is_closed:
        raise Refused("Close the minutes first: what is published stays as it is.")
    make = agenda_of if kind == Published.Kind.AGENDA else minutes_of
    return [
        keep(make(meeting, is_public=is_public), kind, meeting.group, meeting, by=by)
        for is_public in (False, True)
    ]


@transaction.atomic
def keep(
    printed: Printed, kind: str, group: Group, meeting: Meeting | None, *, by: str
) -> Published:
    """Issues a paper: its bytes in every format and what it was drawn from, with hashes."""
    paper = issuing.issue(
        stem=printed.stem,
        number=issuing.next_number(printed.stem),
        title=printed.title,
        organisation=authority().name or "The authority",
        audience=PUBLIC if printed.is_public else MEMBERS,
        period=printed.period,
        figures=_frozen(printed.holds),
        files={one: printed.as_file(one) for one in FORMATS},
        at=timezone.now(),
        by=by,
    )
    audit.record(
        did="meeting-paper.issued",
        by=by,
        to=f"paper:{paper.pk}",
        after={"stem": paper.stem, "issue": paper.number, "digest": paper.digest},
    )
    return Published.objects.create(
        kind=kind,
        group=group,
        meeting=meeting,
        is_public=printed.is_public,
        paper=paper,
    )


def _frozen(holds: Any) -> bytes:
    said = json.dumps(asdict(holds), default=str, sort_keys=True, ensure_ascii=False)
    return said.encode()


def _outcomes(meeting: Meeting) -> list[Outcome]:
    found = Outcome.objects.filter(item__meeting=meeting, struck_reason="")
    return list(found.select_related("item", "item__meeting", "action"))


def _stood(items: Sequence[Item], on: date) -> dict[int | None, Standing]:
    actions = Action.objects.filter(pk__in=[one.action_id for one in items])
    return {one.action.pk: one for one in standing.stood(actions, on)}


def _chair(meeting: Meeting) -> str:
    held = chair(meeting.group, meeting.on)
    return held.name if held else ""


def _stem(kind: str, meeting: Meeting, is_public: bool) -> str:
    stem = f"{kind}-{_file_short(meeting.group)}-{meeting.on}"
    return f"{stem}-public" if is_public else stem


def _file_short(group: Group) -> str:
    short = "".join(one for one in short_of(group) if one.isascii()).lower()
    return f"{short or 'group'}-{group.pk}"
