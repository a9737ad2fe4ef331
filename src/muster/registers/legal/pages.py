"""Pages of legal work beside the case itself: notices and what is due, payments, and the
prosecution file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.authority import authority, word_template
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import counted, day
from muster.documents.render import render as rendered
from muster.measures.members import school_names
from muster.registers.child import NAMELESS, Children
from muster.registers.keeping import Refused
from muster.registers.legal import paying
from muster.registers.legal.case import Legal
from muster.registers.legal.casefile import case_file
from muster.registers.legal.forms import PaymentsForm, SettleForm
from muster.registers.legal.notice import Notice
from muster.registers.legal.payment import Payment
from muster.registers.legal.section import stands
from muster.registers.seen import entry_of
from muster.school_year import clock


A_PAGE = 50
WHICH = {
    "": "To be paid",
    "overdue": "Unpaid after 28 days",
    "paid": "Paid",
    "withdrawn": "Withdrawn",
    "all": "All",
}
FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
keeps = requires(Permission.KEEP_REGISTERS)
issues = requires(Permission.ISSUE_NOTICES)


@keeps
@require_safe
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    """Penalty notices, what is due first at the top."""
    on, which = clock.today(), request.GET.get("which", "")
    which = which if which in WHICH else ""
    mine = Notice.objects.visible_to(request.user, state()).ours()
    found = _which(mine, which, on).select_related("entry", "parent")
    found = found.prefetch_related("prosecutions").defer("sessions", "whys")
    page = paging.page_of(
        found.order_by(F("due_on").asc(nulls_last=True), "pk"), request.GET, A_PAGE
    )
    audit.record(
        did="notice.listed",
        by=request.user.get_username(),
        to=f"notices:{which or 'running'}",
        after={"count": page["count"], "shown": len(page["shown"])},
    )
    shown = list(page["shown"])
    names = _names(request, [one.child for one in shown])
    schools = school_names(state())
    rows = [
        [
            {
                "text": one.number,
                "href": reverse("registers:entry", args=["legal", one.entry_id]),
            },
            names.get(one.child, NAMELESS),
            one.parent.name,
            schools.get(one.entry.school or 0, "–"),
            day(one.issued_on),
            stands(one, on),
        ]
        for one in shown
    ]
    overdue = _which(mine, "overdue", on).count()
    more = {
        "rows": rows,
        "which": [
            {"value": key, "text": text, "selected": key == which}
            for key, text in WHICH.items()
        ],
        "is_filtered": bool(which),
        "overdue": counted(overdue, "notice") if overdue else "",
        "waiting": Payment.objects.waiting().count(),
    }
    return render(request, "registers/legal_notices.html", page | more)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def payments(request: HttpRequest) -> HttpResponse:
    """Payments that wait for a person, and taking in a file of payments."""
    form = PaymentsForm(
        *([request.POST, request.FILES] if request.method == "POST" else [])
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = paying.take_in(
                form.cleaned_data["file"],
                state=state(),
                on=clock.today(),
                by=request.user.get_username(),
            )
        except paying.BadPayments as why:
            for problem in why.problems[:20]:
                form.add_error("file", problem)
        except Refused as why:
            form.add_error(None, f"{why} Nothing was taken in: send the file again.")
        else:
            messages.success(
                request,
                f"{counted(done.paid, 'notice')} paid, {done.waits:,} waiting,"
                f" {done.held:,} entered before.",
            )
            return redirect("registers:payments")
    waiting = Payment.objects.waiting()
    page = paging.page_of(waiting, request.GET, A_PAGE)
    rows = [
        [
            {
                "text": one.reference,
                "href": reverse("registers:payment", args=[one.pk]),
            },
            day(one.on),
            f"£{one.pounds}",
            one.waits,
        ]
        for one in page["shown"]
    ]
    return render(
        request, "registers/legal_payments.html", page | {"form": form, "rows": rows}
    )


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment that waits: what became of the money."""
    # One that paid a notice stands with its case, for who sees that.
    one = get_object_or_404(Payment, pk=pk, notice=None)
    form = SettleForm(*_given(request, True))
    if request.method == "POST" and form.is_valid():
        try:
            paying.settle(
                one,
                how=form.cleaned_data["how"],
                on=clock.today(),
                by=request.user.get_username(),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "It is kept, and waits no longer.")
            return redirect("registers:payments")
    page = {
        "form": form,
        "title": str(one),
        "button": "Save",
        "caption": one.waits,
        "back": reverse("registers:payments"),
        "refused": "" if one.settled_on is None else f"Settled: {one.settled_how}",
    }
    return render(request, "registers/act.html", page)


@requires(Permission.ISSUE_NOTICES, does="prosecution-file.downloaded", to="entry:{pk}")
@require_safe
@never_cache
def prosecution_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The case in one paper, as PDF or in Word."""
    kind = request.GET.get("kind", "pdf")
    if kind not in FORMS:
        raise Http404
    one = entry_of(request, "legal", pk)
    case = Legal.objects.select_related("parent").get(pk=one.pk)
    child = Children.visible_to(request.user, state()).get(case.child, clock.today())
    if child is None:
        raise Http404
    paper = case_file(case, child, state(), clock.today())
    with word_template(authority()) as template:
        content = rendered(paper, kind, template if kind == "docx" else None)
    response = HttpResponse(content, content_type=FORMS[kind])
    # No name of a child stands in the name of a file.
    name = f"{slugify(f'case {case.pk} prosecution')}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _given(request: HttpRequest, meant: bool) -> list[Any]:
    return [request.POST] if request.method == "POST" and meant else []


def _which(mine: Any, which: str, on: Any) -> Any:
    match which:
        case "overdue":
            return mine.running().filter(due_on__lt=on)
        case "paid":
            return mine.standing().exclude(paid_on=None)
        case "withdrawn":
            return mine.exclude(withdrawn_on=None)
        case "all":
            return mine
    return mine.running()


def _names(request: HttpRequest, numbers: list[int]) -> dict[int, str]:
    return Children.visible_to(request.user, state()).names_of(numbers)
