"""A term: the census windows in which every school is met once."""

from __future__ import annotations

from datetime import date

from muster.measures import Period, parse_period
from muster.measures.count import TERMS, term_of
from muster.school_year import SchoolYear


def term_on(on: date) -> Period:
    """The term a day is in."""
    return parse_period(f"{SchoolYear.of(on).label}/{TERMS[term_of(on)]}")


def next_term(term: Period) -> Period:
    year, place = term.years[0], TERMS.index(term.term or TERMS[0]) + 1
    if place == len(TERMS):
        year, place = SchoolYear(year.start + 1), 0
    return parse_period(f"{year.label}/{TERMS[place]}")


def terms_between(first: date, last: date) -> list[Period]:
    """The terms from the one a day is in to the one another is in."""
    found = [term_on(first)]
    while found[-1].last < last:
        found.append(next_term(found[-1]))
    return found
