"""The pages of whom a strategy reached, of audiences, briefings and key messages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme.asked import asked, done, headings
from muster.programme.replies.asking import read_asked
from muster.programme.replies.forms import AskForm
from muster.programme.strategies import reaching
from muster.programme.strategies.forms import (
    AcknowledgeForm,
    AudienceForm,
    BriefingForm,
    MessagesForm,
    SendForm,
)
from muster.programme.strategies.pages import both, file_of, found, keeps, reads
from muster.programme.strategies.reach import Audience, Delivery, Member, Sending
from muster.programme.strategies.reaching import Coverage, Reached
from muster.school_year.clock import today


@reads
@require_safe
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    coverage = reaching.coverage(strategy, today())
    teams = [one for one in coverage if one.audience.kind == Audience.Kind.TEAMS]
    return render(
        request,
        "programme/strategies/reach.html",
        {
            "strategy": strategy,
            "columns": headings(
                "Audience", "Members", "Sent to", "Opened", "Acknowledged", "Reached"
            ),
            "rows": [_coverage(one) for one in coverage],
            "not_reached": [
                (one.audience, [str(each.member) for each in one.not_reached])
                for one in coverage
                if one.not_reached
            ],
            "team_columns": headings("Team", "Sent", "Acknowledged"),
            "teams": [_team(each) for one in teams for each in one.members],
            "sending_columns": headings("What", "Audience", "How", "When"),
            "sendings": [_sending(one) for one in _sendings(strategy)],
            "briefing_columns": headings("When", "With whom", "What was said"),
            "briefings": [_briefing(one) for one in reaching.briefings(strategy)],
            "key_messages": strategy.messages.first(),
            "earlier": strategy.messages.all()[1:],
            "may_keep": request.user.can(Permission.KEEP_PLANS),
        },
    )


@requires(
    Permission.READ_PROGRAMME, does="export.made", to="reach of strategy {pk} as csv"
)
@require_safe
def reach_csv(request: HttpRequest, pk: int) -> HttpResponse:
    content = reaching.coverage_csv(found(pk), today())
    return file_of(content, f"strategy-{pk}-reach", "csv")


@keeps
@both
def send(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    return asked(
        request,
        SendForm(request.POST or None),
        lambda **said: reaching.send(strategy, **said),
        title="Write down what was sent",
        button="Keep it",
        back=_reach_of(pk),
        done="It is kept. Where each is asked, send the letters from its form.",
        to=Sending.get_absolute_url,
        caption=strategy,
        lead="Each member the audience has on that day is listed, and stays so.",
    )


@reads
@require_safe
def sending(request: HttpRequest, pk: int) -> HttpResponse:
    one = _sending_of(pk)
    held = one.deliveries.select_related(
        "member", "invitation__reply", "invitation__form"
    )
    page = page_of(list(held), request.GET)
    return render(
        request,
        "programme/strategies/sending.html",
        {
            "sending": one,
            "strategy": one.strategy,
            "columns": headings("Who", "Opened", "Acknowledged", "How that is known"),
            "rows": [_delivery(each) for each in page["shown"]],
            "pagination": page["pagination"],
            "may_keep": request.user.can(Permission.KEEP_PLANS),
        },
    )


@keeps
@both
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    one = _sending_of(pk)
    left = Member.objects.filter(
        deliveries__sending=one, deliveries__acknowledged_on=None
    )
    return asked(
        request,
        AcknowledgeForm(request.POST or None, members=left),
        lambda **said: reaching.acknowledge(one, **said),
        title="Who has taken it in",
        button="Keep it",
        back=one.get_absolute_url(),
        done="That is kept.",
        caption=one,
    )


@keeps
@both
def brief(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    return asked(
        request,
        BriefingForm(request.POST or None),
        lambda **said: reaching.brief(strategy, **said),
        title="Write down a briefing",
        button="Keep it",
        back=_reach_of(pk),
        done="The briefing is kept.",
        caption=strategy,
    )


@keeps
@both
def say(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    last = strategy.messages.first()
    held = {"lines": "\n".join(last.lines)} if last else None
    return asked(
        request,
        MessagesForm(request.POST or None, initial=held),
        lambda **said: reaching.say(strategy, on=today(), **said),
        title="Key messages",
        button="Keep this version",
        back=_reach_of(pk),
        done="The messages are kept, beside those before them.",
        caption=strategy,
        lead="The few sentences everybody is to hear, at events and in team meetings.",
    )


# Audiences -------------------------------------------------------------------------------


@reads
@require_safe
def audiences(request: HttpRequest) -> HttpResponse:
    on = today()
    page = page_of(list(Audience.objects.all()), request.GET)
    return render(
        request,
        "programme/strategies/audiences.html",
        {
            "columns": headings("Audience", "Who they are", "Members", numbers=1),
            "rows": [
                [
                    {"text": one.name, "href": one.get_absolute_url()},
                    one.get_kind_display(),
                    len(reaching.members(one, on)),
                ]
                for one in page["shown"]
            ],
            "pagination": page["pagination"],
            "may_keep": request.user.can(Permission.KEEP_PLANS),
        },
    )


@keeps
@both
def make_audience(request: HttpRequest) -> HttpResponse:
    return asked(
        request,
        AudienceForm(request.POST or None),
        reaching.make_audience,
        title="A new audience",
        button="Make it",
        back=reverse("programme:audiences"),
        done="The audience is made. Add its members next.",
        to=Audience.get_absolute_url,
    )


@reads
@require_safe
def audience(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Audience, pk=pk)
    may_keep = request.user.can(Permission.KEEP_PLANS)
    page = page_of(reaching.members(one, today()), request.GET)
    return render(
        request,
        "programme/strategies/audience.html",
        {
            "audience": one,
            "members": page["shown"],
            "count": page["count"],
            "pagination": page["pagination"],
            "may_keep": may_keep,
            "may_fill": may_keep and Audience.Kind(one.kind) in reaching.FILLED,
        },
    )


@keeps
@both
def add_members(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Audience, pk=pk)
    return asked(
        request,
        AskForm(request.POST or None),
        lambda who, by: reaching.add_members(one, read_asked(who), on=today(), by=by),
        title="Add members",
        button="Add them",
        back=one.get_absolute_url(),
        done="They are members; whoever was one stays so.",
        caption=one,
    )


@keeps
@require_POST
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Audience, pk=pk)
    return done(
        request,
        lambda by: reaching.fill(one, on=today(), by=by),
        one,
        lambda made: f"{made} added: all that are known here are members now.",
    )


@keeps
@require_POST
def end(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    one = get_object_or_404(Member, audience=pk, pk=member)
    return done(
        request,
        lambda by: reaching.end(one, on=today(), by=by),
        one.audience,
        f"{one} is no longer a member.",
    )


# How it is shown -------------------------------------------------------------------------


def _reach_of(pk: int) -> str:
    return reverse("programme:reach", args=[pk])


def _sendings(strategy: Any) -> list[Sending]:
    return list(strategy.sendings.select_related("audience"))


def _sending_of(pk: int) -> Sending:
    held = Sending.objects.select_related("strategy", "audience", "form")
    return get_object_or_404(held, pk=pk)


def _coverage(one: Coverage) -> list[Any]:
    whole = len(one.members)
    reached = whole - len(one.not_reached)
    share = f" ({reached * 100 // whole}%)" if whole else ""
    return [
        {"text": one.audience.name, "href": one.audience.get_absolute_url()},
        str(whole),
        str(one.count("sent_on")),
        str(one.count("opened_on")),
        str(one.count("acknowledged_on")),
        f"{reached} of {whole}{share}",
    ]


def _team(one: Reached) -> list[Any]:
    said = ("good", day(one.acknowledged_on)) if one.acknowledged_on else None
    declined = ("bad", "Said they have not read it") if one.declined else None
    status = said or declined or ("watch", "Not yet")
    return [str(one.member), day(one.sent_on), {"status": status}]


def _sending(one: Sending) -> list[Any]:
    return [
        {"text": one.what, "href": one.get_absolute_url()},
        str(one.audience),
        one.get_channel_display(),
        day(one.on),
    ]


def _briefing(one: reaching.Briefed) -> list[Any]:
    text = f"{one.text} (a note of its action)" if one.is_note else one.text
    return [day(one.on), one.with_whom or "Not said", text]


def _delivery(one: Delivery) -> list[Any]:
    by_link = "By the link" if one.invitation and not one.how else ""
    said = reaching.acknowledged_on(one)
    known = (one.how or by_link) if said else "–"
    return [str(one.member), day(reaching.opened_on(one)), day(said), known]
