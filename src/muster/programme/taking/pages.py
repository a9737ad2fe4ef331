"""Reading a paper in: sent, looked at, taken in or put aside; and what it asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day, moment
from muster.design.paging import address, page_of
from muster.programme import Refused
from muster.programme.asked import ask, posted, refuse, tried
from muster.programme.plans import printing, standing, table
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.printed import About, Document, Query, Row
from muster.programme.reading import Unreadable
from muster.programme.reading.differences import (
    Change,
    Difference,
    called,
    differences,
    matched,
)
from muster.programme.taking import answering, asking, mending, sent
from muster.programme.taking.forms import AnswerForm, SendForm, TakeForm
from muster.programme.taking.readings import Asked, Reading
from muster.programme.taking.sent import Sent
from muster.programme.taking.taking_in import plan_of
from muster.school_year.clock import today


A_PAGE = 50
keeps = requires(Permission.KEEP_PLANS)
reads = requires(Permission.READ_PROGRAMME)
# What a query is about, as people say it.
ABOUT = {
    About.REPAIRED: "Mended",
    About.MISSING: "Missing",
    About.UNREADABLE: "Can’t be read",
    About.CONTRADICTION: "Contradicts itself",
    About.NAME: "Who is meant",
    About.REPEATED: "There twice",
    About.UNPLACED: "Belongs nowhere",
}
ROW_COLUMNS = [
    {"text": "Action"},
    {"text": "Where"},
    {"text": "Owners"},
    {"text": "Due"},
    {"text": "Status"},
    {"text": "What it brings"},
    {"text": "Asked", "number": True},
]
QUERY_COLUMNS = [
    {"text": "What it is about"},
    {"text": "Where"},
    {"text": "What was found"},
    {"text": "What is odd, and what to do"},
]
CHANGE_COLUMNS = [
    {"text": "Action"},
    {"text": "What"},
    {"text": "Before"},
    {"text": "In this paper"},
]
ASKED_COLUMNS = [
    {"text": "Question"},
    {"text": "About"},
    {"text": "What was found"},
    {"text": "Plan and action"},
    {"text": "What mends it"},
    {"text": "Answer"},
]

# Reading in ----------------------------------------------------------------------------


@keeps
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """The form a paper is sent with, and the papers that still wait."""
    form = SendForm(
        posted(request), request.FILES if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = sent.send(file.name, file.read(), by=request.user.get_username())
        except (Unreadable, Refused) as why:
            form.add_error("file", str(why))
        else:
            return redirect(kept)
    waiting = Sent.objects.defer("content")
    return render(
        request, "programme/taking/send.html", {"form": form, "waiting": waiting}
    )


@keeps
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, key: str) -> HttpResponse:
    """What was read, row by row, before anything is changed; and taking it in."""
    paper = get_object_or_404(Sent, key=key)
    document = paper.read()
    form = TakeForm(posted(request), document=document)
    if request.method == "POST" and form.is_valid():
        taken = tried(form, lambda: _take(paper, request, **form.cleaned_data))
        if taken is not None:
            messages.success(request, _came_of(taken))
            return redirect(taken.plan)
    return render(
        request,
        "programme/taking/look.html",
        _looked_at(paper, document) | {"form": form},
    )


def _take(
    paper: Sent,
    request: HttpRequest,
    *,
    plan: Plan | None = None,
    group: Any = None,
    on: Any = None,
) -> Any:
    by = request.user.get_username()
    return sent.take(paper, on=on or today(), by=by, plan=plan, group=group)


def _came_of(taken: Any) -> str:
    asked = taken.asked
    return (
        f"It is taken in: {taken.added} new, {taken.changed} changed."
        f" {asked} {'question waits' if asked == 1 else 'questions wait'} for an answer."
    )


@keeps
@require_POST
def put_aside(request: HttpRequest, key: str) -> HttpResponse:
    paper = get_object_or_404(Sent, key=key)
    sent.put_aside(paper, by=request.user.get_username())
    messages.success(request, f"{paper.name} is put aside. Nothing of it was kept.")
    return redirect("programme:read")


def _looked_at(paper: Sent, document: Document) -> dict[str, Any]:
    on = document.as_at or today()
    plan = plan_of(document, on)
    changes = differences(printing.document(plan, on), document) if plan else []
    odd, before_now = _odd(document, plan, on, changes)
    brings = {one.after_row: [] for one in changes}  # type: ignore[var-annotated]
    for one in changes:
        brings[one.after_row].append(one)
    of_row: dict[int | None, list[Query]] = defaultdict(list)
    for query in document.queries:
        of_row[query.row].append(query)
    before = Reading.objects.filter(digest=paper.digest).first()
    return {
        "paper": paper,
        "document": document,
        "plan": plan,
        "facts": list(_facts(paper, document, plan)),
        "before": before,
        "row_columns": ROW_COLUMNS,
        "rows": [
            _row(row, brings.get(at, []), plan is None, len(of_row[at]))
            for at, row in enumerate(document.rows)
        ],
        "wholes": [
            {"called": called(row) or row.place, "facts": _whole(row, of_row[at])}
            for at, row in enumerate(document.rows)
        ],
        "query_columns": QUERY_COLUMNS,
        "repaired": [
            _query(one) for one in document.queries if one.about is About.REPAIRED
        ],
        "queries": [_query(one) for one in odd],
        "before_now": before_now,
        "change_columns": CHANGE_COLUMNS,
        "changes": [_change(one) for one in changes if one.change is Change.CHANGED],
        "gone": [one.called for one in changes if one.change is Change.REMOVED],
    }


def _odd(
    document: Document, plan: Plan | None, on: date, changes: Iterable[Difference]
) -> tuple[list[Query], int]:
    """What is to be looked at, and how much more of it was asked before or is known."""
    known = asking.Known()
    odd = [one for one in document.queries if one.about is not About.REPAIRED]
    odd += asking.strangers(document, known)
    held = standing.stood(Action.objects.filter(plan=plan), on) if plan else []
    pairs = matched([printing.row(one) for one in held], document.rows)
    now = {at: held[before] for at, before in pairs.items()}
    new = [
        asking.Question(one, now[one.row].action if one.row in now else None)
        for one in odd
        if not known.is_settled(one, None if one.row is None else now.get(one.row))
    ]
    if plan:
        new = asking.new_ones(plan, new, asking.same_rows(pairs, changes))
    return [one.query for one in new], len(odd) - len(new)


def _whole(row: Row, asked: list[Query]) -> list[dict[str, Any]]:
    """Everything a row says, and what was mended or is asked of it."""
    lines: list[tuple[str, str]] = [
        ("What it is for", row.objective),
        ("What is to be done", row.description),
        ("Steps", "\n".join(row.steps)),
        ("Owners", ", ".join(row.owners)),
        ("Start", " ".join(row.said_of("start"))),
        ("Due", "; ".join(row.said_of("deadlines"))),
        ("Success measures", row.success),
        ("Notes", row.progress),
        *((f"Status on {day(one.on)}", one.said) for one in row.statuses),
        ("Closure", " ".join(row.said_of("closure"))),
        *((ABOUT[one.about], one.says) for one in asked),
    ]
    return [
        {"key": {"text": key}, "value": {"html": linebreaksbr(value, autoescape=True)}}
        for key, value in lines
        if value
    ]


def _facts(
    paper: Sent, document: Document, plan: Plan | None
) -> Iterator[dict[str, Any]]:
    kind = "A task log" if document.kind == "log" else "An action plan"
    lines = [
        ("File", f"{paper.name}, sent by {paper.by} on {moment(paper.sent_at)}"),
        ("What it is", kind),
        *(
            (name.replace("_", " ").capitalize(), said)
            for name, said in document.head.items()
        ),
        ("The day it speaks of", day(document.as_at) if document.as_at else "Not said"),
        ("Reviews", ", ".join(day(one) for one in document.reviews)),
        ("Goes into", f"“{plan}”, as a later version of it" if plan else "A new plan"),
    ]
    for key, value in lines:
        if value:
            yield {"key": {"text": key}, "value": {"text": value}}


def _row(row: Row, changes: list[Difference], is_new: bool, asked: int) -> list[Any]:
    added = is_new or any(one.change is Change.ADDED for one in changes)
    fields = dict.fromkeys(one.field.replace("_", " ") for one in changes if one.field)
    brings = "A new action" if added else ", ".join(fields).capitalize()
    last = row.statuses[-1].said if row.statuses else ""
    return [
        f"{row.ref} {table.short(row.heading, 120)}".strip(),
        ", ".join(filter(None, [row.section.capitalize(), row.place])),
        ", ".join(row.owners) or "Nobody",
        "; ".join(row.said_of("deadlines")) or "No date",
        last or "–",
        brings or "Nothing new",
        str(asked) if asked else "–",
    ]


def _query(one: Query) -> list[Any]:
    return [ABOUT[one.about], one.place or "–", one.text or "–", one.says]


def _change(one: Difference) -> list[Any]:
    return [
        one.called or "Its head",
        one.field.replace("_", " ").capitalize(),
        table.short(one.before, 300) or "–",
        table.short(one.after, 300) or "–",
    ]


# What was asked ------------------------------------------------------------------------


@reads
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The questions papers raised: of one plan or all, the open ones or all."""
    found = Asked.objects.select_related("reading__plan", "action")
    plan = Plan.objects.filter(pk=_number(request.GET.get("plan", ""))).first()
    if plan:
        found = found.filter(reading__plan=plan)
    with_answered = request.GET.get("answered") == "1"
    shown = found if with_answered else found.filter(answered_at=None)
    page = page_of(list(shown.order_by("reading__plan", "pk")), request.GET, A_PAGE)
    waiting = [one for one in page["shown"] if one.answered_at is None]
    mends = mending.ways(request.user, waiting)
    return render(
        request,
        "programme/taking/questions.html",
        {
            **page,
            "plan": plan,
            "columns": ASKED_COLUMNS,
            "rows": [_asked(one, mends.get(one.pk)) for one in page["shown"]],
            "with_answered": with_answered,
            "other": address(
                request.GET, answered="" if with_answered else "1", page=""
            ),
        },
    )


def _number(text: str) -> int | None:
    return int(text[:9]) if text[:9].isdecimal() else None


def _asked(one: Asked, mend: dict[str, str] | None) -> list[Any]:
    action = one.action
    where = one.reading.plan.title
    answered = f"{one.answer} ({one.answered_by}, {moment(one.answered_at)})"
    return [
        {"text": one.says, "href": reverse("programme:answer", args=[one.pk])}
        if one.answered_at is None
        else one.says,
        ABOUT.get(About(one.about), one.about),
        one.text or "–",
        {"text": f"{where}, {one.place}", "href": action.get_absolute_url()}
        if action
        else where,
        mend or "–",
        answered if one.answered_at else "Waits",
    ]


@reads
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(
        Asked.objects.select_related("reading__plan", "action"), pk=pk
    )
    back = one.action or one.reading.plan
    if why := answering.refusal(request.user, one):
        return refuse(request, why, back)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            answering.answer(
                one, form.cleaned_data["answer"], by=request.user.get_username()
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The answer is kept.")
            return redirect(back)
    found = f" It has: “{one.text}”." if one.text else ""
    mend = mending.ways(request.user, [one] if one.answered_at is None else []).get(pk)
    return ask(
        request,
        form,
        "Answer a question",
        "Save",
        back,
        caption=f"{one.reading.plan.title}{f', {one.place}' if one.place else ''}",
        lead=f"{one.says}{found}",
        other=(mend["text"], mend["href"]) if mend else None,
    )
