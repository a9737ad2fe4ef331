"""Who a pack is for. An audience is a row: what it may see is data, not code.

What is hidden and rounded for an audience is decided in ``measures``; the sentences here
say so to the reader. See docs/packs.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Audience:
    """``sections`` in order, by name; ``groups`` are the breakdowns of pupils it sees;
    ``ranks_schools`` lists schools by rate and not by name, with how their registers
    are kept; ``draws_schools`` draws each against the limits of chance; ``marking``
    stands on every page; ``changes`` says what a change is the difference of; ``choice``
    is how it is offered; ``is_internal`` keeps its packs to people who may see
    figures."""

    name: str
    title: str
    marking: str
    small_numbers: str
    sections: tuple[str, ...]
    groups: tuple[str, ...]
    ranks_schools: bool
    draws_schools: bool
    changes: str
    choice: str
    is_internal: bool


class NoSuchAudience(ValueError):
    """The message lists the audiences there are."""


OFFICERS = Audience(
    name="officers",
    title="officers",
    marking="Official: for officers of the authority. Not for publication",
    small_numbers=(
        "A figure is withheld (c) when it rests on fewer than five pupils, when fewer than"
        " five are counted or fewer than five are not, and when it would give a withheld"
        " figure away. Nothing is rounded but percentages, to one decimal."
    ),
    sections=(
        "summary",
        "compared",
        "signals",
        "priorities",
        "trend",
        "persistent",
        "reasons",
        "groups",
        "vulnerable",
        "worked",
        "transition",
        "patterns",
        "schools",
        "provision",
        "coverage",
        "definitions",
    ),
    groups=(
        "fsm",
        "sen",
        "eal",
        "sex",
        "looked_after",
        "child_in_need",
        "social_worker",
        "young_carer",
        "ethnicity",
        "year_group",
    ),
    ranks_schools=True,
    draws_schools=True,
    changes="worked out before rounding",
    choice="Officers: every section, schools by rate, small numbers withheld",
    is_internal=True,
)

# The board meets no table of schools by rate: it would be read as a league.
BOARD = Audience(
    name="board",
    title="the board",
    marking="Official: for the board and its members",
    small_numbers=(
        "A figure is withheld (c) when it rests on fewer than five pupils, when fewer than"
        " five are counted or fewer than five are not, and when it would give a withheld"
        " figure away: fewer than ten for children in care or in need, young carers and"
        " ethnic groups. Nothing is rounded but percentages, to one decimal."
    ),
    sections=OFFICERS.sections,
    groups=("fsm", "sen", "eal", "sex", "looked_after", "child_in_need", "year_group"),
    ranks_schools=False,
    draws_schools=True,
    changes="worked out before rounding",
    choice="The board: what it means and what is asked first, schools by name",
    is_internal=False,
)

# Children in care or in need, young carers and ethnicity are small, sensitive groups,
# kept for officers (rules.md 11.3), and so is who is on a register. Schools stand in the
# order of their names.
PUBLIC = Audience(
    name="public",
    title="the public",
    marking="For publication",
    small_numbers=(
        "No figure is given for fewer than ten pupils. A figure is withheld (c) when fewer"
        " than five pupils are counted or fewer than five are not, and when it would give"
        " a withheld figure away. Counts are rounded to the nearest five, each by itself,"
        " so they may not add up. Percentages are worked out before rounding and have one"
        " decimal, or none where fewer than 100 pupils are behind them."
    ),
    sections=tuple(
        name
        for name in OFFICERS.sections
        if name not in ("vulnerable", "worked", "provision")
    ),
    groups=("fsm", "sen", "eal", "sex", "year_group"),
    ranks_schools=False,
    draws_schools=False,
    changes="worked out from the percentages shown",
    choice="The public: rounded counts, no small or sensitive groups, schools by name",
    is_internal=False,
)

AUDIENCES: tuple[Audience, ...] = (OFFICERS, BOARD, PUBLIC)


def audience(name: str) -> Audience:
    """The audience of a name. Raises NoSuchAudience."""
    for one in AUDIENCES:
        if one.name == name:
            return one
    *names, last = (one.name for one in AUDIENCES)
    raise NoSuchAudience(
        f"There is no pack for “{name}”. Choose {', '.join(names)} or {last}."
    )
