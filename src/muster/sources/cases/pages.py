"""The way of a sheet of cases: sent, its columns and words put into ours, looked at row by
row, loaded; and whose the doubtful rows are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import HttpResponseClientRefresh

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.jobs import queue
from muster.jobs.models import Job
from muster.jobs.progress import how_far
from muster.registers.child import Children
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.school_year import clock
from muster.sources.cases import sending, showing
from muster.sources.cases.checking import Checked, Doubt, check, known_as, table_of
from muster.sources.cases.forms import ColumnsForm, LoadForm, SendForm, WordsForm
from muster.sources.cases.loading import ask_to_load
from muster.sources.cases.models import Mapping, Sheet, Whose, missing_from
from muster.sources.reading.opening import NotReadable


# Whoever brings cases in opens entries of a register: no file of marks is loaded.
keeps = requires(Permission.KEEP_REGISTERS)
KEPT = "What was loaded so far stays"


@keeps
@require_safe
@never_cache
def front(request: HttpRequest) -> HttpResponse:
    """Where cases come from, and what of one's own waits for a person."""
    seen = Entry.objects.visible_to(request.user, state())
    sources = [
        showing.source_row(one, seen, missing_from(one))
        for one in Mapping.objects.all()
    ]
    sent = Sheet.objects.filter(sent_by=_by(request), is_put_aside=False)
    page = {
        "sources": sources,
        "source_columns": showing.SOURCE_COLUMNS,
        "sheets": [
            showing.sheet_row(one) for one in sent.select_related("mapping", "job")
        ],
        "sheet_columns": showing.SHEET_COLUMNS,
    }
    return render(request, "cases/front.html", page)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def send(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "cases/send.html", {"form": SendForm()})
    form = SendForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            sent = sending.receive(form.cleaned_data, by=_by(request))
        except NotReadable as why:
            form.add_error("file", str(why))
        else:
            return redirect(sent)
    return render(request, "cases/send.html", {"form": form})


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """Which column is which field; kept for the source."""
    one = _sheet(request, key)
    table = table_of(one)
    given = [request.POST] if request.method == "POST" else []
    form = ColumnsForm(*given, mapping=one.mapping, table=table)
    if given and form.is_valid():
        _keep(request, one.mapping, columns=form.cleaned_data)
        return redirect("cases:words", key)
    page = {"sheet": one, "form": form, "table": table}
    page["samples"] = showing.samples(table)
    return render(request, "cases/columns.html", page)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def words(request: HttpRequest, key: str) -> HttpResponse:
    """Which of our words each of theirs is; kept for the source."""
    one = _sheet(request, key)
    given = [request.POST] if request.method == "POST" else []
    form = _words(one, *given)
    if given and form.is_valid():
        _keep(request, one.mapping, words=form.words())
        return redirect(one)
    return render(request, "cases/words.html", {"sheet": one, "form": form})


@requires(Permission.KEEP_REGISTERS, does="cases.looked-at", to="cases:{key}")
@require_safe
@never_cache
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """What would become of every row, or became of it; while it is loaded, how far."""
    one = _sheet(request, key)
    if one.is_under_way:
        page = {"sheet": one, "kept": KEPT} | how_far(_job(one))
        return render(request, "cases/loading.html", page)
    if step := _unfinished(one):
        return redirect(step, key)
    return _shown(request, one, _checked(request, one), LoadForm())


@keeps
@require_POST
def load(request: HttpRequest, key: str) -> HttpResponse:
    """Asks for every row that is sure to be loaded."""
    one = _sheet(request, key)
    if step := _unfinished(one):
        return redirect(step, key)
    checked = _checked(request, one)
    form = LoadForm(request.POST)
    if checked.problems and not form.is_valid():
        return _shown(request, one, checked, form)
    try:
        ask_to_load(one, without=bool(checked.problems), by=_by(request))
    except Refused as why:
        messages.error(request, str(why))
    return redirect(one)


@keeps
@require_safe
@never_cache
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far a load is: a piece of its page, until there is another page."""
    one = _sheet(request, key)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(one)
    if not one.is_under_way:
        return HttpResponseClientRefresh()
    page = {"kept": KEPT} | how_far(_job(one))
    return render(request, "design/progress_bar.html", page)


@keeps
@require_POST
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Asks the load to stop. What it kept so far stays."""
    one = _sheet(request, key)
    if one.job:
        queue.cancel(one.job)
    return redirect(one)


@requires(Permission.KEEP_REGISTERS, does="cases.whose", to="cases:{key}")
@require_http_methods(["GET", "POST"])
@never_cache
def whose(request: HttpRequest, key: str, row: int) -> HttpResponse:
    """Whose a doubtful row is: one of the likely children, or none of ours."""
    one = _sheet(request, key)
    if step := _unfinished(one):
        return redirect(step, key)
    checked = _checked(request, one)
    doubt = _doubt(checked, row)
    likely = showing.likely(doubt, Children.visible_to(request.user, state()))
    if request.method == "POST":
        chosen = request.POST.get("child", "")
        if chosen == "none" or chosen in {str(each["number"]) for each in likely}:
            child = None if chosen == "none" else int(chosen)
            _answer(request, one.mapping, doubt, child)
            return redirect(_next_doubt(one, checked, row))
    page = {
        "sheet": one,
        "doubt": doubt,
        "said": showing.said_of(doubt.case),
        "likely": likely,
        "error": request.method == "POST",
    }
    return render(request, "cases/whose.html", page)


@keeps
@require_POST
def put_aside(request: HttpRequest, key: str) -> HttpResponse:
    """Takes the file away. What was loaded stays."""
    one = _sheet(request, key)
    if one.is_under_way:
        messages.error(request, "It is being loaded. Stop that first.")
        return redirect(one)
    sending.forget(one)
    audit.record(did="cases.put-aside", by=_by(request), to=f"cases:{one.key}")
    messages.success(request, "The file is gone. What was loaded of it stays.")
    return redirect("cases:front")


def _by(request: HttpRequest) -> str:
    return str(request.user.get_username())


def _job(one: Sheet) -> Job:
    assert one.job is not None
    return one.job


def _sheet(request: HttpRequest, key: str) -> Sheet:
    """One's own: a file names children whom others may not see."""
    mine = Sheet.objects.filter(sent_by=_by(request), is_put_aside=False)
    one = get_object_or_404(mine.select_related("mapping", "job"), key=key)
    if not one.path.is_file():  # a home that was restored has no files on their way
        sending.forget(one)
        raise Http404
    return one


def _unfinished(one: Sheet) -> str:
    """The step that comes first, while columns or words are not ours yet."""
    table = table_of(one)
    mapping = one.mapping
    if "started_on" not in mapping.columns:
        return "cases:columns"
    if any(heading not in table.headings for heading in mapping.columns.values()):
        return "cases:columns"
    return "" if _words(one).is_answered else "cases:words"


def _words(one: Sheet, *given: Any) -> WordsForm:
    table, on = table_of(one), clock.today()
    return WordsForm(*given, mapping=one.mapping, table=table, state=state(), on=on)


def _checked(request: HttpRequest, one: Sheet) -> Checked:
    return check(one, user=request.user, state=state(), on=clock.today())


def _keep(request: HttpRequest, mapping: Mapping, **what: Any) -> None:
    for name, value in what.items():
        setattr(mapping, name, value)
    mapping.changed_by, mapping.changed_at = _by(request), timezone.now()
    mapping.save()
    audit.record(did="cases.mapped", by=_by(request), to=f"mapping:{mapping.pk}")


def _shown(
    request: HttpRequest, one: Sheet, checked: Checked, form: LoadForm
) -> HttpResponse:
    seen = Children.visible_to(request.user, state())
    page = showing.checked(one, checked, seen) | {"sheet": one, "form": form}
    return render(request, "cases/sheet.html", page)


def _doubt(checked: Checked, row: int) -> Doubt:
    for one in (*checked.waits, *checked.nobodys):
        if one.case.row == row:
            return one
    raise Http404


def _answer(
    request: HttpRequest, mapping: Mapping, doubt: Doubt, child: int | None
) -> None:
    Whose.objects.update_or_create(
        mapping=mapping,
        known_as=known_as(mapping, doubt.case),
        defaults={"child": child, "by": _by(request), "at": timezone.now()},
    )
    audit.record(
        did="cases.answered", by=_by(request), child=child, to=f"mapping:{mapping.pk}"
    )


def _next_doubt(one: Sheet, checked: Checked, row: int) -> str:
    """The next that waits, so that ten are answered one after another."""
    rows = [each.case.row for each in checked.waits if each.case.row != row]
    after = [each for each in rows if each > row] or rows
    return (
        reverse("cases:whose", args=[one.key, after[0]])
        if after
        else one.get_absolute_url()
    )
