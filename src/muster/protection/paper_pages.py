"""The papers of data protection: the list of them, reading one, downloading one."""

from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muster.accounts import audit
from muster.accounts.authority import authority_of
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.documents.render import page
from muster.protection import outlined
from muster.protection.papers import Outline, outline, outlines


# Said here, because not every machine knows Office's own.
OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
CALLED = {"html": "Read", "pdf": "PDF", "docx": "Word", "xlsx": "Excel"}


@requires(Permission.PROTECT_DATA)
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """What data protection has here: registers to keep, and papers to finish."""
    return render(
        request,
        "protection/records/front.html",
        {"papers": outlines(), "called": CALLED},
    )


@requires(Permission.PROTECT_DATA)
@require_GET
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper in the browser: a whole document of its own, with its own style."""
    content = outlined.made(_outline(slug), "html")
    style = page.style_source(authority_of(request).colour)
    only = {"style-src": [style], "script-src": [NONE], "font-src": ["data:"]}
    return csp_replace(only)(lambda _: HttpResponse(content))(request)


@requires(Permission.PROTECT_DATA)
@require_GET
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    one = _outline(slug)
    if kind not in one.forms or kind not in CONTENT_TYPES:
        raise Http404
    audit.record(did="paper.made", by=request.user.get_username(), to=f"{slug}.{kind}")
    response = HttpResponse(outlined.made(one, kind), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{slug}.{kind}"'
    return response


def _outline(slug: str) -> Outline:
    found = outline(slug)
    if found is None:
        raise Http404
    return found
