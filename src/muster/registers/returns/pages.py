"""The authority's pages of returns: what is expected, what came, and answering one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day
from muster.design.numbers import number_in
from muster.measures.members import school_names
from muster.registers import health
from muster.registers.child import Children
from muster.registers.keeping import Refused
from muster.registers.register import register_of
from muster.registers.returns import answering, counting, listing
from muster.registers.returns.doors import AUTHORITY
from muster.registers.returns.forms import AnswerForm, ChooseForm
from muster.registers.returns.kinds import DELETION, Kind, ground, kinds
from muster.registers.returns.send_pages import called, facts
from muster.registers.returns.sent import Expected, Expecteds, Return, Stage
from muster.registers.wrong import RETURN, Ways, with_column
from muster.school_year import clock


A_PAGE = 50
keeps = requires(Permission.KEEP_REGISTERS)


@keeps
@require_safe
@never_cache
def front(request: HttpRequest) -> HttpResponse:
    """What schools owe, the most late first, and how many came in time."""
    on = clock.today()
    year = Expected.objects.visible_to(request.user, state()).of_year(on)
    form = _choices(request, year, on)
    chosen = form.cleaned_data if form.is_valid() else {}
    asked = _narrowed(year, chosen)
    found = _which(asked, chosen.get("which", ""), on)
    page = paging.page_of(
        found.select_related("found", "answered_by"), request.GET, A_PAGE
    )
    audit.record(
        did="returns.listed",
        by=request.user.get_username(),
        to="returns:expected",
        after={"count": page["count"], "shown": len(page["shown"])},
    )
    shown = {
        "form": form,
        "rows": listing.expected(
            request.user, list(page["shown"]), on, school=True, link=_way_on
        ),
        "is_filtered": any(chosen.values()),
        "is_empty": not year.exists(),
        "overdue": year.late(on).count(),
        "waiting": _mine(request).waiting().count(),
        "rules": _rules(_told(request, on)),
    }
    return render(
        request, "registers/returns.html", page | shown | _counted(request, asked, on)
    )


def _choices(request: HttpRequest, year: Expecteds, on: date) -> ChooseForm:
    names = school_names(state())
    at = year.order_by().values_list("school", flat=True).distinct()
    return ChooseForm(
        request.GET,
        kinds=[(one.name, one.title) for one in _told(request, on)],
        months=[(f"{m:%Y-%m}", f"{m:%B %Y}") for m in counting.months(year)],
        schools=sorted(((str(one), names.get(one, "")) for one in at), key=_by_name),
    )


def _counted(request: HttpRequest, asked: Expecteds, on: date) -> dict[str, Any]:
    """How many were expected and came, by kind, school and month; a school's with the way
    to say that it is wrong."""
    ways = Ways(request.user)
    names = school_names(state())
    titles = {one.name: one.title for one in _told(request, on)}
    by_school = sorted(
        counting.by(asked, "school", on),
        key=lambda one: (-one.overdue, names.get(one.of, "").casefold()),
    )
    months = counting.by(asked, "month", on)
    return {
        "counts": listing.COUNTS,
        "by_kind": listing.counts(counting.by(asked, "kind", on), titles.get),
        "by_school": with_column(
            {
                "columns": [{"text": "School"}, *listing.COUNTS],
                "rows": listing.counts(by_school, lambda one: _of_school(one, names)),
            },
            [ways.to(RETURN, school=one.of) for one in by_school],
        ),
        "by_month": listing.counts(months, lambda one: f"{one:%B %Y}"),
    }


def _told(request: HttpRequest, on: date) -> list[Kind]:
    """The kinds of return that are for whoever asks."""
    return list(health.opened(request.user, kinds(on)).values())


def _rules(told: Iterable[Kind]) -> list[list[str]]:
    return [
        [
            one.title,
            one.trigger,
            one.deadline[:1].upper() + one.deadline[1:],
            one.source if one.read else f"{one.source} (from memory: check)",
        ]
        for one in told
    ]


@keeps
@require_safe
@never_cache
def received(request: HttpRequest) -> HttpResponse:
    """What came: waiting for an answer first, and deletions that leave a child nowhere."""
    on, mine = clock.today(), _mine(request)
    stage = request.GET.get("stage", "")
    known = [("", "Waiting for an answer"), *Stage.choices, ("all", "All")]
    rows = mine.waiting() if stage == "" else mine
    if stage in Stage.values:
        rows = mine.filter(stage=stage)
    # What waits longest is answered first; of the rest the last that came is.
    rows = rows.order_by("received_on", "pk") if stage == "" else rows
    page = paging.page_of(rows, request.GET, A_PAGE)
    lost = list(answering.lost(mine, on)[:A_PAGE])
    audit.record(
        did="returns.listed",
        by=request.user.get_username(),
        to="returns:received",
        after={"count": page["count"], "shown": len(page["shown"])},
    )
    columns = [listing.SENT[0], {"text": "School"}, *listing.SENT[1:]]
    shown = {
        "columns": columns,
        "rows": listing.sent(
            request.user, list(page["shown"]), _answer_at, school=True
        ),
        "lost": listing.sent(request.user, lost, _answer_at, school=True),
        "stages": [
            {"value": value, "text": text, "selected": value == stage}
            for value, text in known
            if value != Stage.RECEIVED
        ],
        "is_filtered": bool(stage),
    }
    return render(request, "registers/returns_received.html", page | shown)


@requires(Permission.KEEP_REGISTERS, does="return.looked-at", to="return:{pk}")
@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One return: who the child is where that is in doubt, and what is answered."""
    one = get_object_or_404(_mine(request), pk=pk)
    is_who = request.method == "POST" and "child" in request.POST
    form = AnswerForm(
        *([request.POST] if request.method == "POST" and not is_who else []),
        initial={"does": "accept"},
    )
    doubt = ""
    try:
        if is_who:
            answering.settle(
                one,
                child=number_in(request.POST["child"]),
                by=request.user.get_username(),
            )
            messages.success(request, "It is said who the child is.")
            return redirect("registers:return_answer", pk)
        if request.method == "POST" and form.is_valid():
            _do(request, one, form.cleaned_data)
            return redirect("registers:returns_received")
    except Refused as why:
        if is_who and not one.is_doubtful:
            messages.error(request, str(why))
            return redirect("registers:return_answer", pk)
        doubt = str(why) if is_who else ""
        if not is_who:
            form.add_error(None, str(why))
    page = {
        "sent": one,
        "kind": one.of_kind,
        "form": form,
        "doubt": doubt,
        "child": called(request.user, [one])[one.pk],
        "school": school_names(state()).get(one.school, ""),
        "facts": facts(one),
        "lines": _lines(one),
        "may_be": _may_be(request, one),
        "will": _will(one),
        "is_open": one.is_open,
        "record": _record_of(request, one),
        "by_hand": AUTHORITY.to("return_read", one.school, pk),
    }
    return render(request, "registers/return_answer.html", page)


@keeps
@require_safe
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Which return is entered for which school: of one that telephones."""
    held = sorted(AUTHORITY.schools(request.user).items(), key=_by_name)
    kind, school = request.GET.get("kind", ""), request.GET.get("school", "")
    every = health.opened(request.user, kinds(clock.today()))
    if kind in every and school in {str(number) for number, _ in held}:
        return redirect("registers:return_begin", int(school), kind)
    page = {
        "schools": [{"value": str(one), "text": text} for one, text in held],
        "kinds": [{"value": one.name, "text": one.title} for one in every.values()],
    }
    return render(request, "registers/return_choose.html", page)


def _do(request: HttpRequest, one: Return, said: dict[str, Any]) -> None:
    by, on = request.user.get_username(), clock.today()
    if said["does"] == "query":
        answering.query(one, asks=said["answer"], by=by)
        messages.success(request, "The school reads what you ask.")
        return
    done = answering.accept(one, on=on, by=by, state=state(), note=said["answer"])
    text, at = "Open the child’s record", _record_of(request, one)
    if done.entry:
        text = f"Open the {register_of(done.entry).one}"
        at = reverse("registers:entry", args=[done.entry.register, done.entry.pk])
    link = '<a class="govuk-notification-banner__link" href="{}">{}</a>'
    messages.success(
        request,
        format_html(
            "The return is accepted. {} {}",
            done.said,
            format_html(link, at, text) if at else "",
        ),
    )


def _will(one: Return) -> str:
    """What accepting it does; nothing where it can't be accepted yet."""
    if not one.is_open or one.is_doubtful:
        return ""
    effect = answering.effect_of(one, clock.today(), state())
    return f"{effect.will} The school can’t change it after that."


def _mine(request: HttpRequest) -> Any:
    return Return.objects.visible_to(request.user, state())


def _narrowed(rows: Expecteds, chosen: dict[str, Any]) -> Expecteds:
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("school"):
        rows = rows.filter(school=int(chosen["school"]))
    if chosen.get("month"):
        year, month = map(int, chosen["month"].split("-"))
        rows = rows.filter(due_on__year=year, due_on__month=month)
    return rows


def _which(rows: Expecteds, which: str, on: date) -> Expecteds:
    match which:
        case "overdue":
            return rows.late(on)
        case "late":
            return rows.came_late().order_by("due_on", "pk")
        case "time":
            return rows.in_time().order_by("due_on", "pk")
        case "all":
            return rows.order_by("due_on", "pk")
    return rows.outstanding()


def _way_on(one: Expected) -> dict[str, str]:
    if one.answered_by_id:
        return {"text": "Read", "href": _answer_at(one.answered_by)}
    at = reverse("registers:return_send", args=[one.school, one.kind, one.child])
    return {"text": "Enter", "href": f"{at}?expected={one.pk}"}


def _answer_at(one: Any) -> str:
    return reverse("registers:return_answer", args=[one.pk])


def _of_school(school: int, names: dict[int, str]) -> dict[str, str]:
    return {"text": names.get(school, ""), "href": f"?school={school}"}


def _may_be(request: HttpRequest, one: Return) -> list[dict[str, str]]:
    """Whom a new pupil may be, as far as whoever asks sees them; and nobody known."""
    if not one.is_doubtful:
        return []
    seen, on = Children.visible_to(request.user, state()), clock.today()
    found = []
    for number in one.may_be:
        child = seen.get(number, on)
        at = ", ".join(place.school_name for place in child.places) if child else ""
        born = f", born {day(child.born_on)}" if child and child.born_on else ""
        text = f"{child.name}{born}: {at}" if child else "A child you do not see"
        found.append({"value": str(number), "text": text})
    return [*found, {"value": "nobody", "text": "None of them: a child not held yet"}]


def _lines(one: Return) -> list[str]:
    """What somebody should know before they answer."""
    said = []
    names, other = school_names(state()), answering.other_end(one)
    if other:
        at = f"{names.get(other.school, 'another school')} on {day(other.about_on)}"
        said.append(
            f"Returned as a new pupil by {at}."
            if one.kind == DELETION
            else f"Returned as deleted by {at}."
        )
    if answering.lost(Return.objects.filter(pk=one.pk), clock.today()).exists():
        said.append(
            "May be missing education: no new school is named, and no school has returned"
            " them as a new pupil."
        )
    held = ground(one.said.get("ground") or "") if one.kind == DELETION else None
    if held and not held.read:
        said.append(
            "The ground is worded from memory: check it against regulation 9 before you"
            " rely on it."
        )
    if one.kind == DELETION and one.is_late:
        said.append("The authority was told after the name was deleted.")
    return said


def _record_of(request: HttpRequest, one: Return) -> str:
    """The child's record, where whoever asks sees it."""
    if one.child is None:
        return ""
    seen = Children.visible_to(request.user, state()).names_of([one.child])
    return reverse("registers:child", args=[one.child]) if seen else ""


def _by_name(one: tuple[Any, str]) -> str:
    return one[1].casefold()
