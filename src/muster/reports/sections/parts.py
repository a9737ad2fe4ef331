"""What several sections make their blocks with."""

from collections.abc import Iterable, Sequence

from muster.design import charts
from muster.documents.blocks import Block, Chart, ChartPair, Column, Table
from muster.measures import Figure, get
from muster.reports import shown, words
from muster.reports.figures import Figures, Rolls, Span


def table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    note: str = "",
    totals: Sequence[int] = (),
) -> Table:
    """A table whose first column says what its row is and whose others are numbers."""
    first, *others = headings
    columns = [Column(first), *(Column(title, numeric=True) for title in others)]
    return Table(caption, columns, [list(row) for row in rows], note, totals)


def side_by_side(drawn: Sequence[Chart]) -> list[Block]:
    """Charts in pairs; one left over stands by itself."""
    pairs = zip(drawn[::2], drawn[1::2], strict=False)
    alone = drawn[-1:] if len(drawn) % 2 else []
    return [*(ChartPair(*pair) for pair in pairs), *alone]


def years_chart(
    figures: Figures, measure: str, unit: str, note: str = ""
) -> Chart | None:
    """A measure by half-term, a line for each school year; None for a single point.

    ``unit`` is what is counted: "possible sessions", "pupils".
    """
    years = {year: held for year, held in figures.by_half_term(measure).items() if held}
    points = [
        (year, label, one)
        for year, held in years.items()
        for label, one in held.items()
    ]
    title = get(measure).title
    if len(points) < 2 or not any(shown.is_shown(one) for *_, one in points):
        return None
    return Chart(
        f"{title} by half-term",
        "A line for each school year across its half-terms. "
        + " ".join(_year_said(year, held) for year, held in years.items()),
        charts.line(
            f"{title} by half-term (HT), share of {unit}",
            {
                year: [(label, shown.drawn(one)) for label, one in held.items()]
                for year, held in years.items()
            },
            decimals=shown.decimals(one for *_, one in points),
            from_zero=is_flat(one for *_, one in points),
        ),
        table(
            f"{title} by half-term",
            ["Half-term", "Share", unit.capitalize()],
            [
                [
                    f"{label}, {year}",
                    shown.percentage(one),
                    shown.out_of(one),
                ]
                for year, label, one in points
            ],
        ),
        note=note,
    )


def _year_said(year: str, held: dict[str, Figure]) -> str:
    said = [f"{label} {shown.percentage(one)}" for label, one in held.items()]
    return f"{year}: {', '.join(said)}."


def is_flat(figures: Iterable[Figure]) -> bool:
    """Whether figures differ so little that a scale cut short would mislead."""
    held = [value for one in figures if (value := shown.drawn(one)) is not None]
    return not held or max(held) - min(held) < 1


def phases(
    figures: Figures, measure: str, span: Span = Span.NOW
) -> list[tuple[str, Figure, Rolls]]:
    """Each phase, its figure, and whether it is in the total or stands apart."""
    found = [
        (value, figure, rolls)
        for rolls in Rolls
        for (value,), figure in figures.by(
            measure, "phase", span=span, rolls=rolls
        ).items()
    ]
    return sorted(
        found, key=lambda one: (one[2] is Rolls.APART, words.phase_order(one[0]))
    )


def extremes(figures: dict[str, Figure]) -> tuple[str, str] | None:
    """The values with the highest and the lowest figure shown; None when there are not
    two, or nothing to tell them apart."""
    held = {
        value: drawn
        for value, figure in figures.items()
        if (drawn := shown.drawn(figure)) is not None
    }
    if len(held) < 2 or len(set(held.values())) == 1:
        return None
    return max(held, key=held.__getitem__), min(held, key=held.__getitem__)


def apart(figures: Figures) -> str:
    """The sentence on pupil referral units, where they stand apart and there are any."""
    if not figures.by("attendance", "phase", rolls=Rolls.APART):
        return ""
    return "Pupil referral units stand apart: they are in no total, as in the census."
