"""The review of a period: who writes what, what is cleared, and signing off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.accounts.called import called
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.measures import BadPeriod, Period, parse_period
from muster.reports import commentary, reviewing, signing
from muster.reports.asking import section as section_of
from muster.reports.audiences import AUDIENCES
from muster.reports.commentary import Refused
from muster.reports.forms import AskForm, WriteForm
from muster.reports.models import Commentary
from muster.school_year.clock import today
from muster.sources import uploads


@requires(Permission.SEE_FIGURES, everywhere=True)
@require_GET
def review(request: HttpRequest, period: str) -> HttpResponse:
    """Where each section's words stand, and each audience's pack."""
    found = _period(period)
    return render(
        request,
        "reports/review.html",
        {
            "period": found,
            **reviewing.of(found, request.user, today()),
        },
    )


@requires(Permission.WRITE_COMMENTARY)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, period: str, section: str) -> HttpResponse:
    found, named = _period(period), _section(section)
    held = commentary.of(period).get(section)
    kept = {"initial": reviewing.written(held)}
    form = WriteForm(_posted(request), children=uploads.state().childrens_names, **kept)
    if request.method == "POST" and form.is_valid():
        said = {k: v for k, v in form.cleaned_data.items() if k != "no_children"}
        try:
            commentary.write(
                period=period,
                section=section,
                by=request.user.get_username(),
                at=timezone.now(),
                **said,
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(
                request, f"“{named}” is kept. Somebody else can now read and clear it."
            )
            return redirect("reports:review", period)
    page = {"form": form, "period": found, "section": section, "title": named}
    return render(
        request,
        "reports/write.html",
        page | reviewing.around(found, held, request.user, today()),
    )


@requires(Permission.MAKE_PAPERS)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, period: str, section: str) -> HttpResponse:
    """Ask somebody to write it."""
    found, named = _period(period), _section(section)
    held = commentary.of(period).get(section)
    form = AskForm(
        _posted(request),
        writers=commentary.writers(),
        initial=reviewing.asked(held),
    )
    if request.method == "POST" and form.is_valid():
        commentary.ask(period=period, section=section, **form.cleaned_data)
        who = called(form.cleaned_data["writer"])
        messages.success(request, f"{who} is asked to write “{named}”.")
        return redirect("reports:review", period)
    page = {"form": form, "period": found, "section": section, "title": named}
    return render(request, "reports/ask.html", page)


@requires(Permission.WRITE_COMMENTARY)
@require_POST
def clear(request: HttpRequest, period: str, section: str) -> HttpResponse:
    held = _held(period, section)
    try:
        commentary.clear(
            held=held,
            seen=request.POST.get("seen", ""),
            by=request.user.get_username(),
            at=timezone.now(),
        )
    except Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"“{_section(section)}” is cleared.")
    return redirect("reports:review", period)


@requires(Permission.MAKE_PAPERS)
@require_POST
def take_away(request: HttpRequest, period: str, section: str) -> HttpResponse:
    commentary.take_away(held=_held(period, section))
    messages.success(request, f"“{_section(section)}” goes without commentary.")
    return redirect("reports:review", period)


@requires(Permission.SIGN_OFF)
@require_http_methods(["GET", "POST"])
def sign_off(request: HttpRequest, period: str, audience: str) -> HttpResponse:
    """Asks first: what is signed off is kept for good."""
    found = _period(period)
    wanted = next((one for one in AUDIENCES if one.name == audience), None)
    if wanted is None:
        raise Http404
    if request.method == "POST":
        by = request.user.get_username()
        try:
            job = signing.ask_to_sign_off(period=period, audience_name=audience, by=by)
        except Refused as why:
            messages.error(request, str(why))
            return redirect("reports:review", period)
        return redirect("reports:follow", job.pk)
    page = {
        "period": found,
        "audience": wanted,
        "why_not": signing.why_not(period, wanted),
        "comments": reviewing.as_definitions(found, wanted),
        "number": reviewing.next_issue(found, wanted),
    }
    return render(request, "reports/sign_off.html", page)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if every box was empty."""
    return request.POST if request.method == "POST" else None


def _period(text: str) -> Period:
    try:
        found = parse_period(text)
    except BadPeriod:
        raise Http404 from None
    if found.text != text or not found.is_of_slices:
        raise Http404
    return found


def _section(name: str) -> str:
    if name not in reviewing.SECTIONS:
        raise Http404
    return section_of(name).title


def _held(period: str, section: str) -> Commentary:
    return get_object_or_404(Commentary, period=_period(period).text, section=section)
