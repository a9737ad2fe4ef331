"""Pages for looking. Each makes a look of what was chosen and shows it one way."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from muster.accounts.authority import authority_of
from muster.accounts.context import navigation
from muster.accounts.pages import View, requires, signed_in
from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.design import spreadsheets
from muster.explore import (
    cases_page,
    catalogue_page,
    home_page,
    map_page,
    measure_files,
    measure_page,
    part_page,
    parts_of,
    school_list,
    school_page,
)
from muster.explore.cases_page import CasesForm, CasesLook
from muster.explore.choosing import ChooseForm
from muster.explore.coverage_notice import standing
from muster.explore.looking import CENSUS, Look, years_held
from muster.explore.map_page import MapForm
from muster.explore.measure_form import MeasureForm
from muster.explore.parts_of import Part
from muster.explore.school_list import SchoolsForm
from muster.explore.schools import schools_of
from muster.explore.tiles import HEADLINES
from muster.explore.weekly_files import files_under
from muster.measures import Measure, NoSuchMeasure, Scope, get
from muster.measures.dimensions import TITLES
from muster.measures.provided import latest_period
from muster.registers.wrong import REGISTERS, Ways
from muster.school_year import clock
from muster.sources.uploads import state
from muster.tables.state import State


Form = TypeVar("Form", bound=ChooseForm)
sees_figures = requires(Permission.SEE_FIGURES)
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def exports(what: str) -> Callable[[View], View]:
    """For people who see figures, and in the trail as an export of a measure."""
    to = "measure:{name} " + what
    return requires(Permission.SEE_FIGURES, does="export.made", to=to)


@signed_in  # the first page after signing in: who may see no figures is sent on
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The latest half-term, or another period, at a glance."""
    if not request.user.can(Permission.SEE_FIGURES):
        return _to_their_first_page(request)
    held = state()
    if not years_held(held):
        return _no_marks(request, held)
    if school := _only_school(_reach(request, held)):
        return redirect("explore:school", school)
    form = _chosen(request, held)
    title = "Attendance at a glance"
    return _looked(request, form, "explore/home.html", title, home_page.of)


@sees_figures
@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """Every school, to filter and sort."""
    held = state()
    if not years_held(held):
        return _no_marks(request, held)
    form = _chosen(request, held, SchoolsForm)

    def of(look: Look) -> dict[str, Any]:
        return school_list.of(look, form, request.GET)

    return _looked(request, form, "explore/schools.html", "Schools", of)


@sees_figures
@require_safe
def school_map(request: HttpRequest) -> HttpResponse:
    """Every school where it stands."""
    held = state()
    if not years_held(held):
        return _no_marks(request, held)
    form = _chosen(request, held, MapForm)

    def of(look: Look) -> dict[str, Any]:
        return map_page.of(look, form, request.GET)

    return _looked(request, form, "explore/map.html", "Map of schools", of)


@sees_figures
@require_safe
def school(request: HttpRequest, number: int) -> HttpResponse:
    """One school beside its phase."""
    held = state()
    found = schools_of(held, _reach(request, held)).get(number)
    if found is None:
        raise Http404
    if not years_held(held):
        return _no_marks(request, held)
    form = _chosen(request, held)
    children = scope_of(request.user, Permission.SEE_CHILDREN, held)
    mine = scope_of(request.user, Permission.SEND_RETURNS, held)

    def of(look: Look) -> dict[str, Any]:
        page = school_page.of(look, found, request.GET)
        return page | {
            **_challenged(request, look, page, number),
            "lists_children": children.has_school(number),
            "is_mine": mine.has_school(number),
        }

    return _looked(request, form, "explore/school.html", found.name, of)


def _challenged(
    request: HttpRequest, look: Look, page: dict[str, Any], school: int
) -> dict[str, Any]:
    """Parts of a school's page with the way to say that a figure is wrong."""
    ways, period, found = Ways(request.user), look.period.text, {}
    if page["coverage"]:
        at = ways.to(REGISTERS, period, school=school)
        found["coverage"] = page["coverage"] | {"wrong": at}
    if look.rules != CENSUS or "tiles" not in page:
        return found
    found["tiles"] = [
        ways.beside(one, name, period, school)
        for name, one in zip(HEADLINES, page["tiles"], strict=True)
    ]
    found["patterns"] = [
        one | {"table": ways.in_table(one["table"], period, school)}
        for one in page["patterns"]
    ]
    if page["groups"]:
        found["groups"] = ways.in_table(page["groups"], period, school)
    return found


def _in_tables(
    request: HttpRequest, look: Look, page: dict[str, Any], *names: str
) -> dict[str, Any]:
    """Tables of a page with the way to say that a figure of one school is wrong."""
    if look.rules != CENSUS:
        return {}
    ways = Ways(request.user)
    return {
        name: ways.in_table(page[name], look.period.text)
        for name in names
        if page.get(name)
    }


@sees_figures
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Every group of pupils."""
    return _list(request, parts_of.GROUPS, "Groups of pupils")


@sees_figures
@require_safe
def group(request: HttpRequest, dimension: str, value: str) -> HttpResponse:
    """One group of pupils beside everybody else."""
    if dimension not in parts_of.GROUPS:
        raise Http404
    return _part(request, Part(dimension, value))


def _of_place(dimension: str) -> tuple[str, Any, Any]:
    """The pages of a kind of place: all of them, and one of them."""

    @sees_figures
    @require_safe
    def places(request: HttpRequest) -> HttpResponse:
        title = f"{TITLES[dimension]}s"
        return _list(request, (dimension,), title, kinds=parts_of.PLACES)

    @sees_figures
    @require_safe
    def place(request: HttpRequest, value: str) -> HttpResponse:
        return _part(request, Part(dimension, value))

    return dimension, places, place


PLACES = [_of_place(dimension) for dimension in parts_of.PLACES]


def _list(
    request: HttpRequest,
    dimensions: Sequence[str],
    title: str,
    kinds: Sequence[str] = (),
) -> HttpResponse:
    held = state()
    if not years_held(held):
        return _no_marks(request, held)
    form = _chosen(request, held)

    def of(look: Look) -> dict[str, Any]:
        ways, tables = Ways(request.user), part_page.listed(look, dimensions)
        if look.rules == CENSUS:
            tables = [ways.in_table(one, look.period.text) for one in tables]
        return {
            "heading": title,
            "standing": standing(look),
            "rests_on": files_under(look),
            "tables": tables,
            "kinds": [(f"{TITLES[k]}s", look.link(f"explore:{k}s"), k) for k in kinds],
            "kind": dimensions[0],
        }

    return _looked(request, form, "explore/parts_list.html", title, of)


def _part(request: HttpRequest, part: Part) -> HttpResponse:
    held = state()
    if not years_held(held):
        return _no_marks(request, held)
    form = _chosen(request, held)
    if not parts_of.is_known(form.look(), part):
        raise Http404

    def of(look: Look) -> dict[str, Any]:
        page = part_page.of(look, part, request.GET)
        return page | _in_tables(request, look, page, "gap", "schools")

    return _looked(request, form, "explore/part.html", part.title, of)


def _reach(request: HttpRequest, held: State) -> Scope:
    return scope_of(request.user, Permission.SEE_FIGURES, held)


def _chosen(
    request: HttpRequest, held: State, form: type[Form] = ChooseForm, **more: Any
) -> Form:
    """What was chosen in the address, within the reach of whoever asks."""
    return form(request.GET, state=held, scope=_reach(request, held), **more)


def _only_school(scope: Scope) -> int | None:
    """The one school somebody reaches, all of it: its page is their first."""
    schools = scope.schools if scope.is_whole_schools else None
    return next(iter(schools)) if schools and len(schools) == 1 else None


def _looked(
    request: HttpRequest,
    form: ChooseForm,
    template: str,
    title: str,
    of: Callable[[Look], dict[str, Any]],
) -> HttpResponse:
    """A page of what was chosen; or, where weekly files cannot be subtracted for its
    period, why not."""
    look = form.look()
    page = {"form": form, "look": look}
    if why := look.why_not(HEADLINES):
        page |= {"heading": title, "why": why}
        return render(request, "explore/no_answer.html", page, status=form.status)
    return render(request, template, page | of(look), status=form.status)


@sees_figures
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The catalogue."""
    return _catalogue(request, state())


@sees_figures
@require_safe
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """One measure, broken down as asked."""
    held = state()
    found = _measure(name)
    if isinstance(found, str):
        return _catalogue(request, held, problem=found, status=404)
    if found.table:
        return _of_cases(request, held, found)
    if not years_held(held):
        return _catalogue(request, held)
    form = _chosen(request, held, MeasureForm, measure=found)

    def of(look: Look) -> dict[str, Any]:
        page = measure_page.of(look, form, request.GET)
        if look.rules != CENSUS or "whole" not in page:
            return page
        ways, period = Ways(request.user), look.period.text
        school = form.schools[0] if len(form.schools) == 1 else None
        page["whole"] = ways.beside(page["whole"], name, period, school)
        if page["table"]:
            page["table"] = ways.in_table(page["table"], period, school)
        return page

    return _looked(request, form, "explore/measure.html", found.title, of)


@exports("figures as csv")
@require_safe
def measure_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The same figures as rows: those `muster measure` prints."""
    found = _measure(name)
    if not isinstance(found, str) and found.table:
        return _csv_of_cases(request, found)
    asked = _explored(request, name)
    if isinstance(asked, HttpResponse):
        return asked
    return _csv(measure_page.csv_rows(asked), measure_files.stem(asked))


@exports("table as csv")
@require_safe
def table_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The table as the page shows it, with its legend after it."""
    asked = _explored(request, name)
    if isinstance(asked, HttpResponse):
        return asked
    stem = f"{measure_files.stem(asked)}-table"
    # The mark at the start is what makes Excel read letters beyond English ones.
    return _file(f"\ufeff{measure_files.table_csv(asked)}", "csv", stem)


@exports("table as xlsx")
@require_safe
def table_xlsx(request: HttpRequest, name: str) -> HttpResponse:
    """The table as a workbook, with its chart."""
    asked = _explored(request, name)
    if isinstance(asked, HttpResponse):
        return asked
    return _file(measure_files.table_xlsx(asked), "xlsx", measure_files.stem(asked))


@exports("chart as svg")
@require_safe
def chart_svg(request: HttpRequest, name: str) -> HttpResponse:
    """The chart as a drawing."""
    asked = _explored(request, name)
    if isinstance(asked, HttpResponse):
        return asked
    drawn = measure_files.chart_svg(asked)
    return _file(drawn, "svg", measure_files.stem(asked)) if drawn else _no_chart()


@exports("chart as png")
@require_safe
def chart_png(request: HttpRequest, name: str) -> HttpResponse:
    """The chart as a picture."""
    asked = _explored(request, name)
    if isinstance(asked, HttpResponse):
        return asked
    drawn = measure_files.chart_png(asked)
    return _file(drawn, "png", measure_files.stem(asked)) if drawn else _no_chart()


def _explored(request: HttpRequest, name: str) -> measure_page.Explored | HttpResponse:
    """What a file is to be made of, or a sentence on why there is none."""
    held = state()
    found = _measure(name)
    if isinstance(found, str):
        return _sentence(found, 404)
    if found.table:
        return _sentence(f"{found.title} can be had as CSV: its page has it.", 404)
    if not years_held(held):
        return _sentence("No marks have been loaded yet.", 404)
    form = _chosen(request, held, MeasureForm, measure=found)
    asked = measure_page.answer(form.look(), form)
    if asked is None:
        return _sentence(" ".join(sum(form.errors.values(), [])), 400)
    return asked


def _of_cases(request: HttpRequest, held: State, found: Measure) -> HttpResponse:
    form = CasesForm(request.GET, state=held, today=clock.today())
    look = CasesLook(held, form.chosen, clock.today(), _reach(request, held))
    page = {"form": form} | cases_page.of(look, found)
    if "whole" in page:
        ways, period = Ways(request.user), look.period.text
        page["whole"] = ways.beside(page["whole"], found.name, period)
        page["parts_by"] = [ways.in_table(one, period) for one in page["parts_by"]]
    return render(request, "explore/cases.html", page, status=form.status)


def _csv_of_cases(request: HttpRequest, found: Measure) -> HttpResponse:
    held = state()
    form = CasesForm(request.GET, state=held, today=clock.today())
    if form.errors:
        return _sentence(" ".join(sum(form.errors.values(), [])), 400)
    look = CasesLook(held, form.chosen, clock.today(), _reach(request, held))
    rows = cases_page.csv_rows(look, found, request.GET)
    if isinstance(rows, str):
        return _sentence(rows, 400)
    return _csv(rows, found.name)


def _csv(rows: Iterable[Sequence[Any]], stem: str) -> HttpResponse:
    into = io.StringIO()
    writer = spreadsheets.writer(into)
    for row in rows:
        writer.writerow(["" if value is None else value for value in row])
    return _file(into.getvalue(), "csv", stem)


def _file(content: str | bytes, kind: str, stem: str) -> HttpResponse:
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return response


def _no_chart() -> HttpResponse:
    return _sentence(
        "There is no chart of that choice: there is nothing to draw. The table has what"
        " there is.",
        404,
    )


def _to_their_first_page(request: HttpRequest) -> HttpResponse:
    """For a board member, say: the first page of the navigation but this one. Who may open
    none is told so, and whom to ask."""
    for place in navigation(request.user, request.path, authority_of(request)):
        if place["href"] != request.path:
            return redirect(place["href"])
    return render(request, "explore/nothing_yet.html")


def _measure(name: str) -> Measure | str:
    """The measure, or a sentence on why there is none."""
    try:
        return get(name)
    except NoSuchMeasure:
        return f"There is no measure called “{name}”. Choose one from the catalogue."


def _catalogue(
    request: HttpRequest, held: State, problem: str = "", status: int = 200
) -> HttpResponse:
    form = _chosen(request, held) if years_held(held) else None
    look = form.look() if form else None
    why = look.why_not(HEADLINES) if look else ""
    shown = None if why else look
    today = clock.today()
    cases = CasesLook(
        held,
        look.period if look else latest_period(today),
        today,
        _reach(request, held),
    )
    page: dict[str, Any] = {
        "form": form,
        "look": look,
        "problem": problem or why,
        "groups": catalogue_page.of(shown, cases_page.rates(cases)),
        "standing": standing(shown) if shown else [],
        "rests_on": files_under(shown) if shown else None,
    }
    status = form.status if form and status == 200 else status
    return render(request, "explore/measures.html", page, status=status)


def _no_marks(request: HttpRequest, held: State) -> HttpResponse:
    listed = schools_of(held, _reach(request, held)).values()
    page = {
        "schools": [[s.name, s.phase_title, s.urn or "–"] for s in listed],
        "may_load": request.user.can(Permission.LOAD_FILES),
        "may_set_up": request.user.can(Permission.SET_UP),
    }
    return render(request, "explore/no_marks.html", page)


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(
        text + "\n", status=status, content_type="text/plain; charset=utf-8"
    )
