"""Actions as they are counted: a row an action, as it stood on a day."""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column
from muster.tables.filled import Filled


RED, AMBER, GREEN, GREY, BLUE = COLOURS = ("red", "amber", "green", "grey", "blue")

ACTIONS = Filled(
    "actions",
    "actions",
    "One row for each action opened by a day, as it stood at the end of that day.",
    (
        Column(
            "action",
            Kind.COUNT,
            "The action’s number, its own for as long as it is kept.",
            required=True,
        ),
        Column("plan", Kind.TEXT, "The plan or log it stands in.", required=True),
        Column("section", Kind.TEXT, "The section of the plan."),
        Column("group", Kind.TEXT, "The working group or board that owns it."),
        Column(
            "colour",
            Kind.CHOICE,
            "The colour it had, with what no colour may hide applied: one that is "
            "overdue is not green, and one that cannot be judged is grey. Blank until it "
            "is first rated.",
            choices=COLOURS,
        ),
        Column("opened_on", Kind.DATE, "The day it was opened.", required=True),
        Column(
            "original_due_on",
            Kind.DATE,
            "The day it was first due, which no move changes; the last of a period.",
        ),
        Column("due_on", Kind.DATE, "The day it was due, after every move."),
        Column(
            "moves", Kind.COUNT, "How often its deadline had been moved.", required=True
        ),
        Column("closed_on", Kind.DATE, "The day it was closed; blank if it was open."),
        Column("updated_on", Kind.DATE, "The day of the last update written about it."),
        Column(
            "cycle_from_on",
            Kind.DATE,
            "The first day of the reporting cycle its plan was in.",
            required=True,
        ),
        Column(
            "reviews_amber",
            Kind.COUNT,
            "How many reviews running found it amber, up to the last; 0 if that did not.",
            required=True,
        ),
    ),
    dimensions=("plan", "section", "group", "colour"),
)
