"""What an authority is made of: whether each thing is there, and what it adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from muster.accounts.models import Authority
from muster.accounts.parts import PARTS
from muster.design.filters import number
from muster.school_year import SchoolYear
from muster.school_year.clock import today
from muster.sources.words import counted
from muster.tables.state import State


@dataclass(frozen=True)
class Thing:
    """One thing to set up. `sentence` says what is there, or what is missing without."""

    title: str
    is_there: bool
    sentence: str
    href: str


def of_authority(held: Authority) -> Iterator[Thing]:
    """What the authority says of itself."""
    number_said = f", number {held.la_code}" if held.la_code else ""
    yield Thing(
        "Name and number",
        bool(held.name and held.la_code),
        f"{held.name}{number_said}."
        if held.name and held.la_code
        else "Without a name, papers don’t say whose they are; without the Department’s"
        " number, Muster can’t tell your rows from others’ in a file.",
        reverse("setting_up:name"),
    )
    has = [
        what
        for what, there in [("logo", held.logo_kind), ("colour", held.colour)]
        if there
    ]
    yield Thing(
        "Logo and colour",
        bool(has),
        f"Your {' and '.join(has)} {'are' if len(has) > 1 else 'is'} on pages and packs."
        if has
        else "Without them, pages and packs look like Muster’s own.",
        reverse("setting_up:look"),
    )
    yield Thing(
        "Word template",
        bool(held.word_template_name),
        f"Word packs are made in {held.word_template_name}."
        if held.word_template_name
        else "Without one, Word packs have Muster’s own styles, header and footer.",
        reverse("setting_up:template"),
    )
    off = len(PARTS) - len(held.parts)
    yield Thing(
        "Parts in use",
        True,
        f"{counted(len(held.parts), 'part')} in use, {number(off)} switched off."
        if off
        else "Every part is in use.",
        reverse("setting_up:parts"),
    )


def of_files(state: State, held: Authority) -> Iterator[Thing]:
    """What files and pages have put into the store."""
    to_send = reverse("sources:send")
    schools = state.schools.filter(~state.schools["provisional"]).height
    yield Thing(
        "Schools",
        bool(schools),
        f"{counted(schools, 'school')} described."
        if schools
        else "Without a list (from GIAS, say) schools are known only by what other files"
        " call them: no phase, no trust, no ward.",
        to_send,
    )
    year = SchoolYear.of(today())
    has_dates = year.start in state.years_with_term_dates()
    yield Thing(
        "Term dates",
        has_dates,
        f"Your own for {year.title}."
        if has_dates
        else f"Without your own for {year.title}, half-terms begin when the national"
        " template says, which may be another week.",
        reverse("setting_up:term_dates"),
    )
    yield _attendance(state, to_send)
    yield _loaded(
        state,
        "enrolments",
        "Enrolments",
        "On roll, with the characteristics the file has.",
        "Without them, pupils are known by their marks alone: no figures by year group,"
        " sex, free school meals or special needs.",
        to_send,
    )
    yield _neighbours(state, held)
    yield _loaded(
        state,
        "published",
        "Published figures",
        "There is something to stand beside.",
        "Without them, nothing says how England or the region did.",
        to_send,
    )
    yield _own_past(state, held, to_send)
    yield _loaded(
        state,
        "postcodes",
        "Postcodes",
        "Homes can be placed in wards.",
        "Without them, a pupil’s ward is what the enrolments file says.",
        to_send,
    )
    yield _loaded(
        state,
        "boundaries",
        "Boundaries of authorities",
        "A map of authorities can be drawn.",
        "Without them, there is a map of your schools and none of authorities.",
        to_send,
    )


def _attendance(state: State, to_send: str) -> Thing:
    kinds = [
        what
        for what, there in [
            ("Register marks", state.years()),
            ("weekly pupil files", state.totals_years()),
        ]
        if there
    ]
    said = " and ".join(kinds)
    return Thing(
        "Marks or weekly pupil files",
        bool(kinds),
        f"{said[:1].upper()}{said[1:]} are held."
        if kinds
        else "Without either there is nothing to count.",
        to_send,
    )


def _loaded(
    state: State, table: str, title: str, there: str, missing: str, href: str
) -> Thing:
    is_there = bool(state.manifest.active(table))
    return Thing(title, is_there, there if is_there else missing, href)


def _neighbours(state: State, held: Authority) -> Thing:
    chosen = state.neighbours.get(held.la_code, ())
    return Thing(
        "Statistical neighbours",
        bool(chosen),
        f"{counted(len(chosen), 'neighbour')} to compare with."
        if chosen
        else "Without them, figures are compared with England and the region only.",
        reverse("setting_up:neighbours"),
    )


def _own_past(state: State, held: Authority, to_send: str) -> Thing:
    numbers = set(state.published_areas["la_number"].to_list())
    is_there = bool(held.la_code) and held.la_code in numbers
    is_there = is_there or bool(state.manifest.active("own_figures"))
    return Thing(
        "Your own past figures",
        is_there,
        "What was published or reported about you is held."
        if is_there
        else "Without them, years before your marks begin are not shown.",
        to_send,
    )
