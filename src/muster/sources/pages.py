"""The pages of what was loaded: the list, one load, taking it back, and what is held.

A file's own way in is in `sending`; the formats' help is in `format_pages`.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.sources import formats, health, presenting, uploads
from muster.sources.formats import code_map
from muster.sources.models import Load
from muster.sources.sending import under_way_now
from muster.tables.store import Refused


A_PAGE = 50
CONTENT_TYPES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "ics": "text/calendar",
}


@requires(Permission.LOAD_FILES)
@require_GET
def loads(request: HttpRequest) -> HttpResponse:
    page = Paginator(Load.objects.all(), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "sources/loads.html",
        {
            "loads": page,
            "columns": presenting.LOAD_COLUMNS,
            "rows": presenting.load_rows(page),
            "pagination": presenting.pagination(page),
        }
        | under_way_now(),
    )


@requires(Permission.LOAD_FILES)
@require_GET
def load(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Load, pk=pk)
    later = Load.objects.filter(pk__gt=pk, format=found.format, undone_at=None)
    return render(
        request,
        "sources/load.html",
        {
            "load": found,
            "facts": presenting.facts_of_load(found),
            "later": later.count(),
        },
    )


@requires(Permission.LOAD_FILES)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, then takes one load back; later ones stand."""
    found = get_object_or_404(Load, pk=pk)
    if request.method == "POST":
        try:
            uploads.undo(pk, by=request.user.get_username())
        except Refused as why:
            messages.error(request, str(why))
        else:
            messages.success(
                request, f"{found.file_name} is taken back. Later loads stand."
            )
        return redirect(found)
    if found.is_undone:
        return redirect(found)
    return render(
        request,
        "sources/take_back.html",
        {"load": found, "facts": presenting.facts_of_load(found)},
    )


@requires(Permission.LOAD_FILES)
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """What `muster check` says, as a page."""
    found = health.look()
    worst = next(
        (state for state in ("broken", "look") if any(f.state == state for f in found)),
        "good",
    )
    return render(
        request,
        "sources/check.html",
        {
            "findings": presenting.worst_first(found),
            "worst": worst,
        },
    )


@requires(Permission.LOAD_FILES)
@require_GET
def files(request: HttpRequest) -> HttpResponse:
    """Every format: its columns, what each means, and a file to try."""
    return render(
        request,
        "sources/files.html",
        {
            "formats": presenting.explained([*formats.FORMATS, code_map.FORMAT]),
        },
    )


@requires(Permission.LOAD_FILES, does="sample.downloaded", to="format:{name}")
@require_GET
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """A small valid file of a format, to fill in."""
    try:
        found = formats.named(name)
    except ValueError:
        raise Http404 from None
    return HttpResponse(
        found.sample,
        content_type=f"{CONTENT_TYPES[found.ending]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.sample_name}"'},
    )
