"""The papers of data protection: papers.toml filled in from the classes and the law.

They need nothing loaded. With `State` of a home that holds something, the impact
assessment says how much.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from muster.design.filters import day, number
from muster.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Heading,
    Look,
    Paper,
    Paragraph,
    Table,
)
from muster.impact.triggers import TRIGGERS
from muster.protection import processing
from muster.protection.processing import Activity, Law
from muster.school_year import SchoolYear
from muster.school_year.clock import today
from muster.tables.state import State


BLANK = "[to be answered by the authority]"
NOBODY = "No person’s data."
OUTLINE = (
    "This is an outline, not advice. Muster filled in what it knows of itself. What is in"
    " square brackets is for the authority to answer; where it says “check with your data"
    " protection officer”, the law was not read for this outline."
)


@dataclass(frozen=True)
class Section:
    heading: str
    text: str = ""
    bullets: tuple[str, ...] = ()
    shows: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """One paper of papers.toml. `forms` are the kinds of file it is made as."""

    slug: str
    title: str
    subtitle: str
    audience: str
    about: str
    forms: tuple[str, ...]
    sections: tuple[Section, ...]


@cache
def outlines() -> tuple[Outline, ...]:
    text = Path(__file__).with_name("papers.toml").read_text(encoding="utf-8")
    return tuple(_outline(said) for said in tomllib.loads(text)["papers"])


def outline(slug: str) -> Outline | None:
    return next((one for one in outlines() if one.slug == slug), None)


def _outline(said: dict[str, Any]) -> Outline:
    sections = tuple(
        Section(
            one["heading"],
            one.get("text", ""),
            tuple(one.get("bullets", ())),
            one.get("shows", ""),
            tuple(one.get("asks", ())),
        )
        for one in said["sections"]
    )
    return Outline(**{**said, "forms": tuple(said["forms"]), "sections": sections})


def draw(one: Outline, state: State, organisation: str, look: Look) -> Paper:
    """The paper, of an authority, with what its home holds if it holds anything."""
    return Paper(
        title=one.title,
        subtitle=one.subtitle,
        organisation=organisation or "[name of the authority]",
        audience=one.audience,
        as_at=day(today()),
        reference=f"{one.slug}, outline",
        blocks=[
            Callout("An outline", OUTLINE),
            *(block for section in one.sections for block in _section(section, state)),
        ],
        look=look,
    )


def _section(section: Section, state: State) -> Iterator[Block]:
    yield Heading(section.heading)
    if section.text:
        yield Paragraph(section.text)
    if section.bullets:
        yield Bullets(section.bullets)
    if section.shows:
        yield from SHOWN[section.shows](state)
    if section.asks:
        yield _table(
            f"{section.heading}: for the authority to answer",
            ["Question", "Answer"],
            [(one, BLANK) for one in section.asks],
        )


# What a section may show ---------------------------------------------------------------


def _activities(state: State) -> Iterator[Block]:
    for one in processing.activities():
        yield Heading(one.title, level=3)
        yield _table(one.title, ["What", "In Muster"], _lines_of(one))


def _lines_of(one: Activity) -> list[tuple[str, str]]:
    return [
        ("Purpose", one.purpose),
        ("Lawful basis", _cited(one.bases) or NOBODY),
        ("Special categories and offences", _cited(one.conditions) or "None held."),
        ("Gateway", _cited(one.gateways) or "None needed: it is the authority’s own."),
        ("People", _joined(one.people) or NOBODY),
        ("Personal data", _joined(one.personal) or "None."),
        ("Special categories held", _joined(one.special) or "None."),
        ("Sources", _joined(one.sources)),
        ("Recipients", _joined(one.recipients)),
        ("Kept", "See “How long it is kept”."),
    ]


def _kept(state: State) -> Iterator[Block]:
    rows = [
        (one.title, what, kept)
        for one in processing.activities()
        for what, kept in one.kept
    ]
    yield _table("How long each table and model is kept", ["For", "What", "Kept"], rows)


def _security(state: State) -> Iterator[Block]:
    rows = [(one["what"], one["does"]) for one in processing.security()]
    yield _table("What Muster does", ["What", "How"], rows)


def _purposes(state: State) -> Iterator[Block]:
    rows = [(one.title, one.purpose) for one in processing.activities()]
    yield _table("Activities and their purposes", ["Activity", "Purpose"], rows)


def _flows(state: State) -> Iterator[Block]:
    rows = [
        (_joined(one.sources), one.title, _joined(one.recipients))
        for one in processing.activities()
    ]
    yield _table("Data flows", ["From", "Into", "Out to"], rows)


def _volumes(state: State) -> Iterator[Block]:
    years = sorted({*state.years(), *state.totals_years()})
    if not years:
        yield Paragraph(
            "Nothing is loaded yet, which is when this paper should be written. Say what"
            " you expect."
        )
        rows = [(what, BLANK) for what in ("Children", "Schools", "School years")]
    else:
        children = state.pupils["child"].n_unique()
        named = ", ".join(SchoolYear(year).label for year in years)
        rows = [
            ("Children, now or in the years held", number(children)),
            ("Schools", number(state.schools.height)),
            ("School years", named),
        ]
    yield _table("How many people the data is about", ["What", "How many"], rows)


def _classes(state: State) -> Iterator[Block]:
    rows = [
        (one.title, _joined(one.personal) or "None.", _joined(one.special) or "None.")
        for one in processing.activities()
    ]
    yield _table(
        "Personal and special data by activity",
        ["Activity", "Personal", "Special"],
        rows,
    )


def _law(state: State) -> Iterator[Block]:
    kinds = [
        ("Basis", processing.bases()),
        ("Condition", processing.conditions()),
        ("Gateway", processing.gateways()),
    ]
    rows = [
        (f"{kind}: {law.title}", law.says, _source(law))
        for kind, laws in kinds
        for law in laws.values()
    ]
    yield _table("Law relied on", ["What", "What it says", "Where"], rows)


def _conditions(state: State) -> Iterator[Block]:
    rows = [
        (law.title, law.says, _source(law)) for law in processing.conditions().values()
    ]
    yield _table("Conditions", ["Condition", "What it says", "Where"], rows)


def _special(state: State) -> Iterator[Block]:
    rows = [
        (
            processing.meaning(column),
            f"Table {table.name}",
            "; ".join(
                processing.conditions()[key].title
                for key in table.conditions[column.name]
            ),
        )
        for table in processing.table_classes().values()
        for column in processing.columns_of(table.name, "special")
    ]
    yield _table("Special data and its condition", ["What", "Where", "Condition"], rows)


def _risks(state: State) -> Iterator[Block]:
    rows = [
        (one["risk"], one["does"], f"{one['left']}: {BLANK}")
        for one in processing.risks()
    ]
    columns = ["Risk", "What Muster does", "What is left to the authority"]
    yield _table("Risks and measures", columns, rows)


def _held_plainly(state: State) -> Iterator[Block]:
    yield Bullets([one["says"] for one in processing.plainly()])


def _triggers(state: State) -> Iterator[Block]:
    rows = [
        (one.kind.value, one.rule, f"{one.beyond:g}", day(one.valid_from))
        for one in TRIGGERS
    ]
    yield _table(
        "Rules that raise a signal",
        ["About", "Rule", "Standard errors beyond", "Since"],
        rows,
    )


SHOWN: dict[str, Callable[[State], Iterator[Block]]] = {
    "activities": _activities,
    "kept": _kept,
    "security": _security,
    "purposes": _purposes,
    "flows": _flows,
    "volumes": _volumes,
    "classes": _classes,
    "law": _law,
    "conditions": _conditions,
    "special": _special,
    "risks": _risks,
    "held_plainly": _held_plainly,
    "triggers": _triggers,
}


def _table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Table:
    return Table(caption, [Column(title) for title in columns], rows)


def _cited(laws: Sequence[Law]) -> str:
    return "; ".join(law.cited for law in laws)


def _source(law: Law) -> str:
    return law.cited.removeprefix(f"{law.title}: ")


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(parts)
