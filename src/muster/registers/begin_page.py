"""Opening an entry from the record of a child whom no list of the week has: the school, the
family or another service asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.fields import offer
from muster.registers import keeping
from muster.registers.child import Child, Children
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.registers.register import Register, registers
from muster.registers.seen import back_of
from muster.registers.week_forms import OpenPlanForm
from muster.school_year import clock


# Registers of which a child may be on more than once: a legal case is of one parent.
OF_EACH = frozenset({"legal"})


class BeginForm(OpenPlanForm):
    """Asks which school it is of where a child is on two rolls."""

    school = forms.TypedChoiceField(label="School", coerce=int, empty_value=None)

    def __init__(self, *args: Any, child: Child, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_roll = [one for one in child.places if one.is_on_roll(kwargs["on"])]
        schools = [(one.school, one.school_name) for one in on_roll]
        offer(self, "school", schools)
        self.only = schools[0][0] if schools else None
        if len(schools) < 2:
            del self.fields["school"]
        self.order_fields(["school", *self.fields])

    @property
    def of_school(self) -> int | None:
        school: int | None = self.cleaned_data.get("school", self.only)
        return school


@requires(Permission.KEEP_REGISTERS, does="child.viewed", to="record")
@require_http_methods(["GET", "POST"])
@never_cache
def begin(request: HttpRequest, name: str, child: int) -> HttpResponse:
    """What is first said of the entry; then the entry, or the page it was asked from."""
    if name not in registers():
        raise Http404
    register, on = registers()[name], clock.today()
    seen = Children.visible_to(request.user, state()).get(child, on)
    if seen is None:
        raise Http404
    given = [request.POST] if request.method == "POST" else []
    form = BeginForm(*given, of=register, on=on, child=seen)
    if request.method == "POST" and form.is_valid():
        try:
            entry = _open(request, register, child, form)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            at = reverse("registers:entry", args=[name, entry.pk])
            link = '<a class="govuk-notification-banner__link" href="{}">{}</a>'
            opened = format_html(f"The {link} is open.", at, register.one)
            messages.success(request, opened)
            return redirect(back_of(request, at))
    page = {
        "form": form,
        "title": f"Open a {register.one}",
        "button": f"Open the {register.one}",
        "caption": seen.name,
        "back": back_of(request, reverse("registers:child", args=[child])),
    }
    return render(request, "registers/act.html", page)


def _open(
    request: HttpRequest, register: Register, child: int, form: BeginForm
) -> Entry:
    said, school, held = form.cleaned_data, form.of_school, state()
    return keeping.open_entry(
        register,
        child=child,
        school=school,
        on=clock.today(),
        reason=said["reason"],
        by=request.user.get_username(),
        calendar=held.calendar(school) if school else held.calendar(),
        note=said["note"],
        lead=request.user if said["mine"] else None,
        next_step=said["next_step"],
        **form.of_its_own(register),
    )


def offered(entries: list[Entry], child: int) -> list[dict[str, str]]:
    """The registers a child can come on from their record: those they are not on, or can
    be on once more."""
    on = {one.register for one in entries if one.is_open}
    return [
        {
            "text": f"Open a {one.one}",
            "href": reverse("registers:begin", args=[one.name, child]),
        }
        for one in registers().values()
        if one.name not in on or one.name in OF_EACH
    ]
