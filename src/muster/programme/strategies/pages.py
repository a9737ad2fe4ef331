"""The pages of a strategy: its text, its boards, and the steps it takes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.documents.issuing import content_of
from muster.programme.asked import asked, done, facts, headings
from muster.programme.strategies import gates, moving, printing, writing
from muster.programme.strategies.differences import differences
from muster.programme.strategies.forms import (
    AboutForm,
    BoardForm,
    DecideForm,
    MeetingForm,
    ReasonForm,
    StartForm,
    SupersedeForm,
    WriteForm,
)
from muster.programme.strategies.strategy import (
    Gate,
    Move,
    State,
    Strategy,
    Version,
    due_on,
    gates_of,
)
from muster.programme.texts import read
from muster.school_year.clock import today


reads = requires(Permission.READ_PROGRAMME)
keeps = requires(Permission.KEEP_PLANS)
both = require_http_methods(["GET", "POST"])
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@reads
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    page = page_of(list(Strategy.objects.select_related("group")), request.GET)
    return render(
        request,
        "programme/strategies/list.html",
        {
            "columns": headings("Title", "What it is", "Group", "Due", "How it stands"),
            "rows": [_row(one) for one in page["shown"]],
            "pagination": page["pagination"],
            "may_keep": request.user.can(Permission.KEEP_PLANS),
        },
    )


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    may_keep = request.user.can(Permission.KEEP_PLANS)
    boards = gates_of(strategy)
    return render(
        request,
        "programme/strategies/strategy.html",
        {
            "strategy": strategy,
            "status": status(strategy),
            "facts": _facts(strategy),
            "warnings": gates.warnings(strategy, today()),
            "may_keep": may_keep,
            "steps": [
                (to, *moving.words(State(strategy.state), to))
                for to in moving.steps(strategy)
            ],
            "may_write": not writing.why_not(strategy),
            "may_consult": State.CONSULTATION in moving.LEADS_TO[State(strategy.state)],
            "may_supersede": State.SUPERSEDED in moving.LEADS_TO[State(strategy.state)],
            "may_gate": strategy.state in moving.GATED,
            "boards": boards,
            "open_gate": next((one for one in boards if not one.decision), None),
            "before_boards": strategy.state == State.GATES,
            "earlier": _earlier(strategy),
            "issued": moving.issued(strategy),
            "agreed": moving.agreed_version(strategy),
            "consultations": _consultations(strategy),
            "versions": [_version(one) for one in strategy.versions.all()],
            "moves": [_move(one) for one in _moves(strategy)],
        },
    )


@keeps
@both
def start(request: HttpRequest) -> HttpResponse:
    return asked(
        request,
        StartForm(request.POST or None, on=today()),
        lambda **said: writing.start(on=today(), **said),
        title="Start a strategy",
        button="Start it",
        back=reverse("programme:strategies"),
        done="The first draft is kept.",
        to=Strategy.get_absolute_url,
    )


@keeps
@both
def change(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    names = ("title", "kind", "group", "action")
    held = {name: getattr(strategy, name) for name in names}
    return asked(
        request,
        AboutForm(request.POST or None, on=today(), initial=held),
        lambda **said: writing.change(strategy, on=today(), **said),
        title="Change what it is",
        button="Keep it",
        back=strategy.get_absolute_url(),
        done="That is kept.",
        caption=strategy,
    )


@keeps
@both
def write(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    latest = strategy.latest
    typed = {"text": writing.typed(latest.parts), "number": latest.number}
    return asked(
        request,
        WriteForm(request.POST or None, initial=typed),
        lambda **said: writing.write(strategy, on=today(), **said),
        title="Write the next version",
        button="Keep this version",
        back=strategy.get_absolute_url(),
        done="The version is kept, beside those before it.",
        to=Version.get_absolute_url,
        caption=strategy,
    )


@reads
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    one = _version_of(pk, number)
    page = {
        "version": one,
        "strategy": one.strategy,
        "parts": read(one.parts),
        "others": one.strategy.versions.exclude(pk=one.pk),
    }
    return render(request, "programme/strategies/version.html", page)


@reads
@require_safe
def compare(request: HttpRequest, pk: int, number: int, other: int) -> HttpResponse:
    """What differs in a version from another, the earlier of them first."""
    before, after = sorted([number, other])
    one, then = _version_of(pk, after), _version_of(pk, before)
    page = {
        "version": one,
        "before": then,
        "strategy": one.strategy,
        "parts": differences(then.parts, one.parts),
    }
    return render(request, "programme/strategies/compare.html", page)


@requires(
    Permission.READ_PROGRAMME,
    does="strategy.printed",
    to="strategy:{pk} version {number} as {kind}",
)
@require_safe
def text_file(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    if kind not in printing.KINDS:
        raise Http404
    one = _version_of(pk, number)
    files = printing.as_files(printing.version_paper(one, today()), (kind,))
    return file_of(files[kind], f"{one.stem}-version-{number}", kind)


@requires(
    Permission.READ_PROGRAMME, does="paper.downloaded", to="strategy:{pk} as {kind}"
)
@require_safe
def issued_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The bytes that were issued, not made again."""
    paper = moving.issued(found(pk))
    if paper is None or kind not in printing.KINDS:
        raise Http404
    held = get_object_or_404(paper.files, kind=kind)
    return file_of(content_of(held), paper.file_stem, kind)


# Steps -----------------------------------------------------------------------------------


@keeps
@both
def step(request: HttpRequest, pk: int, state: str) -> HttpResponse:
    strategy = found(pk)
    to = next((one for one in moving.steps(strategy) if one == state), None)
    if to is None:
        raise Http404
    title, asks = moving.words(State(strategy.state), to)
    if not asks:
        return _taken(request, strategy, to)
    return asked(
        request,
        ReasonForm(request.POST or None, asks=asks),
        lambda **said: moving.move(strategy, to, on=today(), **said),
        title=title,
        button=title,
        back=strategy.get_absolute_url(),
        done=f"It is “{to.label}” now.",
        caption=strategy,
    )


def _taken(request: HttpRequest, strategy: Strategy, to: State) -> HttpResponse:
    """A step that asks nothing, by its button."""
    if request.method != "POST":
        return redirect(strategy)
    return done(
        request,
        lambda by: moving.move(strategy, to, on=today(), by=by),
        strategy,
        f"It is “{to.label}” now.",
    )


@keeps
@both
def supersede(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    return asked(
        request,
        SupersedeForm(request.POST or None, strategy=strategy),
        lambda other, by: moving.supersede(strategy, other, on=today(), by=by),
        title="Say what takes its place",
        button="It is superseded",
        back=strategy.get_absolute_url(),
        done="It is superseded.",
        caption=strategy,
        lead="Only what is agreed itself can take its place.",
    )


@keeps
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    return done(
        request,
        lambda by: printing.issue(strategy, on=today(), by=by),
        strategy,
        lambda made: (
            f"{made.title}, version {made.number}, is issued and kept as it is."
        ),
    )


# Boards ----------------------------------------------------------------------------------


@keeps
@both
def add_board(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    return asked(
        request,
        BoardForm(request.POST or None),
        lambda group, by: gates.add(strategy, group, on=today(), by=by),
        title="Add a board",
        button="Add it",
        back=strategy.get_absolute_url(),
        done="The board is added. Say at which of its meetings it is taken.",
        to=lambda made: reverse("programme:gate_meeting", args=[pk, made.pk]),
        caption=strategy,
    )


@keeps
@both
def gate_meeting(request: HttpRequest, pk: int, gate: int) -> HttpResponse:
    one = _gate(pk, gate)
    return asked(
        request,
        MeetingForm(request.POST or None, gate=one),
        lambda meeting, by: gates.take_to(one, meeting, on=today(), by=by),
        title=f"When {one.group} takes it",
        button="Keep it",
        back=one.strategy.get_absolute_url(),
        done="That is kept.",
        caption=one.strategy,
        lead="Where the meeting is moved, what is due with it moves too.",
    )


@keeps
@both
def decide(request: HttpRequest, pk: int, gate: int) -> HttpResponse:
    one = _gate(pk, gate)

    def keep(by: str, **said: Any) -> None:
        gates.decide(one, on=today(), by=by, **said)
        strategy = found(pk)
        if strategy.state == State.AGREED:
            printing.issue(strategy, on=today(), by=by)

    return asked(
        request,
        DecideForm(request.POST or None),
        keep,
        title=f"What {one.group} decided",
        button="Keep the decision",
        back=one.strategy.get_absolute_url(),
        done="The decision is kept.",
        caption=one.strategy,
        lead=gates.why_not(one, today()),
    )


@keeps
@require_POST
def remove_board(request: HttpRequest, pk: int, gate: int) -> HttpResponse:
    one = _gate(pk, gate)
    return done(
        request,
        lambda by: gates.take_out(one, on=today(), by=by),
        one.strategy,
        f"{one.group} need not agree.",
    )


@keeps
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    return done(
        request,
        lambda by: gates.follow(strategy, on=today(), by=by),
        strategy,
        lambda _: f"The action is due on {day(due_on(strategy))} now.",
    )


# How it is shown -------------------------------------------------------------------------

KINDS_OF_STATE = {
    State.AGREED: "good",
    State.LAUNCHED: "good",
    State.SUPERSEDED: "none",
    State.SET_ASIDE: "none",
}


def found(pk: int) -> Strategy:
    return get_object_or_404(Strategy, pk=pk)


def file_of(content: bytes, stem: str, kind: str) -> HttpResponse:
    held = {"Content-Disposition": f'attachment; filename="{stem}.{kind}"'}
    return HttpResponse(content, content_type=TYPES[kind], headers=held)


def status(strategy: Strategy) -> tuple[str, str]:
    state = State(strategy.state)
    return KINDS_OF_STATE.get(state, "watch"), state.label


def _version_of(pk: int, number: int) -> Version:
    return get_object_or_404(Version, strategy=pk, number=number)


def _gate(pk: int, gate: int) -> Gate:
    return get_object_or_404(Gate, strategy=pk, pk=gate)


def _row(one: Strategy) -> list[Any]:
    return [
        {"text": one.title, "href": one.get_absolute_url()},
        one.get_kind_display(),
        str(one.group or "–"),
        day(due_on(one)) if one.state in moving.GATED else "–",
        {"status": status(one)},
    ]


def _facts(one: Strategy) -> list[dict[str, Any]]:
    latest, agreed = one.latest, moving.agreed_version(one)
    due = due_on(one) if one.state in moving.GATED else None
    slip = gates_of(one)[-1].slip if due else 0
    moved = (
        f", {abs(slip)} days {'later' if slip > 0 else 'earlier'} than first planned"
    )
    return facts(
        ("What it is", one.get_kind_display()),
        ("Written by", str(one.group) if one.group else ""),
        ("Text", f"Version {latest.number}, {day(latest.on)}: {latest.changed}"),
        ("In force", f"Version {agreed.number}" if agreed else "Nothing yet"),
        ("Due", f"{day(due)}{moved if slip else ''}" if due else ""),
        ("In its place", str(one.superseded_by) if one.superseded_by else ""),
    )


def _earlier(strategy: Strategy) -> list[Any]:
    """What boards decided in the rounds before this."""
    held = strategy.gates.filter(round__lt=strategy.round).exclude(decision="")
    return [
        [
            one.group.name,
            day(one.meeting.on),
            f"Version {one.version.number}",
            f"{one.get_decision_display()}{f': {one.note}' if one.note else ''}",
            one.minute,
        ]
        for one in held.select_related("group", "meeting", "version")
    ]


def _consultations(strategy: Strategy) -> list[Any]:
    rows = []
    for one in strategy.versions.filter(consultations__isnull=False).distinct():
        for held in one.consultations.select_related("form"):
            form = held.form
            rows.append(
                [
                    {"text": str(held), "href": held.get_absolute_url()},
                    f"{day(form.opens_on)} to {day(form.closes_on)}",
                    str(form.invitations.count()),
                    str(form.replies.count()),
                    f"Closed {day(held.closed_on)}" if held.closed_on else "Not closed",
                ]
            )
    return rows


def _version(one: Version) -> list[Any]:
    return [
        {"text": str(one), "href": one.get_absolute_url()},
        day(one.on),
        one.by,
        one.changed,
    ]


def _moves(strategy: Strategy) -> list[Move]:
    return list(strategy.moves.select_related("version").order_by("-pk"))


def _move(one: Move) -> list[Any]:
    said = State(one.after).label
    return [
        day(one.on),
        said,
        f"Version {one.version.number}",
        one.by,
        one.reason or "–",
    ]
