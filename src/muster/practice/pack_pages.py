"""The pack of a support meeting: looked at, shown to the school, taken away as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.filters import day
from muster.documents.issuing import content_of
from muster.practice import forms, holding
from muster.practice.asking import asked, back_to, by, holds, sent, the_meeting
from muster.practice.listing import Line, of_meeting
from muster.practice.meeting import SupportMeeting
from muster.practice.meeting_pages import name_of
from muster.practice.pack_shown import children, shown
from muster.practice.sharing import KINDS
from muster.programme import Refused
from muster.registers.child import Children
from muster.registers.entry import Entry
from muster.registers.support import REGISTER as SUPPORT
from muster.school_year import clock


HOLD = Permission.HOLD_SUPPORT_MEETINGS
NO_PLAN = (
    'No plan. <a class="govuk-link" href="{}">Open one<span'
    ' class="govuk-visually-hidden"> for {}</span></a>'
)


@requires(HOLD, does="support.looked-at", to="support-meeting:{pk}")
@require_safe
@never_cache
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack as it stands, or as the school was shown it; each child by name."""
    one, on = the_meeting(request, pk), clock.today()
    found = holding.pack_of(one, state(), on)
    page: dict[str, Any] = {
        "meeting": one,
        "school_name": name_of(one),
        "kinds": holding.FORMATS,
        "withdraw": _withdraw_at(one),
    }
    if found is None or found.is_empty:
        return render(request, "practice/pack.html", page | {"is_empty": True})
    lines = of_meeting(one, on)
    names = Children.visible_to(request.user, state()).names_of(
        [each.child for each in lines]
    )
    audit.record(
        did="children.listed",
        by=by(request),
        to=f"support-meeting:{pk}",
        school=one.school,
        after={"count": len(names)},
    )
    tables = children(lines, names, open_record=True, plan=_plans(request, one, lines))
    page |= shown(found) | {"children": tables}
    return render(request, "practice/pack.html", page)


def _plans(
    request: HttpRequest, one: SupportMeeting, lines: Sequence[Line]
) -> Callable[[Line, str], Any] | None:
    """For who keeps registers: beside a child without a plan, the one opened since the pack
    was frozen, or the way to open one and come back."""
    if not request.user.can(Permission.KEEP_REGISTERS):
        return None
    without = sorted({each.child for each in lines if not each.has_plan})
    seen = Entry.objects.visible_to(request.user, state()).open()
    held = {
        each.child: each
        for each in seen.filter(register=SUPPORT.name, child__among=without)
    }
    back = urlencode({"back": reverse("practice:pack", args=[one.pk])}, safe="/")

    def beside(line: Line, name: str) -> Any:
        if opened := held.get(line.child):
            at = reverse("registers:entry", args=[SUPPORT.name, opened.pk])
            return {"text": f"Opened on {day(opened.started_on)}", "href": at}
        at = reverse("registers:begin", args=[SUPPORT.name, line.child])
        return {"html": format_html(NO_PLAN, f"{at}?{back}", name)}

    return beside


def _withdraw_at(one: SupportMeeting) -> str:
    """Where the pack the school is shown is withdrawn; nothing where it is shown none."""
    shown = one.shared.filter(withdrawn_at=None, paper=one.pack_id).first()
    return reverse("practice:withdraw", args=[shown.pk]) if shown else ""


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Freezes the pack and puts it on the school’s shelf, once that is meant."""
    one = the_meeting(request, pk)
    form = forms.forms.Form(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            holding.share(one, state=state(), on=clock.today(), by=by(request))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The school has the pack on its shelf.")
            return redirect(one)
    return asked(
        request,
        form,
        title="Show the pack to the school",
        caption=name_of(one),
        button="Show it",
        lead="It is kept as it stands now, and put on the school’s shelf. It changes no more.",
        back=back_to("Back to the pack", "practice:pack", pk),
    )


@requires(HOLD, does="support.downloaded", to="support-meeting:{pk} as {kind}")
@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The pack as a file: the bytes that were shown, or drawn now."""
    one = the_meeting(request, pk)
    if kind not in holding.FORMATS:
        raise Http404
    if one.pack is not None:
        content = content_of(get_object_or_404(one.pack.files, kind=kind))
        return as_file(content, f"{one.pack.file_stem}.{kind}", kind)
    found = holding.pack_of(one, state(), clock.today())
    if found is None:
        raise Http404
    content = holding.drawn(one, found, kind)
    return as_file(content, f"{holding.stem_of(one)}-draft.{kind}", kind)


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    safe = name.replace('"', "").replace("\\", "")
    ascii_name = safe.encode("ascii", "replace").decode().replace("?", "_")
    return HttpResponse(
        content,
        content_type=KINDS[kind][0],
        headers={"Content-Disposition": f'attachment; filename="{ascii_name}"'},
    )
