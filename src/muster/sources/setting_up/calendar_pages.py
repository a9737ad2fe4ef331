"""Term dates: typed, or from the iCal file a council publishes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.school_year import SchoolYear
from muster.school_year.clock import today
from muster.school_year.term_dates import TermDates, kept_closed
from muster.sources import uploads
from muster.sources.reading import events
from muster.sources.setting_up.forms import CalendarForm
from muster.sources.setting_up.term_dates_form import TermDatesForm, as_file
from muster.sources.setting_up.written import Written, receive


sets_up = requires(Permission.SET_UP)
COLUMNS = [{"text": "School year"}, {"text": "Whose dates count"}]


@sets_up
@require_http_methods(["GET", "POST"])
def term_dates(request: HttpRequest) -> HttpResponse:
    """The years there are, and the ways to say their dates."""
    form = CalendarForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["calendar"]
        if sent.size > events.MOST_BYTES:
            form.add_error("calendar", events.TOO_LARGE)
        elif not events.begins(content := sent.read()):
            form.add_error(
                "calendar",
                f"{sent.name} is not an iCal file. Choose one that ends in .ics, or load"
                " a CSV under Loads.",
            )
        else:
            return redirect(
                receive(
                    Written(sent.name, content),
                    by=request.user.get_username(),
                    format="term-dates-ics",
                )
            )
    return render(
        request,
        "setting_up/term_dates.html",
        {"form": form, "columns": COLUMNS, "rows": _rows()},
    )


@sets_up
@require_http_methods(["GET", "POST"])
def term_dates_of(request: HttpRequest, start: int) -> HttpResponse:
    """One school year's, filled in with what counts now."""
    try:
        year = SchoolYear(start)
    except ValueError:
        raise Http404 from None
    calendar = uploads.state().calendar()
    dates = TermDates.of_calendar(calendar, year)
    if request.method == "POST":
        form = TermDatesForm(request.POST, year=year)
        if form.is_valid():
            written = as_file(form.cleaned_data["dates"], calendar)
            by = request.user.get_username()
            return redirect(receive(written, by=by, format="calendars"))
    else:
        form = TermDatesForm.showing(dates)
    return render(
        request,
        "setting_up/term_dates_of.html",
        {
            "form": form,
            "year": year,
            "is_own": start in _own_years(),
            "closed": kept_closed(dates, calendar),
        },
    )


def _rows() -> list[list[dict[str, object]]]:
    """Every year that has dates of its own, and the years around now."""
    now, own = SchoolYear.of(today()).start, _own_years()
    near = range(max(SchoolYear.FIRST, now - 1), min(SchoolYear.LAST, now + 1) + 1)
    return [
        [
            {
                "text": SchoolYear(start).title,
                "href": reverse("setting_up:term_dates_of", args=[start]),
            },
            {
                "status": ("good", "Your own")
                if start in own
                else ("none", "The national template’s")
            },
        ]
        for start in sorted({*near, *own}, reverse=True)
    ]


def _own_years() -> list[int]:
    return uploads.state().years_with_term_dates()
