"""“This is wrong”: the way from any figure of a school to saying so.

The school's own people say it through their shelf, and an officer who meets the school
through its support meetings; whoever can do neither is shown no way. What is said to be
wrong is a measure of the catalogue, or one of these:

    list:severe     a child on one of the week's lists (``row``, a finding), or how many
    return:sickness a return that is expected (``row``), or how many
    registers       how many sessions a register is held of
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from markupsafe import Markup

from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.accounts.stored import state
from muster.measures.members import school_names


LIST, RETURN, REGISTERS = "list", "return", "registers"
SCHOOL, OFFICER = "shelf:wrong", "practice:wrong"
PERIOD = "period"
COLUMN = {"text": "If it is wrong"}
LINK = Markup('This is wrong<span class="govuk-visually-hidden">: {}</span>')

BOTH = Markup(
    '<a class="govuk-link" href="{}">{}</a><br><a class="govuk-link" href="{}">{}</a>'
)


def wrong_address(
    measures: str | Iterable[str],
    period: str = "",
    *,
    page: str = SCHOOL,
    school: int | None = None,
    paper: int | None = None,
    where: Iterable[tuple[str, str]] = (),
    row: int | None = None,
) -> str:
    """The address at which a figure is said to be wrong; of several measures it asks
    which. ``where`` are breakdowns and values, ``paper`` the one it stood in, ``row`` the
    finding or expected return."""
    names = [measures] if isinstance(measures, str) else measures
    said: list[tuple[str, object]] = [("measure", name) for name in names]
    said += [("period", period)] if period else []
    given = (("school", school), ("paper", paper), ("row", row))
    said += [(name, value) for name, value in given if value is not None]
    for name, value in where:
        said += [("by", name), ("value", value)]
    return f"{reverse(page)}?{urlencode(said, safe='/:')}"


class Ways:
    """Whether, and where, somebody says that a figure is wrong; of a school they name, or
    of the only one they are at."""

    def __init__(self, user: Any) -> None:
        self.page = ""
        self.own: frozenset[int] = frozenset()
        if user.can(Permission.READ_SHELF):
            self.page = SCHOOL
            self.scope = scope_of(user, Permission.READ_SHELF, state())
            self.own = self.scope.schools or frozenset()
        elif user.can(Permission.HOLD_SUPPORT_MEETINGS):
            self.page = OFFICER
            self.scope = scope_of(user, Permission.HOLD_SUPPORT_MEETINGS, state())

    def to(
        self,
        measures: str | Iterable[str],
        period: str = "",
        *,
        school: int | None = None,
        **of: Any,
    ) -> str:
        """The address; nothing for who can't say so of that school, or of no one school."""
        if school is None and len(self.own) == 1:
            [school] = self.own
        if not self.page or school is None or not self.scope.has_whole(school):
            return ""
        return wrong_address(measures, period, page=self.page, school=school, **of)

    def beside(
        self, tile: dict[str, Any], measure: str, period: str, school: int | None = None
    ) -> dict[str, Any]:
        """The tile of a figure, with the way."""
        return tile | {"wrong": self.to(measure, period, school=school)}

    def in_table(
        self, table: dict[str, Any], period: str, school: int | None = None
    ) -> dict[str, Any]:
        """A table of figures with the way at the end of each row. ``of`` in it has for each
        row its measures and its breakdowns with their values; a row of a breakdown by
        school is of that one."""
        if not self.page:
            return table
        numbers = {name: number for number, name in school_names(state()).items()}
        links = []
        for measures, of in table.get("of", ()):
            where = dict(of)
            when = where.pop(PERIOD, period)
            at = numbers.get(where["school"]) if "school" in where else school
            links.append(self.to(measures, when, school=at, where=where.items()))
        return with_column(table, links)


def with_column(
    table: Mapping[str, Any], links: Sequence[str], names: Sequence[str] = ()
) -> dict[str, Any]:
    """A table with a quiet link at the end of each row, which says of what it is; without,
    where there is no link."""
    if not any(links):
        return dict(table)
    names = names or [_text(row[0]) for row in table["rows"]]
    rows = [
        [*row, link(href, name)]
        for row, href, name in zip(table["rows"], links, names, strict=True)
    ]
    return {**table, "columns": [*table["columns"], COLUMN], "rows": rows}


def link(href: str, name: str) -> Any:
    """The cell of one link."""
    return {"html": LINK.format(name), "href": href} if href else ""


def beneath(cell: Mapping[str, str], href: str, name: str) -> Any:
    """A cell that leads somewhere, with the link beneath: no column more on a phone."""
    if not href:
        return cell
    return {"html": BOTH.format(cell["href"], cell["text"], href, LINK.format(name))}


def _text(cell: Any) -> str:
    return str(cell.get("text", "")) if isinstance(cell, Mapping) else str(cell)
