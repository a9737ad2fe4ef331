"""The way of a file: sent, read, looked at, loaded. Each step is a page or a button."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.jobs.progress import how_far
from muster.sources import listing, presenting, received
from muster.sources.forms import SendForm
from muster.sources.models import Upload
from muster.sources.reading import Level
from muster.sources.receiving import NO_ROOM, IntoHome
from muster.sources.review import Found
from muster.tables.store import FULL, Refused


Stage = Upload.Stage
MOST_PROBLEMS = 200
# What still wants something: of a job, or of a person.
OPEN = [Stage.READING, Stage.REVIEW, Stage.LOADING, Stage.REFUSED]


# The body is not looked at before `_send` has said where its files go, so that gigabytes
# are written once; `_send` then checks the token itself.
@requires(Permission.LOAD_FILES)
@csrf_exempt
def send(request: HttpRequest) -> HttpResponse:
    """The form that files are sent with."""
    request.upload_handlers = [IntoHome(request)]
    return _send(request)


@csrf_protect
def _send(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "sources/send.html", {"form": _first(request)})
    form = SendForm(request.POST, request.FILES)
    fault = request.upload_handlers[0].fault  # type: ignore[attr-defined]
    if fault:
        form.errors.clear()
        form.add_error("files", fault)
    elif form.is_valid():
        try:
            return _to(request, _next_page(_receive(request, form.cleaned_data)))
        except OSError as why:
            if why.errno not in FULL:
                raise
            form.add_error("files", NO_ROOM)
    return render(request, "sources/send.html", {"form": form})


def _first(request: HttpRequest) -> SendForm:
    """The form empty, or as it was filled in for the file that is sent again."""
    key = request.GET.get("again", "")
    before = Upload.objects.filter(key=key).first() if key else None
    return SendForm.like(before) if before else SendForm()


def _receive(request: HttpRequest, cleaned: dict[str, Any]) -> list[Upload]:
    return received.receive(
        cleaned["files"],
        by=request.user.get_username(),
        format=cleaned["format"],
        code_map=cleaned["code_map"],
        as_at=cleaned["as_at"],
        to=cleaned["to"],
        period=cleaned["period"],
        la=cleaned["la"],
        cohort=cleaned["cohort"],
    )


def _next_page(sent: list[Upload]) -> str:
    only_one = len(sent) == 1
    return sent[0].get_absolute_url() if only_one else reverse("sources:under_way")


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """To another page: a form that htmx sent can't follow a redirect there."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return redirect(address)


@requires(Permission.LOAD_FILES)
@require_GET
def under_way(request: HttpRequest) -> HttpResponse:
    """What was sent and isn't loaded yet; asked for again and again while jobs run."""
    piece = "under_way_list" if request.htmx else "under_way"  # type: ignore[attr-defined]
    return render(request, f"sources/{piece}.html", under_way_now())


@requires(Permission.LOAD_FILES)
@require_GET
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Where one file is: being read, refused, to be looked at, being loaded."""
    sent = _sent(key)
    if sent.stage == Stage.LOADED and sent.load:
        return redirect(sent.load)
    shown = {"upload": sent, "found": Found.of_json(sent.found)}
    if sent.is_under_way:
        return render(request, "sources/progress.html", shown | how_far(sent.job))
    if sent.is_broken_off:
        return render(request, "sources/broken_off.html", shown)
    if sent.stage == Stage.REFUSED:
        return render(
            request, "sources/problems.html", shown | _problems(sent, Level.ERROR)
        )
    if sent.stage == Stage.REVIEW:
        return render(request, "sources/review.html", shown | _review(sent))
    return render(request, "sources/ended.html", shown)


@requires(Permission.LOAD_FILES)
@require_GET
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far the job at a file is: a piece of its page, until there is another page."""
    sent = _sent(key)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(sent)
    if not sent.is_under_way:
        return HttpResponseClientRefresh()
    return render(request, "design/progress_bar.html", how_far(sent.job))


@requires(Permission.LOAD_FILES)
@require_POST
def load(request: HttpRequest, key: str) -> HttpResponse:
    return _do(request, key, received.ask_to_load, by=request.user.get_username())


@requires(Permission.LOAD_FILES)
@require_POST
def load_all(request: HttpRequest) -> HttpResponse:
    """Loads every file that is ready, schools first."""
    ready = Upload.objects.filter(stage=Stage.REVIEW)
    for sent in received.in_order(ready):
        try:
            received.ask_to_load(sent, by=request.user.get_username())
        except Refused as why:
            messages.error(request, str(why))
    return redirect("sources:under_way")


@requires(Permission.LOAD_FILES)
@require_POST
def again(request: HttpRequest, key: str) -> HttpResponse:
    """Once more, what broke off."""
    return _do(request, key, received.ask_again, by=request.user.get_username())


@requires(Permission.LOAD_FILES)
@require_POST
def stop(request: HttpRequest, key: str) -> HttpResponse:
    return _do(request, key, received.stop)


@requires(Permission.LOAD_FILES)
@require_POST
def put_aside(request: HttpRequest, key: str) -> HttpResponse:
    return _do(request, key, received.put_aside)


@requires(Permission.LOAD_FILES, does="problems.downloaded", to="file:{key}")
@require_GET
def problems(request: HttpRequest, key: str) -> FileResponse:
    """Every problem of a file, as a CSV."""
    sent = _sent(key)
    if not sent.problems.is_file():
        raise Http404
    return FileResponse(
        open(sent.problems, "rb"),
        as_attachment=True,
        filename=f"{Path(sent.file_name).stem}-problems.csv",
        content_type="text/csv; charset=utf-8",
    )


def under_way_now() -> dict[str, Any]:
    """What the list of files on their way needs."""
    sent = list(Upload.objects.filter(stage__in=OPEN).select_related("job"))
    return {
        "sent": sent,
        "sent_columns": presenting.UPLOAD_COLUMNS,
        "at_work": any(one.is_under_way for one in sent),
        "ready": sum(one.stage == Stage.REVIEW for one in sent),
        "sent_rows": presenting.upload_rows(sent),
    }


def _sent(key: str) -> Upload:
    return get_object_or_404(Upload.objects.select_related("job", "load"), key=key)


def _do(request: HttpRequest, key: str, verb: Any, **more: Any) -> HttpResponse:
    """Does one thing to a file and shows where it is now."""
    sent = _sent(key)
    try:
        verb(sent, **more)
    except Refused as why:
        messages.error(request, str(why))
    return redirect(sent)


def _problems(sent: Upload, level: Level) -> dict[str, Any]:
    found = listing.first(sent.problems, MOST_PROBLEMS, level)
    if found:  # they quote cells, and a cell can hold a child's details
        by = audit.asker().username
        audit.record(did="problems.seen", by=by, to=f"file:{sent.key}")
    return {
        "problems": presenting.problems(found),
        "listed": sent.problems.is_file(),
    }


def _review(sent: Upload) -> dict[str, Any]:
    found = Found.of_json(sent.found)
    return {
        "facts": presenting.facts_of_review(sent, found),
        "overlap_columns": presenting.OVERLAP_COLUMNS,
        "overlap_rows": presenting.overlap_rows(found.overlaps),
        "days_columns": presenting.DAYS_COLUMNS,
        "days_rows": presenting.days_rows(found.days),
    } | _problems(sent, Level.WARNING)
