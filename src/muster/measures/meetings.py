"""Support meetings with schools: measures over schools in a term, one row each.

Working together to improve school attendance (2024) has the authority meet every school
each term (rules.md 3.4).
"""

from functools import partial

from muster.measures.measure import measure
from muster.tables.support_meetings import SUPPORT_MEETINGS


SOURCE = "Muster’s support meetings: those planned, and those held"

of_terms = partial(measure, table=SUPPORT_MEETINGS, source=SOURCE, polarity="high")


def _is_of_the_period(row):
    return row.term_to_on >= row.period_from


@of_terms(title="Schools met")
def schools_seen(row):
    """Schools with a support meeting held in a term, out of all schools, each term of the period."""
    counted = _is_of_the_period(row)
    return counted & (row.held > 0), counted


@of_terms(title="Schools met, or to be met")
def schools_planned(row):
    """Schools with a support meeting planned or held in a term, out of all schools, each term of the period."""
    counted = _is_of_the_period(row)
    return counted & (row.planned > 0), counted


@of_terms(title="Support meetings held")
def support_meetings_held(row):
    """Support meetings held, out of those planned in the terms of the period and not cancelled."""
    counted = _is_of_the_period(row)
    return counted * row.held, counted * row.planned


MEASURES = (schools_seen, schools_planned, support_meetings_held)
