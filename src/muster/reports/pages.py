"""The pages of packs: those that were made, making one, reading and downloading."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.documents.models import Issued
from muster.jobs.models import Job
from muster.jobs.progress import how_far
from muster.jobs.queue import cancel
from muster.reports import choices, kept, making, presenting, tidy
from muster.reports.audiences import AUDIENCES, Audience
from muster.reports.forms import MakeForm
from muster.reports.kept import Kept
from muster.reports.shelf import readable_by
from muster.reports.whole import whole_document
from muster.sources import uploads
from muster.sources.presenting import pagination


A_PAGE = 50
# Said here, because not every machine knows Office's own.
OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}


def sees_all(request: HttpRequest) -> bool:
    """Whether they may see the figures of every school: packs are of them all."""
    return request.user.can_everywhere(Permission.SEE_FIGURES)


def drafts_of(request: HttpRequest) -> list[Audience]:
    """Whose drafts this person may read: all, or none. What nobody has signed off is for
    people who may see figures."""
    return list(AUDIENCES) if sees_all(request) else []


def readable(request: HttpRequest) -> list[Audience]:
    """Whose signed-off packs this person may read."""
    return list(readable_by(request.user))


@requires(Permission.READ_PAPERS)
@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    audiences = readable(request)
    page = Paginator(kept.packs(_folder(), drafts_of(request)), A_PAGE).get_page(
        request.GET.get("page")
    )
    issued = Issued.objects.defer("figures").filter(
        audience__in=[one.name for one in audiences]
    )
    return render(
        request,
        "reports/papers.html",
        {
            "columns": presenting.COLUMNS,
            "rows": presenting.rows(page),
            "pagination": pagination(page),
            "issued_columns": presenting.ISSUED_COLUMNS,
            "issued": presenting.issued(issued, audiences),
            "reviews": presenting.reviews(choices.periods(uploads.state()))
            if sees_all(request)
            else [],
            "may_make": request.user.can(Permission.MAKE_PAPERS),
            "sees_figures": sees_all(request),
        },
    )


@requires(Permission.MAKE_PAPERS)
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    state = uploads.state()
    periods = choices.periods(state)
    if not periods:
        return render(request, "reports/make.html", {"form": None})
    form = MakeForm(
        request.POST or None,
        periods=periods,
        initial={"period": request.GET.get("period") or periods[0][0]},
    )
    if request.method == "POST" and form.is_valid():
        by = request.user.get_username()
        job = making.ask_to_make(by=by, **form.cleaned_data)
        return redirect("reports:follow", job.pk)
    return render(request, "reports/make.html", {"form": form})


@requires(Permission.READ_PAPERS)
@require_GET
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a pack is, until it is made or is not."""
    job = _job(pk)
    if job.state == Job.State.DONE:
        messages.success(request, job.sentence)
        return redirect("reports:papers")
    if job.is_over:
        return render(request, "reports/not_made.html", {"job": job})
    return render(request, "reports/follow.html", how_far(job))


@requires(Permission.READ_PAPERS)
@require_GET
def follow_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The piece of that page that is asked for again and again."""
    job = _job(pk)
    if not request.htmx:
        return redirect("reports:follow", pk)
    if job.is_over:
        return HttpResponseClientRefresh()
    return render(request, "design/progress_bar.html", how_far(job))


@requires(Permission.READ_PAPERS)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever asked for it, and for people who make papers."""
    job = _job(pk)
    is_theirs = job.asked_by == request.user.get_username()
    if not is_theirs and not request.user.can(Permission.MAKE_PAPERS):
        raise PermissionDenied
    cancel(job)
    return redirect("reports:follow", pk)


@requires(Permission.READ_PAPERS, does="draft.read", to="{stem}.html")
@require_GET
def read(request: HttpRequest, stem: str) -> HttpResponse:
    return whole_document(_file(request, stem, "html").read_bytes())


@requires(Permission.READ_PAPERS, does="draft.downloaded", to="{stem}.{kind}")
@require_GET
def download(request: HttpRequest, stem: str, kind: str) -> HttpResponse:
    return FileResponse(
        _file(request, stem, kind).open("rb"),
        as_attachment=True,
        content_type=CONTENT_TYPES[kind],
    )


@requires(Permission.SEE_FIGURES, everywhere=True)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The tables that Power BI and Excel are connected to."""
    folder = settings.MUSTER_HOME / tidy.FOLDER
    return render(
        request,
        "reports/export.html",
        {
            "folder": folder,
            "columns": presenting.EXPORT_COLUMNS,
            "rows": presenting.exported(folder),
            "is_current": tidy.written_version(folder) == uploads.state().version,
        },
    )


@requires(
    Permission.SEE_FIGURES,
    everywhere=True,
    does="export.made",
    to="tidy:{name}.{kind}",
)
@require_GET
def export_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    path = settings.MUSTER_HOME / tidy.FOLDER / f"{name}.{kind}"
    known = any(table.name == name for table in tidy.TABLES) and kind in tidy.KINDS
    if not known or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True)


def _job(pk: int) -> Job:
    return get_object_or_404(Job, pk=pk, page=reverse("reports:papers"))


def _folder():
    return settings.MUSTER_HOME / kept.FOLDER


def _file(request: HttpRequest, stem: str, kind: str):
    """The file, or “not found”, whether there is none or this person may not read it."""
    pack: Kept | None = kept.named(_folder(), stem, drafts_of(request))
    if pack is None or kind not in pack.files:
        raise Http404
    return pack.files[kind]
