"""One figure of one measure: what a target is set on and looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from muster.measures import catalogue
from muster.measures.ask import ask
from muster.measures.figures import Figure
from muster.measures.periods import Period
from muster.measures.question import CannotAsk
from muster.measures.scope import ALL, Scope
from muster.tables.state import State


MOST_SAID = 12


def one_figure(
    state: State,
    name: str,
    *,
    today: date,
    where: Mapping[str, str] | None = None,
    period: str | Period | None = None,
    rules: str = "census",
    scope: Scope = ALL,
    audience: str = "officers",
) -> Figure:
    """The figure of any measure of the catalogue, of marks and of cases alike.

    ``where`` keeps to one value of each of some dimensions: {"phase": "primary"}, or
    {"plan": "Task log"}, written as figures by that dimension have them. It is the very
    figure a page shows in its table by them, so it is hidden where the page hides it.
    Raises what ``ask`` raises; and CannotAsk where there is no figure of such a value,
    which a slip of the pen and a school without marks both come to.
    """
    where = where or {}
    by = tuple(where)
    answer = ask(
        state,
        [name],
        by,
        period,
        rules,
        scope=scope,
        audience=audience,
        today=today,
    )
    wanted = tuple(where.values())
    for figure in answer.rows:
        if figure.dims == wanted:
            return figure
    raise CannotAsk(
        f"{catalogue.get(name).title} has no figure of {_said(where)} in {answer.period.text}."
        f" {_there_are(answer.rows)}"
    )


def _said(where: Mapping[str, str]) -> str:
    return " and ".join(f"{name} “{value}”" for name, value in where.items()) or "it"


def _there_are(rows: tuple[Figure, ...]) -> str:
    """The values there are, so that a slip is seen; as many as a sentence bears."""
    if not rows:
        return "Nothing is held of that time: choose another period."
    names = [", ".join(row.dims) for row in rows]
    more = len(names) - MOST_SAID
    rest = f"; and {more} more" if more > 0 else ""
    return f"There are: {'; '.join(names[:MOST_SAID])}{rest}."
