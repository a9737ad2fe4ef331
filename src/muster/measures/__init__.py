"""What is counted: measures, cohort rules, periods, small numbers and the asking of them."""

from muster.measures.ask import (
    ask,
    ask_all,
    latest_half_term,
    latest_period,
    why_not,
)
from muster.measures.catalogue import MEASURES, OF_MARKS, NoSuchMeasure, get
from muster.measures.dimensions import DIMENSIONS, NoSuchDimension
from muster.measures.figures import Figure
from muster.measures.measure import Measure
from muster.measures.one_figure import one_figure
from muster.measures.periods import BadPeriod, Period, parse_period
from muster.measures.provided import provide
from muster.measures.question import Answer, CannotAsk, Question
from muster.measures.rules import RULES, NoSuchRules
from muster.measures.scope import ALL, Reach, Scope


__all__ = [
    "ALL",
    "DIMENSIONS",
    "MEASURES",
    "OF_MARKS",
    "RULES",
    "Answer",
    "BadPeriod",
    "CannotAsk",
    "Figure",
    "Measure",
    "NoSuchDimension",
    "NoSuchMeasure",
    "NoSuchRules",
    "Period",
    "Question",
    "Reach",
    "Scope",
    "ask",
    "ask_all",
    "get",
    "latest_half_term",
    "latest_period",
    "one_figure",
    "parse_period",
    "provide",
    "why_not",
]
