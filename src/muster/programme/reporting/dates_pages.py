"""A file of dates in the browser: sent, its names placed, looked at, taken in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme import Refused
from muster.programme.asked import asked, headings
from muster.programme.groups.dates import taking
from muster.programme.groups.dates.comparing import Comparison, Line, What
from muster.programme.groups.dates.found import Unreadable
from muster.programme.groups.dates.kept import DatesFile
from muster.programme.reporting.asking import ASK, by, crumbs, keeps
from muster.programme.reporting.forms import DatesForm, PlaceForm


MOST_PROBLEMS = 100
KINDS = {
    What.NEW: ("good", "New"),
    What.MOVED: ("watch", "Moved"),
    What.CHANGED: ("watch", "Changed"),
    What.CANCELLED: ("bad", "Cancelled"),
    What.RESTORED: ("good", "On again"),
    What.LEFT: ("bad", "Left out"),
    What.UNCHANGED: ("none", "Unchanged"),
}


@keeps
@require_http_methods(ASK)
def send(request: HttpRequest) -> HttpResponse:
    form = DatesForm(request.POST or None, request.FILES or None)
    problems: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["dates"]
        try:
            file = taking.send(
                sent.name,
                sent.read(),
                by=by(request),
                group=form.cleaned_data["group"],
            )
        except Unreadable as why:
            problems = why.problems
            form.add_error("dates", f"{sent.name} was not taken. {why}")
        else:
            return redirect(file)
    page = {
        "form": form,
        "title": "Read dates from a file",
        "lead": "You see what the file would change before anything is changed.",
        "button": "Send and look",
        "back": reverse("programme:boards"),
        "has_file": True,
        "problems": problems[:MOST_PROBLEMS] if len(problems) > 1 else (),
        "more_problems": max(len(problems) - MOST_PROBLEMS, 0),
    }
    return render(request, "programme/ask.html", page)


@keeps
@require_http_methods(ASK)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What it would change; where a name is of nobody known, that is asked first."""
    file = get_object_or_404(DatesFile, pk=pk)
    if not file.is_waiting:
        messages.info(request, "That file is done with.")
        return redirect("programme:boards")
    found = taking.looked_at(file)
    if found.unplaced:
        return _place(request, file, found)
    if request.method == "GET":
        return _shown(request, file, found)
    try:
        return _done(request, file)
    except Refused as why:
        return _shown(request, file, taking.looked_at(file), str(why))


def _done(request: HttpRequest, file: DatesFile) -> HttpResponse:
    if request.POST.get("do") == "aside":
        taking.put_aside(file, by=by(request))
        messages.success(request, "It was put aside, and nothing was changed.")
        return redirect("programme:boards")
    cancel = {int(one) for one in request.POST.getlist("cancel") if one.isdecimal()}
    seen = request.POST.get("seen", "")
    taking.take_in(file, seen=seen, cancel=cancel, by=by(request))
    messages.success(request, f"{file.name} is taken in.")
    return redirect("programme:boards")


def _place(request: HttpRequest, file: DatesFile, found: Comparison) -> HttpResponse:
    form = PlaceForm(request.POST or None, unplaced=found.unplaced)
    return asked(
        request,
        form,
        lambda by, **_: taking.place(file, form.choices(), by=by),
        title="Whose dates are these?",
        caption=file.name,
        lead="The file has names that are no group here. What you choose is remembered"
        " for the next file.",
        button="Go on",
        back=reverse("programme:boards"),
        done="That is remembered.",
        to=file,
    )


def _shown(
    request: HttpRequest, file: DatesFile, found: Comparison, refused: str = ""
) -> HttpResponse:
    changes = [one for one in found.lines if one.what != What.UNCHANGED]
    same = found.count(What.UNCHANGED)
    page = page_of(changes, request.GET)
    counts = [
        f"{KINDS[what][1]}: {found.count(what)}" for what in KINDS if found.count(what)
    ]
    gone = [{"value": str(one.pk), "text": str(one)} for one in found.gone]
    shown: dict[str, Any] = {
        "file": file,
        "crumbs": crumbs((file.name, "")),
        "counts": counts or ["No meeting in the file"],
        "columns": headings("Group", "Day", "What", "Says", "In the file"),
        "rows": [_row(one) for one in page["shown"]],
        "pagination": page["pagination"],
        "unchanged": f"{same} more are as they are held." if same and changes else "",
        "left_out": found.left_out,
        "gone": gone,
        "seen": found.fingerprint,
        "refused": refused,
    }
    return render(request, "programme/reporting/dates.html", shown)


def _row(one: Line) -> list[Any]:
    at = f", {one.found.starts_at:%H:%M}" if one.found.starts_at else ""
    return [
        one.group.name,
        f"{day(one.found.on)}{at}",
        {"status": KINDS[one.what]},
        one.says or "–",
        one.found.place,
    ]
