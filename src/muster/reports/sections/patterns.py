"""Which days and which halves of the day are missed."""

from muster.design import charts
from muster.documents.blocks import Block, Chart, Heading, Lead
from muster.measures import Figure
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Rolls
from muster.reports.sections.parts import extremes, table
from muster.reports.sections.section import Section, not_enough


ABSENCE = "overall_absence"
HALVES = {"AM": "mornings", "PM": "afternoons"}
# A weekday with less of the usual sessions than one in so many is an odd Saturday.
FEW = 20


def asks(about: About) -> list[Ask]:
    return [
        Ask((ABSENCE,), ("weekday", "session")),
        Ask((ABSENCE,), ("phase", "weekday", "session")),
        Ask((ABSENCE,), ("phase", "weekday", "session"), rolls=Rolls.APART),
    ]


def blocks(figures: Figures) -> list[Block]:
    cells = _usual(figures.by(ABSENCE, "weekday", "session"))
    days = list(dict.fromkeys(day for day, _ in cells))
    if len(days) < 2 or not any(map(shown.is_shown, cells.values())):
        return [Heading("Days of the week"), _why_not()]
    return [
        Heading("Days of the week"),
        *_highest(cells),
        _drawn(figures, cells, days),
    ]


def glance(figures: Figures) -> str:
    cells = _usual(figures.by(ABSENCE, "weekday", "session"))
    ends = extremes({" ".join(cell): one for cell, one in cells.items()})
    if ends is None:
        return ""
    day, half = ends[0].split(" ")
    return (
        f"Of the week’s sessions, {day} {HALVES[half]} had the highest absence:"
        f" {shown.percentage(cells[day, half])}."
    )


def _why_not() -> Block:
    return not_enough(
        "a pattern over the week",
        "The marks are of one day, or of too few pupils. Load marks of more days.",
    )


def _usual(cells: dict[tuple[str, ...], Figure]) -> dict[tuple[str, ...], Figure]:
    most = max((one.denominator or 0 for one in cells.values()), default=0)
    return {
        cell: one
        for cell, one in cells.items()
        if one.suppressed or FEW * (one.denominator or 0) >= most
    }


def _highest(cells: dict[tuple[str, ...], Figure]) -> list[Block]:
    ends = extremes({" ".join(cell): one for cell, one in cells.items()})
    if ends is None:
        return [Lead("Absence was the same in every session of the week.")]
    (high_day, high), (low_day, low) = (end.split(" ") for end in ends)
    return [
        Lead(
            f"The most sessions were missed on {high_day} {HALVES[high]},"
            f" {shown.both(cells[high_day, high], 'possible sessions')}, and the fewest on"
            f" {low_day} {HALVES[low]}, {shown.both(cells[low_day, low])}."
        )
    ]


def _drawn(
    figures: Figures, cells: dict[tuple[str, ...], Figure], days: list[str]
) -> Chart:
    rows = {
        f"All, {HALVES[half]}": {day: cells.get((day, half)) for day in days}
        for half in HALVES
    }
    for rolls in Rolls:
        held = figures.by(ABSENCE, "phase", "weekday", "session", rolls=rolls)
        for phase in sorted({phase for phase, _, _ in held}, key=words.phase_order):
            for half in HALVES:
                rows[f"{words.phase(phase)}, {HALVES[half]}"] = {
                    day: held.get((phase, day, half)) for day in days
                }
    if len(rows) == 4:  # one phase, which is the total again
        rows = dict(list(rows.items())[:2])
    drawn = [
        (row, day, one)
        for row, held in rows.items()
        for day, one in held.items()
        if one
    ]
    said = [
        f"{row}: {', '.join(f'{day} {shown.percentage(one)}' for day, one in held.items())}"
        for row, held in list(rows.items())[:2]
    ]
    return Chart(
        "Absence by day and half of the day",
        f"A grid of weekdays by half of the day, for each phase. {'. '.join(said)}.",
        charts.heat(
            "Overall absence, share of possible sessions",
            [(row, day, shown.drawn(one)) for row, day, one in drawn],
            decimals=shown.decimals(one for _, _, one in drawn),
        ),
        table(
            "Absence by day and half of the day",
            ["Pupils", *days],
            [
                [row, *(shown.percentage(held[day]) for day in days)]
                for row, held in rows.items()
            ],
        ),
    )


SECTION = Section(
    "patterns", "Patterns in the week", asks, blocks, glance, needs_codes=True
)
