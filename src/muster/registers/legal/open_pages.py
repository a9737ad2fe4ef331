"""The two pages a case is opened on: from the week's list, with the sessions of a finding,
and from a child's record, below the threshold, for a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.filters import counted
from muster.registers import contacts
from muster.registers.child import NAMELESS, Children, Place
from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.finding import fresh_after
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.registers.legal import opening
from muster.registers.legal.forms import BelowForm, OpenForm, ParentForm
from muster.registers.legal.threshold import as_marks_stand, said
from muster.registers.lists import lists
from muster.school_year import clock
from muster.tables.children import NO_SCHOOL


NO_REGISTER = (
    "This child is on no school’s roll that is held, so there is no register a case could"
    " rest on. Load the school’s enrolments first."
)
Open = Callable[[dict[str, Any]], list[Entry]]


@requires(Permission.KEEP_REGISTERS)
@require_http_methods(["GET", "POST"])
@never_cache
def open_case(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """A case against one parent or both, from the list; a parent can be added first."""
    if name not in lists() or not any(
        one.opens == "legal" for one in lists()[name].decisions
    ):
        raise Http404
    seen = Children.visible_to(request.user, state())
    found = get_object_or_404(
        Found.objects.visible_to(request.user, state()), on_list=name, pk=pk
    )

    def opens(said: dict[str, Any]) -> list[Entry]:
        return opening.open_cases(
            found,
            said["parents"],
            on=clock.today(),
            by=request.user.get_username(),
            calendar=state().calendar(found.school),
            note=said["note"],
            lead=request.user if said["mine"] else None,
        )

    audit.record(
        did="list.looked-at",
        by=request.user.get_username(),
        child=found.child,
        to=f"finding:{found.pk}",
        school=found.school,
    )
    kept = counted(len(found.sessions), "session")
    page = {
        "lead": f"{kept} without leave are kept with it as they are now.",
        "child": seen.names_of([found.child]).get(found.child, NAMELESS),
        "back": reverse("registers:week_decide", args=[name, pk]),
    }
    return _opened(request, found.child, OpenForm, opens, page)


@requires(Permission.KEEP_REGISTERS, does="child.viewed", to="record")
@require_http_methods(["GET", "POST"])
@never_cache
def open_below(request: HttpRequest, child: int) -> HttpResponse:
    """A case of a child no list has, earlier than the threshold: why is asked, and how the
    marks stand is said first."""
    on = clock.today()
    seen = Children.visible_to(request.user, state()).get(child, on)
    if seen is None:
        raise Http404
    every = [one for one in seen.places if one.school != NO_SCHOOL]
    here = [one for one in every if one.is_on_roll(on)] or every
    at = {one.school: one for one in here}

    def opens(said: dict[str, Any]) -> list[Entry]:
        place = at[said["school"]]
        return opening.open_below(
            opening.Pupil(child, place.pupil, place.school),
            said["parents"],
            reason=said["reason"],
            why=said["why"],
            on=on,
            by=request.user.get_username(),
            state=state(),
            lead=request.user if said["mine"] else None,
        )

    page = {
        "lead": "Earlier than the threshold at which a notice must be considered.",
        "stands": _stands(here),
        "listed": _listed(request, child),
        "refused": "" if here else NO_REGISTER,
        "child": seen.name,
        "back": reverse("registers:child", args=[child]),
    }
    return _opened(request, child, BelowForm, opens, page, of=here)


def _opened(
    request: HttpRequest,
    child: int,
    asks: type[OpenForm],
    opens: Open,
    page: dict[str, Any],
    **of: Any,
) -> HttpResponse:
    """Asks whom a case is against and opens it; adds a parent who isn't held yet."""
    held = Contact.objects.visible_to(request.user, state()).now()
    parents = list(held.filter(child=child, is_parent=True))
    adds = request.POST.get("what") == "add"
    given = [request.POST] if request.method == "POST" else []
    form = asks(*([] if adds else given), parents=parents, **of)
    parent = ParentForm(*(given if adds else []))
    if adds and parent.is_valid():
        by = request.user.get_username()
        try:
            contacts.add(child, by=by, **parent.cleaned_data)
        except Refused as why:
            parent.add_error(None, str(why))
        else:
            said = "The parent is added. Choose whom the case is against."
            messages.success(request, said)
            return redirect(request.path)
    if given and not adds and form.is_valid():
        try:
            entries = opens(form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            many = counted(len(entries), "case")
            are = "is" if len(entries) == 1 else "are"
            messages.success(
                request, f"{many} {are} open: what the register says now is kept."
            )
            return redirect("registers:entry", "legal", entries[0].pk)
    page |= {
        "form": form,
        "parent": parent,
        "has_parents": bool(parents),
        "adds": adds,
    }
    return render(request, "registers/legal_open.html", page)


def _stands(places: Sequence[Place]) -> list[str]:
    """Of each school, how near what nothing relied on yet comes to the threshold."""
    on, since = clock.today(), fresh_after(*(one.pupil for one in places))
    of = {
        one.school_name: as_marks_stand(
            state(), one.pupil, one.school, on=on, since=since.get(one.pupil)
        )
        for one in places
    }
    if len(of) == 1:
        return [said(found) for found in of.values()]
    return [f"{school}: {said(found)}" for school, found in of.items()]


def _listed(request: HttpRequest, child: int) -> str:
    """Where a case of the child is opened from the week’s list, if they met the threshold."""
    seen = Found.objects.visible_to(request.user, state())
    found = opening.met(seen.filter(child=child)).last()
    if found is None:
        return ""
    return reverse("registers:legal_open", args=[found.on_list, found.pk])
