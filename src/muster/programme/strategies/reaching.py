"""Keeping audiences, saying what was sent to them, and how far that got."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db import models, transaction

from muster.accounts import audit
from muster.accounts.models import Organisation
from muster.accounts.roles import At
from muster.design import spreadsheets
from muster.design.charts.printable import printable
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.plans.action import Note
from muster.programme.replies import asking
from muster.programme.replies.asking import Asked
from muster.programme.replies.form import Form, Invitation, Question
from muster.programme.strategies.reach import (
    Audience,
    Briefing,
    Delivery,
    Member,
    Messages,
    Sending,
)
from muster.programme.strategies.strategy import Strategy


MOST_MESSAGES = 12
LONGEST_NAME = 200
# Whom an audience of a kind can be filled with at once.
FILLED = {Audience.Kind.SCHOOLS: At.SCHOOL, Audience.Kind.TEAMS: At.TEAM}


@transaction.atomic
def make_audience(*, kind: str, name: str, by: str) -> Audience:
    if Audience.objects.filter(name__iexact=name.strip()).exists():
        raise Refused(f"There is an audience “{name.strip()}” already.")
    made = Audience.objects.create(kind=kind, name=name.strip())
    _told(made, by, "audience.made", name=made.name)
    return made


@transaction.atomic
def add_members(
    audience: Audience, asked: Iterable[Asked], *, on: date, by: str
) -> int:
    """Whoever of these is not a member yet becomes one; how many those are. A member who
    had no address has it from now on."""
    made = 0
    for one in asked:
        name = ", ".join(filter(None, [one.name, one.organisation])) or one.email
        made += _add(audience, name, one.email, None, on)
    _told(audience, by, "audience.changed", added=made)
    return made


@transaction.atomic
def fill(audience: Audience, *, on: date, by: str) -> int:
    """Every school, or every team, that Muster knows. Raises Refused for other kinds."""
    at = FILLED.get(Audience.Kind(audience.kind))
    if at is None:
        raise Refused("Only schools and teams are known here. Add the others by name.")
    known = Organisation.objects.filter(kind=at, closed_on=None).order_by("name")
    made = sum(_add(audience, one.name, "", one, on) for one in known)
    _told(audience, by, "audience.changed", added=made)
    return made


@transaction.atomic
def end(member: Member, *, on: date, by: str) -> None:
    """No longer of the audience: what it was sent stays where it is."""
    if member.to_on is not None:
        raise Refused(f"{member} left on {day(member.to_on)} already.")
    member.to_on = on
    member.save()
    _told(member.audience, by, "audience.changed", ended=member.name)


def members(audience: Audience, on: date) -> list[Member]:
    """Who is of an audience on a day."""
    stands = models.Q(to_on=None) | models.Q(to_on__gt=on)
    return list(audience.members.filter(stands, from_on__lte=on))


def as_asked(audience: Audience, on: date) -> list[Asked]:
    """Its members as a form asks them: those with no address by a link sent by hand."""
    return [
        Asked(email=one.email, organisation=one.name) for one in members(audience, on)
    ]


# Sending ---------------------------------------------------------------------------------


@transaction.atomic
def send(
    strategy: Strategy,
    audience: Audience,
    *,
    channel: str,
    what: str,
    on: date,
    by: str,
    asks: bool = False,
    closes_on: date | None = None,
) -> Sending:
    """Writes down that something was sent. ``asks`` makes a form by which each says that
    they have read it, until ``closes_on``. Raises Refused for an audience of nobody."""
    sending = Sending(
        strategy=strategy,
        version=strategy.latest,
        audience=audience,
        channel=channel,
        what=what,
        on=on,
        by=by,
    )
    to = members(audience, on)
    if sending.is_direct and not to:
        raise Refused(f"“{audience}” has no members on {day(on)}. Add them first.")
    if asks and not sending.is_direct:
        raise Refused("Nobody can be asked by name there. Choose email or a letter.")
    if asks:
        sending.form = _form(sending, closes_on, by)
    sending.save()
    if sending.is_direct:
        _deliver(sending, to, by)
    audit.record(
        did="strategy.sent",
        by=by,
        to=f"strategy:{strategy.pk}",
        after={"audience": audience.name, "channel": channel, "on": on},
    )
    return sending


@transaction.atomic
def acknowledge(
    sending: Sending, found: Iterable[Member], *, how: str, on: date, by: str
) -> int:
    """Writes down who has taken it in, as was heard otherwise than by the link."""
    if not how.strip():
        raise Refused("Say how that is known: at which meeting, by whose word.")
    if on < sending.on:
        raise Refused(f"It was sent on {day(sending.on)}, which is later.")
    left = sending.deliveries.filter(member__in=list(found), acknowledged_on=None)
    for one in left:
        one.acknowledged_on, one.how = on, how.strip()
        one.save()
    audit.record(
        did="strategy.acknowledged",
        by=by,
        to=f"strategy:{sending.strategy_id}",
        after={"sending": sending.pk, "members": len(left), "on": on},
    )
    return len(left)


def acknowledged_on(one: Delivery) -> date | None:
    """The day a member said they have read it, by the link or otherwise."""
    by_link = one.invitation.answered_on if _by_link(one) == "Yes" else None
    return min(filter(None, [one.acknowledged_on, by_link]), default=None)


def opened_on(one: Delivery) -> date | None:
    return one.invitation.opened_on if one.invitation else None


def _by_link(one: Delivery) -> str:
    """What they answered to whether they have read it: Yes, No, or nothing yet."""
    if one.invitation is None or not hasattr(one.invitation, "reply"):
        return ""
    first = one.invitation.form.questions.first()
    return one.invitation.reply.said(first) if first else ""


# How far it got --------------------------------------------------------------------------


@dataclass(frozen=True)
class Reached:
    """One member of an audience: the first day of each."""

    member: Member
    sent_on: date | None
    opened_on: date | None
    acknowledged_on: date | None
    # By the link, they said that they have not read it.
    declined: bool = False

    @property
    def is_reached(self) -> bool:
        opened = self.opened_on is not None and not self.declined
        return opened or self.acknowledged_on is not None


@dataclass(frozen=True)
class Coverage:
    """An audience of a strategy as it is today: who left is not counted."""

    audience: Audience
    members: Sequence[Reached]

    def count(self, what: str) -> int:
        return sum(bool(getattr(one, what)) for one in self.members)

    @property
    def not_reached(self) -> list[Reached]:
        return [one for one in self.members if not one.is_reached]


def coverage(strategy: Strategy, on: date) -> list[Coverage]:
    """Every audience it was sent to. Reached is who opened it or said they read it: that
    something was sent says nothing of that."""
    audiences = Audience.objects.filter(sendings__strategy=strategy).distinct()
    return [_coverage(strategy, one, on) for one in audiences]


def _coverage(strategy: Strategy, audience: Audience, on: date) -> Coverage:
    held = Delivery.objects.filter(
        sending__strategy=strategy, sending__audience=audience
    ).select_related("sending", "member", "invitation__reply", "invitation__form")
    of: dict[int, list[Delivery]] = {}
    for one in held:
        of.setdefault(one.member_id, []).append(one)
    return Coverage(
        audience,
        [_reached(one, of.get(one.pk, [])) for one in members(audience, on)],
    )


def _reached(member: Member, held: Sequence[Delivery]) -> Reached:
    def first(days: Iterable[date | None]) -> date | None:
        return min(filter(None, days), default=None)

    return Reached(
        member,
        first(one.sending.on for one in held),
        first(map(opened_on, held)),
        first(map(acknowledged_on, held)),
        any(_by_link(one) == "No" for one in held),
    )


def coverage_csv(strategy: Strategy, on: date) -> bytes:
    """A line a member of an audience, with the first day of each."""
    saved = io.StringIO()
    rows = spreadsheets.writer(saved)
    rows.writerow(["Audience", "Who", "Sent", "Opened", "Acknowledged", "Reached"])
    for one in coverage(strategy, on):
        for each in one.members:
            days = (each.sent_on, each.opened_on, each.acknowledged_on)
            said = [one.audience.name, each.member.name, *map(day, days)]
            rows.writerow(printable([*said, "Yes" if each.is_reached else "No"]))
    return saved.getvalue().encode("utf-8-sig")


# Briefings and messages ------------------------------------------------------------------


@transaction.atomic
def brief(strategy: Strategy, *, with_whom: str, text: str, on: date, by: str) -> None:
    Briefing(strategy=strategy, with_whom=with_whom, text=text, on=on, by=by).save()
    audit.record(
        did="strategy.briefed", by=by, to=f"strategy:{strategy.pk}", after={"on": on}
    )


@dataclass(frozen=True)
class Briefed:
    """A briefing as listed: typed here, or a note of the action the strategy answers."""

    on: date
    with_whom: str
    text: str
    is_note: bool


def briefings(strategy: Strategy) -> list[Briefed]:
    """The latest first."""
    typed = [
        Briefed(one.on, one.with_whom, one.text, False)
        for one in strategy.briefings.all()
    ]
    noted = Note.objects.filter(action=strategy.action_id, kind=Note.Kind.BRIEFING)
    found = [Briefed(one.on, one.authors, one.text, True) for one in noted]
    return sorted([*typed, *found], key=attrgetter("on"), reverse=True)


@transaction.atomic
def say(
    strategy: Strategy, *, lines: Sequence[str], changed: str, on: date, by: str
) -> Messages:
    """The next version of the key messages. Raises Refused where nothing differs."""
    said = [one.strip() for one in lines if one.strip()]
    if not said:
        raise Refused("Write a message at least, a line each.")
    if len(said) > MOST_MESSAGES:
        raise Refused(f"Nobody remembers more than {MOST_MESSAGES}. Leave some out.")
    last = strategy.messages.first()
    if last is not None and last.lines == said:
        raise Refused("Nothing of them is changed.")
    if last is not None and not changed.strip():
        raise Refused("Say what changed.")
    made = Messages(
        strategy=strategy,
        number=last.number + 1 if last else 1,
        lines=said,
        changed=changed.strip(),
        on=on,
        by=by,
    )
    made.save()
    audit.record(
        did="strategy.messages",
        by=by,
        to=f"strategy:{strategy.pk}",
        after={"version": made.number},
    )
    return made


# -----------------------------------------------------------------------------------------


def _add(
    audience: Audience,
    name: str,
    email: str,
    organisation: Organisation | None,
    on: date,
) -> bool:
    of_now = audience.members.filter(to_on=None)
    same = of_now.filter(name__iexact=name).first()
    if same is not None and email and not same.email:
        same.email = email
        same.save()
    if same is not None and email and same.email.lower() != email.lower():
        # Another of the same name.
        name = f"{name} ({email})"
        same = of_now.filter(name__iexact=name).first()
    if same is not None:
        return False
    if len(name) > LONGEST_NAME:
        raise Refused(
            f"“{name[:60]}…” has more than {LONGEST_NAME} letters, with what tells it from"
            " others. Write it shorter."
        )
    Member.objects.create(
        audience=audience,
        name=name,
        email=email,
        organisation=organisation,
        from_on=on,
    )
    return True


def _form(sending: Sending, closes_on: date | None, by: str) -> Form:
    if closes_on is None:
        raise Refused("Say until when they can answer.")
    title = f"Have you read it? {sending.what}"
    return asking.make(
        kind=Form.Kind.PULSE,
        title=title[:200],
        purpose=f"You were sent “{sending.what}”. Please say that you have read it.",
        privacy="We ask so that we know whom it has reached. Officers read your answer.",
        opens_on=sending.on,
        closes_on=closes_on,
        is_anonymous=False,
        by=by,
        questions=[
            {
                "kind": Question.Kind.YES_NO,
                "text": "Have you read it, and will you work by it?",
                "is_required": True,
            },
            {"kind": Question.Kind.TEXT, "text": "Who answers for it with you?"},
        ],
    )


def _deliver(sending: Sending, to: Sequence[Member], by: str) -> None:
    """A delivery each. An address two members share is asked once, for the first."""
    asked: dict[str, Invitation] = {}
    for one in to:
        invitation = None
        if sending.form and one.email.lower() not in asked:
            invitation = Invitation.objects.create(
                form=sending.form,
                organisation=one.name,
                email=one.email,
                asked_on=sending.on,
                by=by,
            )
            asked |= {one.email.lower(): invitation} if one.email else {}
        Delivery.objects.create(sending=sending, member=one, invitation=invitation)


def _told(audience: Audience, by: str, did: str, **after: object) -> None:
    audit.record(did=did, by=by, to=f"audience:{audience.pk}", after=after)
