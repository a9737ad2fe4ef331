"""A signal becomes a priority: where the half-term’s review meets the programme."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.explore.choosing import ChooseForm
from muster.explore.signals_page import told_of
from muster.impact.signals import Signal
from muster.measures import Period
from muster.programme import Refused
from muster.programme.priorities import priority as priorities
from muster.programme.priorities.forms import WhyForm
from muster.school_year.clock import today
from muster.sources.uploads import state


NO_MEASURE = "The signal is of how registers were kept, and names no measure."


@requires(Permission.KEEP_PLANS)
@require_http_methods(["GET", "POST"])
def take_up(request: HttpRequest, key: str) -> HttpResponse:
    """A signal of a half-term becomes a priority: why, and what would take it off again."""
    look = ChooseForm(request.GET, state=state()).look()
    listed = told_of(look.state, look.period, look.rules)[1] if look.has_codes else []
    found = next((one for one in listed if one.key == key), None)
    if found is None or not request.user.can_everywhere(Permission.SEE_FIGURES):
        raise Http404
    form = WhyForm(request.POST or None, initial={"title": found.about})
    if request.method == "POST" and form.is_valid():
        try:
            made = priorities.take_up(
                on=today(),
                by=request.user.get_username(),
                evidence=evidence_of(found, look.period),
                no_measure_reason="" if found.measure else NO_MEASURE,
                **form.cleaned_data,
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "It is a priority.")
            return redirect(made)
    return render(
        request,
        "programme/ask.html",
        {
            "form": form,
            "title": "Make this a priority",
            "caption": found.about,
            "lead": found.sentence,
            "button": "Make it a priority",
            "back": look.link("explore:signals"),
        },
    )


def evidence_of(one: Signal, period: Period) -> priorities.Evidence:
    """What a signal shows, as a priority keeps it."""
    first = next(iter(one.figures.values()), None)
    narrowed = dict(zip(one.by, first.dims, strict=True)) if first else {}
    return priorities.Evidence(
        sentence=one.sentence,
        period=period.text,
        measure=one.measure,
        narrowed=narrowed,
        school=one.school,
        signal=one.key,
    )
