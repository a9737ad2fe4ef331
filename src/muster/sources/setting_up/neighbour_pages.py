"""Statistical neighbours: the ten authorities most like one's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from muster.accounts.authority import authority_of
from muster.accounts.models import Authority
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.school_year.clock import today
from muster.sources import uploads
from muster.sources.setting_up.forms import NeighboursForm, listed
from muster.sources.setting_up.written import Written, as_csv, receive
from muster.tables.state import State


HEADINGS = ("la_number", "la_name", "rank", "neighbour_la_number")


@requires(Permission.SET_UP)
@require_http_methods(["GET", "POST"])
def neighbours(request: HttpRequest) -> HttpResponse:
    held, state = authority_of(request), uploads.state()
    if not held.la_code:
        return render(request, "setting_up/neighbours.html", {"form": None})
    chosen = state.neighbours.get(held.la_code, ())
    form = NeighboursForm(
        request.POST or None,
        own=held.la_code,
        known=listed(_known(state)),
        initial={f"rank_{rank}": one for rank, one in enumerate(chosen, start=1)},
    )
    if request.method == "POST" and form.is_valid():
        written = as_file(held, form.chosen)
        by = request.user.get_username()
        return redirect(receive(written, by=by, format="la-neighbours", as_at=today()))
    return render(
        request, "setting_up/neighbours.html", {"form": form, "chosen": chosen}
    )


def _known(state: State) -> dict[str, str]:
    """The authorities of the list that was loaded; regions have no type."""
    rows = state.areas.select("la_number", "la_name", "type").iter_rows()
    return {number: name for number, name, type_ in rows if type_}


def as_file(held: Authority, chosen: list[str]) -> Written:
    rows = [
        (held.la_code, held.name or held.la_code, rank, neighbour)
        for rank, neighbour in enumerate(chosen, start=1)
    ]
    return Written("Statistical neighbours.csv", as_csv(HEADINGS, rows))
