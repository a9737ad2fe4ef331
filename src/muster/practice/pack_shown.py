"""A meeting pack as its page shows it, with “this is wrong” beside each figure for the
school, and each child by name for whoever may see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from muster.design.drawing import picture
from muster.measures import get
from muster.practice.asking import columns
from muster.practice.listing import CHILD_BY_CHILD, Line
from muster.practice.pack import Pack, Row
from muster.practice.pack_paper import (
    FEW_NOTE,
    held_against,
    moved,
    out_of,
    share,
    trend,
)
from muster.practice.words import NONE
from muster.registers.child import NAMELESS
from muster.registers.lists import lists
from muster.registers.wrong import LINK, with_column, wrong_address


# The address where one figure is said to be wrong; nothing for whoever can't say so.
Wrong = Callable[[Row], str]


def nowhere(row: Row) -> str:
    return ""


def wrong_of(pack: Pack, paper: int | None) -> Wrong:
    """For the school: it names the figure, and the paper it stood in."""

    def address(row: Row) -> str:
        if row.now is None:
            return ""
        return wrong_address(
            row.measure, pack.period, school=pack.school, paper=paper, where=row.where
        )

    return address


def shown(pack: Pack, wrong: Wrong = nowhere) -> dict[str, Any]:
    chart = trend(pack)
    return {
        "pack": pack,
        "tiles": [_tile(pack, one, wrong) for one in pack.headlines if one.now],
        "actions": {
            "columns": columns("Action", "Who", "By when", "How it stands"),
            "rows": [[a.title, a.owners, a.due_on, a.how] for a in pack.actions],
        },
        "beside": _beside(pack, wrong),
        "chart": _drawn(chart) if chart else None,
        "groups": [_group(pack, one, wrong) for one in pack.groups],
        "codes": _codes(pack, wrong),
        "counts": {
            "columns": columns(
                "List", "Children", "With a plan", numbers=("Children", "With a plan")
            ),
            "rows": [
                [one.title, one.count, NONE if one.with_plan is None else one.with_plan]
                for one in pack.lists
            ],
        },
        "readings": {
            "columns": columns("What", "What it says"),
            "rows": [
                [title, f"{says[:1].upper()}{says[1:]}"]
                for title, says in pack.readings
            ],
        },
        "few": FEW_NOTE,
    }


def children(
    lines: Sequence[Line],
    names: Mapping[int, str],
    open_record: bool,
    plan: Callable[[Line, str], Any] | None = None,
) -> list[dict[str, Any]]:
    """A table a list, of those children whoever reads may see. ``plan`` is what stands
    beside a severely absent child without one."""
    found = []
    for name in CHILD_BY_CHILD:
        seen = [one for one in lines if one.on_list == name and one.child in names]
        hidden = sum(one.on_list == name for one in lines) - len(seen)
        title = "Severely absent" if name == "severe" else lists()[name].title
        found.append(
            {
                "title": title,
                "columns": columns("Child", "What the register says", "Plan"),
                "rows": [
                    [
                        _child(one, names, open_record),
                        one.said,
                        one.plan if one.has_plan else _none(one, names, plan),
                    ]
                    for one in seen
                ],
                "hidden": hidden,
            }
        )
    return found


def _none(
    one: Line, names: Mapping[int, str], plan: Callable[[Line, str], Any] | None
) -> Any:
    """Without a plan: of the severely absent, that is something to see at once."""
    if one.on_list != "severe":
        return "No plan"
    if plan is None:
        return {"status": ("bad", "No plan")}
    return plan(one, names.get(one.child, NAMELESS))


def _child(one: Line, names: Mapping[int, str], open_record: bool) -> Any:
    name = names.get(one.child, NAMELESS)
    if not open_record:
        return name
    return {"text": name, "href": reverse("registers:child", args=[one.child])}


def _tile(pack: Pack, row: Row, wrong: Wrong) -> dict[str, Any]:
    measure = get(row.measure)
    return {
        "label": row.title,
        "value": share(row.now),
        "detail": out_of(row.now),
        "note": ". ".join(one for one in (moved(row), held_against(pack, row)) if one),
        "means": {"text": measure.sentence, "source": measure.source},
        "wrong": wrong(row),
    }


def _beside(pack: Pack, wrong: Wrong) -> dict[str, Any]:
    peers = (pack.peers_title or "Other schools").capitalize()
    titles = ("Measure", "Now", "Counted", "A year ago", peers, pack.england_title)
    rows = [
        [
            one.title,
            share(one.now),
            out_of(one.now),
            share(one.before),
            one.peers or NONE,
            one.england or NONE,
        ]
        for one in pack.headlines
    ]
    return _with_links(titles, rows, pack.headlines, wrong)


def _codes(pack: Pack, wrong: Wrong) -> dict[str, Any]:
    peers = (pack.peers_title or "Other schools").capitalize()
    titles = ("Code", "Sessions", "Share", "A year ago", peers)
    rows = [
        [
            one.title,
            out_of(one.now),
            share(one.now),
            share(one.before),
            one.peers or NONE,
        ]
        for one in pack.codes
    ]
    return _with_links(titles, rows, pack.codes, wrong)


def _group(pack: Pack, group: Any, wrong: Wrong) -> dict[str, Any]:
    titles = ("Group", "Overall absence", "Persistently absent", "Pupils")
    rows = [
        [
            title,
            _figure(absence, wrong),
            _figure(persistent, wrong),
            out_of(persistent.now),
        ]
        for title, absence, persistent in group.rows
    ]
    return {
        "title": group.title,
        "columns": columns(*titles, numbers=titles[1:]),
        "rows": rows,
    }


def _figure(row: Row, wrong: Wrong) -> Any:
    """A figure and, small beside it, the way to say that it is wrong."""
    if not (address := wrong(row)):
        return share(row.now)
    where = " ".join(value for _, value in row.where)
    link = Markup('{} <a class="govuk-link govuk-body-s" href="{}">{}</a>')
    named = LINK.format(f"{row.title}, {where}")
    return {"html": link.format(share(row.now), address, named)}


def _with_links(
    titles: Sequence[str], rows: list[list[Any]], of: Sequence[Row], wrong: Wrong
) -> dict[str, Any]:
    """A table with “this is wrong” at the end of each row, where it can be said."""
    found = {"columns": columns(*titles, numbers=tuple(titles[1:])), "rows": rows}
    return with_column(found, [wrong(one) for one in of], [one.title for one in of])


def _drawn(chart: Any) -> dict[str, Any]:
    table = chart.table
    return {
        "title": chart.title,
        "picture": picture(chart.chart, chart.alt, wide=True),
        "table": {
            "caption": table.caption,
            "columns": [
                {"text": one.title, "number": one.numeric} for one in table.columns
            ],
            "rows": table.rows,
        },
    }
