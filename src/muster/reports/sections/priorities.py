"""What was chosen to work on, how its measure stands, and the actions that answer it.

Delivery and what a measure did stand in columns of their own: an action can be done as
agreed with no detectable change, and a measure can move by itself.
"""

from muster.documents.blocks import Block, Column, Heading, Lead, Paragraph, Table
from muster.documents.cells import Cell
from muster.measures import get
from muster.programme.papers.ratings import rating
from muster.reports import shown, words
from muster.reports.figures import About, Answering, Ask, Chosen, Figures
from muster.reports.sections.section import Section, not_enough


def asks(about: About) -> list[Ask]:
    return [
        Ask((one.measure,), tuple(name for name, _ in one.narrowed))
        for one in about.priorities
        if _is_of_marks(one)
    ]


def blocks(figures: Figures) -> list[Block]:
    chosen = figures.about.priorities
    made: list[Block] = [Heading("Priorities, and what is done about them")]
    if not chosen:
        return [
            *made,
            not_enough(
                "priorities",
                "None is on the list. A signal becomes a priority where somebody takes it"
                " up, and actions in a plan answer it.",
            ),
        ]
    made.append(
        Lead(
            f"{words.plural(len(chosen), 'priority', 'priorities').capitalize()} on the"
            " list. Delivery says whether an action is done as agreed; what its measure"
            " did stands beside it, and is never said to be its effect."
        )
    )
    for one in chosen:
        made += _one(figures, one)
    return made


def _one(figures: Figures, one: Chosen) -> list[Block]:
    found: list[Block] = [
        Heading(one.title, 3),
        Paragraph(f"On the list since {words.day(one.since)}. {one.why_in}"),
    ]
    if said := " ".join(filter(None, [one.sentence, _now(figures, one)])):
        found.append(Paragraph(said))
    if not one.actions:
        return [*found, Paragraph("No action answers it yet.")]
    return [*found, _actions(one)]


def _now(figures: Figures, one: Chosen) -> str:
    """How its measure stands in the period of the paper."""
    if not _is_of_marks(one):
        return ""
    names = tuple(name for name, _ in one.narrowed)
    held = figures.by(one.measure, *names)
    figure = held.get(tuple(value for _, value in one.narrowed))
    title = get(one.measure).title
    return f"{title} {figures.about.this}: {shown.both(figure)}."


def _is_of_marks(one: Chosen) -> bool:
    return bool(one.measure) and not get(one.measure).table


def _actions(one: Chosen) -> Table:
    columns = [
        Column("Action"),
        Column("Owner"),
        Column("Due"),
        Column("Delivery"),
        Column("How it would be known that it worked"),
        Column("What its measure did"),
    ]
    return Table(
        f"What is done about it: {one.title}",
        columns,
        [row for each in one.actions for row in _rows(each)],
    )


def _rows(one: Answering) -> list[list[Cell]]:
    """A row a success measure; an action without one has a row that says so."""
    successes = one.successes or (("None is agreed yet", "–"),)
    due = words.day(one.due_on) if one.due_on else "–"
    delivery: Cell = rating(one.delivery) if one.delivery else "–"
    first: list[Cell] = [one.title, one.owner or "–", due, delivery]
    return [
        [*(first if at == 0 else ["", "", "", ""]), text, did]
        for at, (text, did) in enumerate(successes)
    ]


SECTION = Section("priorities", "Priorities", asks, blocks)
