"""Packs that were signed off: their bytes as they went out, and what has changed since."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from muster.accounts.called import called
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.documents.issuing import content_of
from muster.documents.models import Issued
from muster.reports import changes
from muster.reports.audiences import audience as audience_of
from muster.reports.pages import CONTENT_TYPES, readable, sees_all
from muster.reports.presenting import facts_of
from muster.reports.whole import whole_document
from muster.sources import uploads


@requires(Permission.READ_PAPERS)
@require_GET
def issued(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue: who signed it off, its files, and its headlines as reported and as now."""
    paper = _issued(request, pk)
    page = {
        "paper": paper,
        "facts": facts_of(
            paper,
            audience_of(paper.audience).title,
            called(paper.issued_by),
        ),
        "others": changes.others(paper, readable(request)),
    }
    # What is true now is nobody's paper: it is for people who may see figures.
    if sees_all(request):
        page["now"] = changes.as_now(paper, uploads.state())
    return render(request, "reports/issued.html", page)


@requires(Permission.READ_PAPERS)
@require_GET
def since(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs from another issue, and why."""
    paper = _issued(request, pk)
    text = request.GET.get("other", "")
    other = _issued(request, int(text)) if text.isdecimal() else changes.before(paper)
    if other is None or other.audience != paper.audience:
        raise Http404
    page = {
        "paper": paper,
        "other": other,
        **changes.between(other, paper, request.GET, sees_all(request)),
    }
    return render(request, "reports/since.html", page)


@requires(Permission.READ_PAPERS, does="paper.read", to="paper:{pk}")
@require_GET
def read(request: HttpRequest, pk: int) -> HttpResponse:
    return whole_document(_content(request, pk, "html"))


@requires(Permission.READ_PAPERS, does="paper.downloaded", to="paper:{pk} as {kind}")
@require_GET
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    content = _content(request, pk, kind)
    name = f"{_issued(request, pk).file_stem}.{kind}"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _issued(request: HttpRequest, pk: int) -> Issued:
    """The paper, or “not found”, whether there is none or this person may not read it."""
    names = [one.name for one in readable(request)]
    return get_object_or_404(Issued.objects.defer("figures"), pk=pk, audience__in=names)


def _content(request: HttpRequest, pk: int, kind: str) -> bytes:
    file = get_object_or_404(_issued(request, pk).files, kind=kind)
    return content_of(file)
