"""Chasing returns: of which schools and kinds, the letters that were written, and each of
them as a Word document."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.called import all_called
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import counted, day
from muster.documents.kinds import TYPES
from muster.measures.members import school_names
from muster.registers.keeping import Refused
from muster.registers.returns import chasing, counting
from muster.registers.returns.forms import ChaseForm
from muster.registers.returns.kinds import kinds
from muster.registers.returns.sent import Expected, Expecteds
from muster.school_year import SchoolYear, clock


A_PAGE = 50
KEEPS = Permission.KEEP_REGISTERS
COLUMNS = ("School", "Written", "By", "Asks for", "Not come yet", "Letter")
NUMBERS = ("Asks for", "Not come yet")


def late(request: HttpRequest, on: date) -> Expecteds:
    """What is overdue this school year, of the children whoever asks sees."""
    return Expected.objects.visible_to(request.user, state()).of_year(on).late(on)


@requires(KEEPS)
@require_http_methods(["GET", "POST"])
@never_cache
def chase(request: HttpRequest) -> HttpResponse:
    """Writes to the heads of the chosen schools, and says so beside each return."""
    on = clock.today()
    form = _form(request, late(request, on), on)
    if request.method == "POST" and form.is_valid():
        try:
            made = chasing.chase(
                _chosen(late(request, on), form.cleaned_data),
                on=on,
                by=request.user,
                state=state(),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            asked = counted(sum(len(one.asks) for one in made), "return")
            letters = counted(len(made), "letter")
            messages.success(
                request,
                f"{letters} written, for {asked}. Print or send them from here.",
            )
            return redirect("registers:returns_chased")
    page = {
        "form": form,
        "title": "Chase overdue returns",
        "button": "Write the letters",
        "caption": "Returns from schools",
        "back": reverse("registers:returns"),
        "refused": "" if form.fields["school"].choices else "Nothing is overdue.",
    }
    return render(request, "registers/act.html", page)


def _form(request: HttpRequest, rows: Expecteds, on: date) -> ChaseForm:
    """The kinds and schools that something is overdue of, with how much."""
    titles, names = kinds(on), school_names(state())
    of_kind = counting.by(rows, "kind", on)
    of_school = sorted(
        counting.by(rows, "school", on),
        key=lambda one: (-one.overdue, names.get(one.of, "").casefold()),
    )
    return ChaseForm(
        *([request.POST] if request.method == "POST" else []),
        kinds=[
            (one.of, f"{titles[one.of].title}: {one.overdue:,} overdue")
            for one in of_kind
        ],
        schools=[
            (str(one.of), f"{names.get(one.of, '')}: {one.overdue:,} overdue")
            for one in of_school
        ],
        initial={"kind": [one.of for one in of_kind]},
    )


def _chosen(rows: Expecteds, said: dict[str, Any]) -> Expecteds:
    chosen = rows.filter(
        kind__in=said["kind"], school__in=[int(one) for one in said["school"]]
    )
    return chosen.filter(chased=[]) if said["new"] else chosen


@requires(KEEPS)
@require_safe
@never_cache
def chased(request: HttpRequest) -> HttpResponse:
    """The letters of this school year, the latest first, and what came of them."""
    on, names = clock.today(), school_names(state())
    # Whole letters: what is no longer expected was asked for all the same.
    asked = Expected.objects.exclude(chased=[])
    asked = asked.filter(arose_on__gte=SchoolYear.of(on).starts_on)
    seen = set(asked.visible_to(request.user, state()).values_list("pk", flat=True))
    made = [
        one
        for one in chasing.chases(asked.order_by("pk"))
        if {each.pk for each in one.asks} <= seen
    ]
    page = paging.page_of(made, request.GET, A_PAGE)
    people = all_called(one.by for one in page["shown"])
    rows = [
        [
            names.get(one.school, ""),
            day(one.on),
            people[one.by],
            len(one.asks),
            one.outstanding,
            {
                "text": one.reference,
                "href": reverse("registers:returns_letter", args=[one.reference]),
            },
        ]
        for one in page["shown"]
    ]
    columns = [{"text": text, "number": text in NUMBERS} for text in COLUMNS]
    shown = {"rows": rows, "columns": columns}
    return render(request, "registers/returns_chased.html", page | shown)


@requires(KEEPS, does="returns.letter-downloaded", to="letter:{reference}")
@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """One letter, as a Word document."""
    held = state()
    seen = Expected.objects.visible_to(request.user, held)
    one = chasing.of_letter(reference, seen)
    if one is None:
        raise Http404
    try:
        content = chasing.letter_of(one, request.user, held)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("registers:returns_chased")
    response = HttpResponse(content, content_type=TYPES["docx"])
    name = f"{one.reference}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
