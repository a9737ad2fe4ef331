"""The papers of data protection: the list of them, reading one, downloading one."""

from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from markupsafe import Markup

from muster.accounts.authority import authority_of
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import number
from muster.documents.render import page
from muster.protection import outlined
from muster.protection.agreements import is_overdue
from muster.protection.papers import Outline, outline, outlines
from muster.protection.registers import Agreement, Incident
from muster.school_year.clock import today
from muster.sources.words import counted


# Said here, because not every machine knows Office's own.
OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
CALLED = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}


COLUMNS = [{"text": "Paper"}, {"text": "To keep and change"}, {"text": "What it is"}]
FILE = Markup('<a class="govuk-link" href="{}">{}{}</a>')
OF = Markup('<span class="govuk-visually-hidden">: {}</span>')


@requires(Permission.PROTECT_DATA)
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """What data protection has here: registers to keep, and papers to finish."""
    late = sum(is_overdue(one, today()) for one in Agreement.objects.defer("document"))
    still_open = Incident.objects.filter(closed_at=None).count()
    return render(
        request,
        "protection/records/front.html",
        {
            "columns": COLUMNS,
            "rows": [_row(one) for one in outlines()],
            "agreements": f"{counted(Agreement.objects.count(), 'agreement')},"
            f" {number(late)} past the day of review.",
            "incidents": f"{counted(Incident.objects.count(), 'incident')},"
            f" {number(still_open)} open.",
        },
    )


def _row(one: Outline) -> list[object]:
    files = [
        FILE.format(
            reverse("records:paper_file", args=[one.slug, kind]),
            CALLED[kind],
            OF.format(one.title),
        )
        for kind in one.forms
        if kind in CALLED
    ]
    return [
        {"text": one.title, "href": reverse("records:paper", args=[one.slug])},
        Markup(", ").join(files),
        one.about,
    ]


@requires(Permission.PROTECT_DATA)
@require_GET
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper in the browser: a whole document of its own, with its own style."""
    content = outlined.made(_outline(slug), "html")
    style = page.style_source(authority_of(request).colour)
    only = {"style-src": [style], "script-src": [NONE], "font-src": ["data:"]}
    return csp_replace(only)(lambda _: HttpResponse(content))(request)


@requires(Permission.PROTECT_DATA, does="paper.made", to="{slug}.{kind}")
@require_GET
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    one = _outline(slug)
    if kind not in one.forms or kind not in CONTENT_TYPES:
        raise Http404
    response = HttpResponse(outlined.made(one, kind), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{slug}.{kind}"'
    return response


def _outline(slug: str) -> Outline:
    found = outline(slug)
    if found is None:
        raise Http404
    return found
