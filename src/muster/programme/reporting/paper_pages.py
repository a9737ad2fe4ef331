"""The pages of papers to boards: written, looked at, issued, handed out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.documents.issuing import content_of
from muster.documents.models import Issued
from muster.programme import Refused
from muster.programme.asked import asked, facts, headings
from muster.programme.reporting import paper as papers
from muster.programme.reporting.asking import (
    ASK,
    crumbs,
    keeps,
    may_keep,
    reads,
    sent,
)
from muster.programme.reporting.figures import NotAPack, tables
from muster.programme.reporting.forms import BoardPaperForm, SureForm
from muster.programme.reporting.line import ReportLine
from muster.programme.reporting.paper import BoardPaper
from muster.school_year.clock import today


TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@reads
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    found = BoardPaper.objects.select_related("group", "meeting")
    page = page_of(list(found), request.GET)
    rows = [
        [
            {"text": one.title, "href": one.get_absolute_url()},
            one.group.name,
            day(one.meeting.on) if one.meeting else "No day yet",
            {"status": ("good", "Issued") if one.issued_id else ("watch", "Draft")},
        ]
        for one in page["shown"]
    ]
    section = {
        "title": "Papers to boards",
        "columns": headings("Paper", "Board", "Meeting", "Stands"),
        "rows": rows,
        "pagination": page["pagination"],
        "empty": "None is written yet. Write one from a report on the reporting plan.",
    }
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": "Papers to boards",
            "crumbs": crumbs(("Papers", "")),
            "lead": "Reports in the council’s own template, with the figures of a pack that"
            " was signed off.",
            "sections": [section],
        },
    )


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(pk)
    keep = may_keep(request)
    exempt_hint = one.exempt_reason if one.has_exempt_part else ""
    reason = papers.why_not(one)
    status = ("good", "Issued") if one.issued_id else ("watch", "Draft")
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": one.title,
            "caption": str(one.group),
            "crumbs": crumbs(
                ("Papers", reverse("programme:board_papers")), (one.title, "")
            ),
            "standing": [status],
            "notice": reason if keep and reason and not one.issued_id else "",
            "facts": facts(
                ("Board", one.group),
                ("Meeting", one.meeting or "No day yet"),
                ("Purpose", one.purpose),
                ("The board is asked to", one.recommendations),
                ("Summary", one.summary),
                ("Figures from", one.pack and f"{one.pack.title}, {one.pack}"),
                ("Tables", len(one.tables) or ""),
                ("Not for publication, because", exempt_hint),
                ("SHA-256", one.issued and one.issued.digest),
            ),
            "actions": _actions(one, keep, bool(reason)),
        },
    )


def _actions(one: BoardPaper, keep: bool, is_refused: bool) -> list[tuple[str, str]]:
    def part(name: str, kind: str) -> str:
        return reverse("programme:board_paper_file", args=[one.pk, name, kind])

    found = [("Word", part("open", "docx")), ("PDF", part("open", "pdf"))]
    if one.has_exempt_part and keep:
        found += [
            ("Exempt part, Word", part("exempt", "docx")),
            ("Exempt part, PDF", part("exempt", "pdf")),
        ]
    if keep and not one.issued_id:
        change = ("Change it", reverse("programme:change_paper", args=[one.pk]))
        issue = ("Issue it", reverse("programme:issue_paper", args=[one.pk]))
        found = [change, *([] if is_refused else [issue]), *found]
    return found if keep or one.issued_id else []


@keeps
@require_http_methods(ASK)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A new paper, for a report on the plan."""
    line = get_object_or_404(
        ReportLine.objects.select_related("group", "meeting"), pk=pk
    )
    made = BoardPaper(
        line=line, group=line.group, meeting=line.meeting, made_on=today()
    )
    return _write(request, made, line.get_absolute_url(), {"title": line.title})


@keeps
@require_http_methods(ASK)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(pk)
    names = ("title", "purpose", "recommendations", "summary", "tables")
    more = ("exempt_text", "exempt_reason")
    initial = {name: getattr(one, name) for name in (*names, *more)}
    initial["pack"] = one.pack_id
    for number, name in enumerate(papers.headings()):
        initial[f"implication_{number}"] = one.implications.get(name, "")
    return _write(request, one, one.get_absolute_url(), initial)


def _write(
    request: HttpRequest, one: BoardPaper, back: str, initial: dict[str, Any]
) -> HttpResponse:
    form = BoardPaperForm(request.POST or None, initial=initial, offered=_offered(one))
    before = one.pack_id

    def keep(by: str, **_: Any) -> BoardPaper:
        said = form.said()
        if (said["pack"].pk if said["pack"] else None) != before:
            said["tables"] = []  # they were another pack's
        return papers.write(one, by=by, **said)

    return asked(
        request,
        form,
        keep,
        title="Write the paper",
        caption=str(one.group),
        lead="Choose a pack and keep the paper; then its tables can be chosen.",
        button="Keep it",
        back=back,
        done="The draft is kept.",
        to=BoardPaper.get_absolute_url,
    )


def _offered(one: BoardPaper) -> list[tuple[str, str]]:
    if one.pack is None:
        return []
    try:
        return [(each.key, each.title) for each in tables(one.pack)]
    except NotAPack:
        return []


@keeps
@require_http_methods(ASK)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(pk)
    return asked(
        request,
        SureForm(sent(request)),
        lambda by: papers.issue(one, by=by),
        title="Issue the paper?",
        caption=one.title,
        lead="It is kept as it is, with its hash, and can’t be changed afterwards.",
        button="Issue it",
        back=one.get_absolute_url(),
        done="The paper is issued.",
    )


@requires(
    Permission.READ_PROGRAMME,
    does="board-paper.downloaded",
    to="board-paper:{pk} {part} as {kind}",
)
@require_safe
def download(request: HttpRequest, pk: int, part: str, kind: str) -> HttpResponse:
    """One part as it was issued; a draft, drawn now, for whoever keeps boards."""
    one = _one(pk)
    is_exempt = part == "exempt"
    if kind not in TYPES or part not in ("open", "exempt"):
        raise Http404
    if is_exempt and not (one.has_exempt_part and may_keep(request)):
        raise Http404
    kept = one.issued_exempt if is_exempt else one.issued
    if kept is None and not may_keep(request):
        raise Http404
    stem = kept.file_stem if kept else f"report-{one.pk}-{part}-draft"
    return HttpResponse(
        _content(one, kept, is_exempt, kind),
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{stem}.{kind}"'},
    )


def _content(one: BoardPaper, kept: Issued | None, is_exempt: bool, kind: str) -> bytes:
    if kept is not None:
        return content_of(get_object_or_404(kept.files, kind=kind))
    try:
        return papers.files(papers.draw(one, is_exempt=is_exempt), (kind,))[kind]
    except Refused:
        raise Http404 from None


def _one(pk: int) -> BoardPaper:
    found = BoardPaper.objects.select_related(
        "group", "meeting", "meeting__group", "pack", "issued", "issued_exempt", "line"
    )
    return get_object_or_404(found, pk=pk)
