"""The week's work: children who needed somebody, and what was done for them.

Of cases, not of marks: it counts what the registers put on a list or people on a register,
and never says that what was done is why a figure moved.
"""

from collections.abc import Callable, Iterable, Sequence

from muster.documents.blocks import Block, Heading, Lead, Paragraph, Table
from muster.measures import Figure
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures
from muster.reports.sections.parts import table
from muster.reports.sections.section import Section, not_enough


Shown = Callable[[Figure | None], str]
FOUND, DECIDED = "found_for_a_list", "decided_on_a_list"
WAITING = "waiting_on_a_list"
OPEN, BEGUN, ENDED = "entries_open", "entries_begun", "entries_ended"
LATE, WITHOUT_LEAD = "entries_late", "entries_without_lead"
PLANNED, ENTERED, LEFT = "severe_with_plan", "severe_entered", "severe_left"
OF_LISTS, OF_ENTRIES = (
    (FOUND, DECIDED, WAITING),
    (OPEN, BEGUN, ENDED, LATE, WITHOUT_LEAD),
)
OF_SEVERE = (PLANNED, ENTERED, LEFT)
IN_TIME, OVERDUE = "returns_in_time", "returns_late"
SEEN = "schools_seen"
CASES = (
    Ask(OF_SEVERE),
    Ask(OF_LISTS),
    Ask(OF_LISTS, ("list",)),
    Ask(OF_ENTRIES, ("register",)),
    Ask((IN_TIME, OVERDUE), ("return",)),
    Ask((SEEN,)),
)


def asks(about: About) -> list[Ask]:
    return []


def blocks(figures: Figures) -> list[Block]:
    made: list[Block] = [Heading("Children who needed somebody")]
    lists = figures.along(FOUND, "list")
    registers = figures.along(OPEN, "register")
    if not lists and not registers:
        return [
            *made,
            not_enough(
                "the week’s work",
                "Nobody was found for the week’s lists and nobody is on a register. Lists"
                " are made from marks; registers are kept in Muster or loaded.",
            ),
        ]
    if lists:
        made += [Lead(_said(figures)), *_severe(figures), _of_lists(figures, lists)]
    if registers:
        made.append(_of_registers(figures, registers))
    if returns := figures.along(IN_TIME, "return"):
        made.append(_of_returns(figures, returns))
    if met := figures.one(SEEN):
        made.append(
            Paragraph(f"Schools met in the terms of this period: {shown.both(met)}.")
        )
    return made


def _said(figures: Figures) -> str:
    whole = figures.one(FOUND)
    if not shown.is_shown(whole):
        return "How many children the lists found is withheld: few are behind it."
    return (
        f"The registers had children on the week’s lists {shown.base(whole)} times"
        f" {figures.about.this}, {shown.counted(whole)} of them newly. Something was"
        f" decided of {shown.counted(figures.one(DECIDED))};"
        f" {shown.counted(figures.one(WAITING))} still waited at its end. A child on two"
        " lists is counted on each."
    )


def _severe(figures: Figures) -> Iterable[Block]:
    planned = figures.one(PLANNED)
    if planned is None:
        return
    yield Paragraph(
        f"Severely absent at the end {shown.base(planned)};"
        f" with an open plan {shown.both(planned)}."
        f" Newly so since the half-term before {shown.counted(figures.one(ENTERED))}."
        f" Of those who were then, no longer so {shown.both(figures.one(LEFT))}: they"
        " attend more, or have left, and nothing here says which."
    )


def _of_lists(figures: Figures, lists: Iterable[str]) -> Table:
    columns: Sequence[tuple[str, str, Shown]] = (
        ("On it", FOUND, shown.base),
        ("New", FOUND, shown.counted),
        ("Decided", DECIDED, shown.counted),
        ("Waiting at the end", WAITING, shown.counted),
    )
    return _table("The week’s lists", "List", "list", figures, lists, columns)


def _of_registers(figures: Figures, registers: Iterable[str]) -> Table:
    columns: Sequence[tuple[str, str, Shown]] = (
        ("Begun", BEGUN, shown.counted),
        ("Ended", ENDED, shown.counted),
        ("Open at the end", OPEN, shown.counted),
        ("With a step late", LATE, shown.counted),
        ("Led by nobody", WITHOUT_LEAD, shown.counted),
    )
    return _table("Registers", "Register", "register", figures, registers, columns)


def _of_returns(figures: Figures, returns: Iterable[str]) -> Table:
    columns: Sequence[tuple[str, str, Shown]] = (
        ("Due", IN_TIME, shown.base),
        ("Came in time", IN_TIME, shown.counted),
        ("Overdue at the end", OVERDUE, shown.counted),
    )
    return _table("Returns of schools", "Return", "return", figures, returns, columns)


def _table(
    caption: str,
    heading: str,
    dimension: str,
    figures: Figures,
    values: Iterable[str],
    columns: Sequence[tuple[str, str, Shown]],
) -> Table:
    return table(
        f"{caption}, {words.lower_first(figures.about.spans.now.title)}",
        (heading, *(title for title, _, _ in columns)),
        [
            (
                value,
                *(
                    show(figures.along(measure, dimension).get(value))
                    for _, measure, show in columns
                ),
            )
            for value in values
        ],
    )


SECTION = Section("worked", "Children who needed somebody", asks, blocks, cases=CASES)
