"""The pages of what others publish: which files to drop in, and the figures of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design import spreadsheets
from muster.measures import published as asking
from muster.school_year.clock import today
from muster.sources import presenting, uploads
from muster.sources.public_files import PUBLIC_FILES, held
from muster.sources.published_form import PublishedForm, title_of


A_PAGE = 100


@requires(Permission.LOAD_FILES)
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Each kind of file others publish: where it is, what it adds, what is held of it."""
    state = uploads.state()
    kinds = [(kind, held(kind, state)) for kind in PUBLIC_FILES]
    return render(
        request,
        "sources/published.html",
        {
            "columns": presenting.PUBLIC_COLUMNS,
            "rows": presenting.public_rows(kinds, today()),
            "kinds": [
                (
                    kind,
                    presenting.facts_of_public_file(kind, found, today()),
                    [(name, presenting.title_of(name)) for name in kind.formats],
                )
                for kind, found in kinds
            ],
            "has_figures": bool(state.published_columns),
        },
    )


@requires(Permission.SEE_FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What was published of a measure, as `muster published` prints it."""
    state = uploads.state()
    if not state.published_columns:
        return render(request, "sources/published_figures.html", {"is_empty": True})
    form = PublishedForm(request.GET)
    found = form.answer(state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown: dict[str, Any] = {
        "form": form,
        "page": page,
        "columns": presenting.PUBLISHED_COLUMNS,
        "rows": presenting.published_rows(page),
        "pagination": presenting.pagination(page, request.GET),
        "notes": [
            *presenting.symbols_of(page),
            *filter(None, [asking.note_on_totals(page)]),
        ],
        "csv": f"{reverse('sources:published_figures_csv')}?{request.GET.urlencode()}",
    }
    if form.is_valid():
        shown["title"] = title_of(form.asked)
    status = 400 if form.errors else 200
    return render(request, "sources/published_figures.html", shown, status=status)


@requires(Permission.SEE_FIGURES, does="export.made", to="published figures as csv")
@require_safe
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same figures, every row: the columns of `muster published`."""
    form = PublishedForm(request.GET)
    found = form.answer(uploads.state())
    if form.errors:
        said = " ".join(sum(form.errors.values(), []))
        return HttpResponse(
            f"{said}\n", status=400, content_type="text/plain; charset=utf-8"
        )
    name = form.asked.replace(":", "-")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="published-{name}.csv"'
    writer = spreadsheets.writer(response)
    writer.writerow(asking.COLUMNS)
    writer.writerows(asking.as_rows(found))
    return response
