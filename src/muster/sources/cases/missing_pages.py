"""Entries kept elsewhere that the last extract left out: none is closed in silence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day
from muster.measures.members import school_names
from muster.registers import bringing, keeping
from muster.registers.child import NAMELESS, Children
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.school_year import clock
from muster.sources.cases.forms import MissingForm
from muster.sources.cases.models import Brought, Mapping, missing_from


@requires(Permission.KEEP_REGISTERS, does="cases.missing", to="mapping:{pk}")
@require_safe
@never_cache
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    mapping = get_object_or_404(Mapping, pk=pk)
    page = paging.page_of(_missing(request, mapping), request.GET)
    seen = Children.visible_to(request.user, state())
    names = seen.names_of([one.entry.child for one in page["shown"]])
    schools = school_names(state())
    rows = [
        [
            {
                "text": names.get(one.entry.child, NAMELESS),
                "href": reverse("cases:decide", args=[pk, one.entry_id]),
            },
            schools.get(one.entry.school or 0, "–"),
            one.reference,
            day(one.entry.started_on),
            day(one.last_in.sent_at.date()) if one.last_in else "–",
        ]
        for one in page["shown"]
    ]
    shown = {"mapping": mapping, "rows": rows}
    return render(request, "cases/missing.html", page | shown)


@requires(Permission.KEEP_REGISTERS)
@require_http_methods(["GET", "POST"])
@never_cache
def decide(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """It stays open, or it is closed: somebody says which, and why."""
    mapping = get_object_or_404(Mapping, pk=pk)
    one = get_object_or_404(_missing(request, mapping), entry=entry)
    given = [request.POST] if request.method == "POST" else []
    form = MissingForm(*given, register=mapping.of, on=clock.today())
    if given and form.is_valid():
        try:
            _do(one, form.cleaned_data, by=request.user.get_username())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "What happens to it is kept.")
            return redirect("cases:missing", pk)
    names = Children.visible_to(request.user, state()).names_of([one.entry.child])
    page = {
        "form": form,
        "mapping": mapping,
        "reference": one.reference,
        "name": names.get(one.entry.child, NAMELESS),
        "entry": reverse("registers:entry", args=[mapping.register, one.entry_id]),
    }
    return render(request, "cases/decide.html", page)


def _missing(request: HttpRequest, mapping: Mapping) -> Any:
    seen = Entry.objects.visible_to(request.user, state())
    gone = missing_from(mapping).filter(entry__in=seen)
    return gone.select_related("entry", "last_in").order_by("entry__started_on", "pk")


@transaction.atomic
def _do(one: Brought, said: dict[str, Any], *, by: str) -> None:
    latest = one.mapping.sheets.exclude(loaded_at=None).latest("loaded_at")
    on = clock.today()
    why = f"Not in the extract of {latest.sent_at:%d/%m/%Y}. {said['why']}"
    with bringing.spoken_for(one.entry):
        if said["do"] == "close":
            keeping.close(
                one.entry, outcome=said["outcome"], on=said["on"], by=by, note=why
            )
            return
        keeping.note(one.entry, text=f"It stays open. {why}", on=on, by=by)
    one.stays_after = latest
    one.save(update_fields=["stays_after"])
