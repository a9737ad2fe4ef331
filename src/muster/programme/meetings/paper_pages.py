"""Papers of meetings and groups handed out, and decisions found again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.documents.issuing import content_of
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import printing
from muster.programme.meetings.allowed import may_read_exempt
from muster.programme.meetings.asking import reads
from muster.programme.meetings.item import Outcome, Published
from muster.programme.meetings.printing import Printed
from muster.school_year.clock import today


OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
}
MAKE = {"agenda": printing.agenda_of, "minutes": printing.minutes_of}


@requires(
    Permission.READ_PROGRAMME,
    does="meeting-paper.made",
    to="meeting:{pk}, {which} as {kind}",
)
@require_safe
def paper(request: HttpRequest, pk: int, which: str, kind: str) -> HttpResponse:
    """The agenda or the minutes as they are now: with what is exempt, for the group only."""
    name, _, rest = which.partition("-")
    if name not in MAKE or rest not in ("", "public"):
        raise Http404
    meeting = get_object_or_404(Meeting.objects.select_related("group"), pk=pk)
    is_public = rest == "public"
    if not is_public and not _sees(request, meeting):
        raise PermissionDenied
    return file_of(MAKE[name](meeting, is_public=is_public), kind)


@requires(
    Permission.READ_PROGRAMME,
    does="meeting-paper.downloaded",
    to="published paper {pk} as {kind}",
)
@require_safe
def published(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The very bytes that went out."""
    one = get_object_or_404(
        Published.objects.select_related("group", "meeting", "paper"), pk=pk
    )
    if not one.is_public and not _sees(request, one.meeting):
        raise PermissionDenied
    file = get_object_or_404(one.paper.files, kind=kind)
    return _handed(content_of(file), f"{one.paper.file_stem}.{kind}", kind)


def file_of(printed: Printed, kind: str) -> HttpResponse:
    if kind not in TYPES:
        raise Http404
    return _handed(printed.as_file(kind), f"{printed.stem}.{kind}", kind)


def _handed(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sees(request: HttpRequest, meeting: Meeting | None) -> bool:
    """A workplan that went out has nothing exempt, and is for everybody who reads the
    programme; of a meeting’s papers, the group’s have."""
    if meeting is None:
        return True
    return may_read_exempt(request.user, meeting, today())


# Decisions --------------------------------------------------------------------------------


@reads
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision of every group, the latest first; by number, words or group."""
    asked = request.GET.get("q", "").strip()[:100]
    group = request.GET.get("group", "")
    found = Outcome.objects.filter(kind=Outcome.Kind.DECISION).select_related(
        "item__meeting__group"
    )
    if group.isdecimal():
        found = found.filter(item__meeting__group=int(group[:9]))
    for word in asked.split():
        found = found.filter(_has(word))
    latest = list(found.order_by("-item__meeting__on", "-pk"))
    page = page_of(_readable(request, latest), request.GET)
    return render(
        request,
        "programme/meetings/decisions.html",
        {
            "columns": [
                {"text": name} for name in ("Number", "Decision", "Meeting", "Stands")
            ],
            "rows": [_row(one) for one in page["shown"]],
            "pagination": page["pagination"],
            "count": page["count"],
            "asked": asked,
            "groups": [
                {"value": "", "text": "Every group"},
                *(
                    {
                        "value": str(one.pk),
                        "text": one.name,
                        "selected": str(one.pk) == group,
                    }
                    for one in Group.objects.all()
                ),
            ],
            "any": Outcome.objects.filter(kind=Outcome.Kind.DECISION).exists(),
        },
    )


def _has(word: str) -> Q:
    return Q(ref__icontains=word) | Q(text__icontains=word)


def _readable(request: HttpRequest, found: list[Outcome]) -> list[Outcome]:
    """Without what is exempt and not for this person."""
    sees: dict[int, bool] = {}
    kept = []
    for one in found:
        meeting = one.item.meeting
        if one.item.is_exempt:
            if meeting.pk not in sees:
                sees[meeting.pk] = may_read_exempt(request.user, meeting, today())
            if not sees[meeting.pk]:
                continue
        kept.append(one)
    return kept


def _row(one: Outcome) -> list[Any]:
    meeting = one.item.meeting
    status = ("good", "Stands")
    if one.struck_reason:
        status = ("none", "Struck out")
    elif one.corrections.exists():
        status = ("watch", "Corrected")
    return [
        {"text": one.ref, "href": one.item.get_absolute_url()},
        one.text,
        f"{meeting.group.short}, {day(meeting.on)}",
        {"status": status},
    ]
