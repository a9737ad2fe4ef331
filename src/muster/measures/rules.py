"""Cohort rules: whose sessions count, as data (rules.md 2.3, peers.md 2.3, design.md 4).

The same marks give four answers, all in live use. Each rule is a row below; `members`
turns it into the pupils it keeps.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rules:
    """One set of cohort rules."""

    name: str
    sentence: str
    # Ages at 31 August that count; None is every age. An unknown age always counts.
    ages: tuple[int, int] | None
    # Sixth half-term: this age's sessions are dropped.
    dropped_in_ht6: int | None
    # Whether an enrolment (or child) that first began in the sixth half-term is left out.
    drops_first_in_ht6: bool
    # Whether marks outside the enrolment's dates are left out.
    within_enrolment: bool
    # Whether only enrolments open at the as-at date count.
    open_at_as_at: bool
    # Whether a child's enrolments are counted as one.
    by_child: bool
    # Whether PRUs and alternative provision stand apart from the total.
    pru_apart: bool
    # Persistent absence leaves out enrolments with this many possible sessions or fewer.
    few: int


RULES: dict[str, Rules] = {
    rules.name: rules
    for rules in (
        Rules(
            "census",
            "As the school census statistics count: enrolments of pupils aged 5 to 15 on"
            " 31 August, leavers kept, the sixth half-term without 15-year-olds and"
            " without enrolments that first began in it, PRUs apart.",
            ages=(5, 15),
            dropped_in_ht6=15,
            drops_first_in_ht6=True,
            within_enrolment=False,
            open_at_as_at=False,
            by_child=False,
            pru_apart=True,
            few=0,
        ),
        Rules(
            "live",
            "As the Department's live figures count: enrolments of pupils aged 5 to 15"
            " from admission to leaving, persistent absence without those who had ten"
            " possible sessions or fewer, PRUs apart.",
            ages=(5, 15),
            dropped_in_ht6=15,
            drops_first_in_ht6=False,
            within_enrolment=True,
            open_at_as_at=False,
            by_child=False,
            pru_apart=True,
            few=10,
        ),
        Rules(
            "roll",
            "As a school's own system counts: everybody on roll on the as-at date, of any"
            " age, with that enrolment's marks only, leavers out, PRUs in.",
            ages=None,
            dropped_in_ht6=None,
            drops_first_in_ht6=False,
            within_enrolment=True,
            open_at_as_at=True,
            by_child=False,
            pru_apart=False,
            few=0,
        ),
        Rules(
            "pupil",
            "Each child once, their sessions at every school together, ages and the sixth"
            " half-term as in the census (who moved school in it is kept), PRUs in.",
            ages=(5, 15),
            dropped_in_ht6=15,
            drops_first_in_ht6=True,
            within_enrolment=False,
            open_at_as_at=False,
            by_child=True,
            pru_apart=False,
            few=0,
        ),
    )
}

PRU_PHASES = frozenset({"pru", "pupil referral unit", "ap", "alternative provision"})


class NoSuchRules(ValueError):
    """Rules nobody knows; the message lists those there are."""


def get(name: str) -> Rules:
    if name not in RULES:
        raise NoSuchRules(
            f"There are no rules called “{name}”. Use {', '.join(RULES)}."
        )
    return RULES[name]
