"""What can be asked: one function a route, each with its columns and whom it is for.

Nothing here knows a child. Figures have small numbers hidden as `muster measure` hides
them, and there is no asking for them unhidden.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from muster.accounts.pages import View
from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.api import asked_with, gate
from muster.api.answers import Column, answered
from muster.api.asked_with import Parameter
from muster.api.columns import (
    EXPORTED,
    FIGURES,
    LOADS,
    MEASURE,
    PERIODS,
    PUBLISHED,
    SCHOOL,
    described,
)
from muster.api.problems import Refused, missing, no_such_school, problem
from muster.explore.looking import years_held
from muster.measures import (
    MEASURES,
    BadPeriod,
    CannotAsk,
    NoSuchDimension,
    NoSuchMeasure,
    NoSuchRules,
    Scope,
    ask,
    get,
    listed,
    parse_period,
)
from muster.measures import published as others
from muster.measures.count import TERMS
from muster.measures.members import school_names
from muster.measures.published import NotPublished
from muster.reports import tidy
from muster.school_year import HALF_TERMS, BadDate, SchoolYear, clock, parse_date
from muster.sources import uploads
from muster.sources.models import Load
from muster.tables.columns import SCHOOLS
from muster.tables.ids import UnknownSchool
from muster.tables.state import State


api = NinjaAPI(
    title="Muster",
    version="1",
    description="Figures of attendance, read by programs. No child is in any answer, and"
    " small numbers are hidden as they are from officers.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
# By the names of their addresses: what makes each a view for services alone.
GATES: dict[str, Callable[[View], View]] = {}
OF_ROWS = (asked_with.FORMAT, asked_with.PAGE)


def asked(one: Parameter) -> Any:
    """A parameter, as ninja reads and describes it."""
    default = ... if one.default is None else one.default
    return Query(
        default,
        description=one.sentence,
        example=one.example,
    )


def route(
    address: str,
    columns: Sequence[Column] = (),
    *,
    everywhere: bool = False,
    to: str = "",
) -> Callable[[Callable[..., HttpResponseBase]], None]:
    """Declares a route. Its docstring is the document's; it takes what it says it takes,
    and refuses whatever else is asked, which would have been asked for a reason."""

    def declare(view: Callable[..., HttpResponseBase]) -> None:
        name = view.__name__
        takes = [*inspect.signature(view).parameters][1:]
        takes += [one.name for one in OF_ROWS] if columns else []
        GATES[name] = gate.by_token(
            does="api.asked", to=to or name, everywhere=everywhere
        )

        def checked(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            _must_be_taken(request, takes)
            return view(request, *args, **kwargs)

        checked.__name__, checked.__doc__ = name, inspect.getdoc(view)
        checked.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        api.get(
            address,
            url_name=name,
            operation_id=name,
            summary=_first_sentence(view),
            openapi_extra=described(columns, OF_ROWS),
        )(checked)

    return declare


def _first_sentence(view: Callable[..., Any]) -> str:
    return (inspect.getdoc(view) or "").partition(".")[0]


def _must_be_taken(request: HttpRequest, takes: Sequence[str]) -> None:
    for name, values in request.GET.lists():
        if name not in takes:
            raise Refused(
                422,
                f"“{name}” can’t be asked here. Use {', '.join(takes) or 'nothing'}.",
            )
        if len(values) > 1:
            raise Refused(
                422, f"“{name}” is there twice. Say it once, with commas between."
            )


@route("/measures", MEASURE)
def measures(request: HttpRequest) -> HttpResponse:
    """The catalogue: name, sentence, unit and source of every measure."""
    rows = [(one.name, one.sentence, one.unit, one.source) for one in MEASURES]
    return answered(request, _names(MEASURE), rows)


@route("/figures", FIGURES)
def figures(
    request: HttpRequest,
    names: str = asked(asked_with.NAMES),
    by: str = asked(asked_with.BY),
    period: str = asked(asked_with.PERIOD),
    rules: str = asked(asked_with.RULES),
    school: str = asked(asked_with.SCHOOL),
) -> HttpResponse:
    """Figures: counted, out of, and the percentage.

    As `muster measure` gives them, of the schools within the service’s reach. Each
    breakdown is a column more, between `rules` and `numerator`. Where too few children are
    behind a figure it is hidden: `suppressed` is 1, and its numbers are blank. Add
    numerators and denominators, never percentages. Measures of cases, whose unit is
    neither sessions nor enrolments, are as the cases stood at the period’s end or today,
    and are asked for apart from the others; their answers have no `ETag`.
    """
    state = uploads.state()
    scope, dims, wanted = _scope(request, state), _parts(by), _parts(names)
    if not wanted:
        raise Refused(422, missing("names"))
    answer = ask(
        state,
        wanted,
        dims,
        period or None,
        rules,
        _schools(state, scope, school),
        scope,
        today=clock.today(),
    )
    columns, rows = listed.columns(dims), listed.as_rows(answer)
    found = answered(request, columns, rows, answer.notes)
    # Cases change, and days pass, while the store stays as it is.
    found.may_be_held = any(not get(name).table for name in wanted)
    return found


@route("/periods", PERIODS)
def periods(request: HttpRequest) -> HttpResponse:
    """The years, terms and half-terms that hold anything, as a question has them.

    Half-terms are each school's own; the dates here are of the authority's calendar.
    """
    state = uploads.state()
    return answered(request, _names(PERIODS), list(_periods(state)))


def _periods(state: State) -> Iterator[tuple]:
    for start in years_held(state):
        label = SchoolYear(start).label
        halves = (f"HT{number}" for number in HALF_TERMS)
        for part in ("", *TERMS, *halves):
            one = parse_period(f"{label}/{part}" if part else label)
            yield one.text, one.title, *one.dates(state.calendar())


@route("/schools", SCHOOL)
def schools(request: HttpRequest) -> HttpResponse:
    """The schools within the service’s reach; `school` is what figures by school call
    each."""
    state = uploads.state()
    scope, names = _scope(request, state), school_names(state)
    rows = [
        (names[row["id"]], *(row[column.name] for column in SCHOOLS.columns))
        for row in state.schools.iter_rows(named=True)
        if scope.has_school(row["id"])
    ]
    return answered(request, _names(SCHOOL), sorted(rows, key=lambda row: row[0]))


@route("/published", PUBLISHED)
def published(
    request: HttpRequest,
    name: str = asked(asked_with.NAME),
    area: str = asked(asked_with.AREA),
    period: str = asked(asked_with.PUBLISHED_PERIOD),
    phase: str = asked(asked_with.PHASE),
    as_at: str = asked(asked_with.AS_AT),
) -> HttpResponse:
    """What was published: comparators for our own figures, to the last digit.

    As `muster published` gives them, of every authority that was loaded.
    """
    on = parse_date(as_at) if as_at else None
    found = others.published(uploads.state(), name, area, period, phase, on)
    note = others.note_on_totals(found)
    rows = others.as_rows(found)
    return answered(request, others.COLUMNS, rows, [note] if note else [])


@route("/loads", LOADS, everywhere=True)
def loads(request: HttpRequest) -> HttpResponse:
    """What was loaded and when, the latest first; for services of the whole authority.

    Files’ names and people’s are left out: a file may be named after a child.
    """
    rows = [
        (
            one.pk,
            one.format,
            one.rows_read,
            one.rows_loaded,
            one.first_on,
            one.last_on,
            one.as_at,
            _moment(one.loaded_at),
            one.warnings_count,
            _moment(one.undone_at),
        )
        for one in Load.objects.defer("warnings")
    ]
    return answered(request, _names(LOADS), rows)


@route("/export", EXPORTED, everywhere=True)
def export(request: HttpRequest) -> HttpResponse:
    """The tables of the tidy export and where each file is; for services of the whole
    authority.

    They are written again within minutes of a load; `version` is the store’s, of which
    they were written.
    """
    folder = settings.MUSTER_HOME / tidy.FOLDER
    version = tidy.written_version(folder)
    rows = [
        (
            table.name,
            kind,
            table.meaning,
            path.stat().st_size,
            version,
            request.build_absolute_uri(f"{request.path}/{path.name}"),
        )
        for table in tidy.TABLES
        for kind in tidy.KINDS
        if (path := folder / f"{table.name}.{kind}").is_file()
    ]
    return answered(request, _names(EXPORTED), rows)


@route("/export/{table}.{kind}", everywhere=True, to="export:{table}.{kind}")
def export_file(request: HttpRequest, table: str, kind: str) -> HttpResponseBase:
    """One file of the tidy export; for services of the whole authority."""
    path = settings.MUSTER_HOME / tidy.FOLDER / f"{table}.{kind}"
    known = any(one.name == table for one in tidy.TABLES) and kind in tidy.KINDS
    if not known or not path.is_file():
        raise Refused(
            404, f"The export has no {table}.{kind}. /api/v1/export lists what it has."
        )
    return FileResponse(path.open("rb"), as_attachment=True)


def _scope(request: HttpRequest, state: State) -> Scope:
    return scope_of(request.user, Permission.USE_API, state)


def _schools(state: State, scope: Scope, written: str) -> list[int]:
    """Schools by what they are written as. Beyond reach is the same as not there."""
    found = []
    for name in _parts(written):
        try:
            school = state.school_keys.find(name)
        except UnknownSchool:
            if scope.is_all:
                raise
            school = None
        if school is None or not scope.has_school(school):
            raise Refused(404, no_such_school(name))
        found.append(school)
    return found


def _parts(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]


def _names(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns]


def _moment(at: Any) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


# What went wrong --------------------------------------------------------------------


@api.exception_handler(Refused)
def _refused(request: HttpRequest, why: Refused) -> HttpResponse:
    return problem(why.status, why.sentence)


@api.exception_handler(ValidationError)
def _left_out(request: HttpRequest, why: ValidationError) -> HttpResponse:
    """Every parameter is a text, so all that can be wrong with one is that it isn't there."""
    return problem(422, missing(why.errors[0]["loc"][-1]))


def _no_answer(request: HttpRequest, why: Exception) -> HttpResponse:
    return problem(422, str(why))


# A question that can't be read, or has no answer: each says so in a sentence.
for _kind in (
    BadDate,
    BadPeriod,
    CannotAsk,
    NoSuchDimension,
    NoSuchMeasure,
    NoSuchRules,
    NotPublished,
    UnknownSchool,
):
    api.add_exception_handler(_kind, _no_answer)
