"""What several sections make their blocks with."""

from collections.abc import Iterable, Sequence

from muster.design import charts
from muster.documents.blocks import (
    Asks,
    Block,
    Chart,
    ChartPair,
    Column,
    Paragraph,
    Table,
)
from muster.measures import Figure, get
from muster.measures.comparators import rounded
from muster.measures.compared import methods_crossed
from muster.reports import shown, words
from muster.reports.figures import Comment, Figures, Rolls, Span
from muster.school_year import SchoolYear


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


def worded(
    caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]], note: str = ""
) -> Table:
    """A table of words, set from the left."""
    return Table(caption, [Column(title) for title in headings], rows, note)


def commented(comment: Comment) -> list[Block]:
    """What a person wrote of a section, and who wrote and cleared it."""
    by = Paragraph(
        comment.by if comment.cleared_by else f"{comment.by} Not cleared yet."
    )
    if comment.asks:
        means = [said for said in (comment.sees, comment.why) if said]
        return [Asks(means, [comment.asks]), by]
    return [*(Paragraph(said) for said in (comment.sees, comment.why) if said), by]


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
    others = [one for one in figures.about.england if one.measure == measure]
    title = get(measure).title
    if len(points) < 2 or not any(shown.is_shown(one) for *_, one in points):
        return None
    return Chart(
        f"{title} by half-term",
        "A line for each school year across its half-terms. "
        + " ".join(_year_said(year, held) for year, held in years.items())
        + _england_said(figures, measure),
        charts.line(
            f"{title} by half-term (HT), share of {unit}",
            {
                year: [(label, shown.drawn(one)) for label, one in held.items()]
                for year, held in years.items()
            }
            | _england_drawn(figures, measure),
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
            ]
            + [
                [
                    f"{one.half_term}, {one.year}, England",
                    shown.published(one.stood),
                    shown.published_out_of(one.stood),
                ]
                for one in others
            ],
        ),
        note=" ".join(filter(None, [note, *_on_england(figures, measure)])),
    )


def _england_drawn(figures: Figures, measure: str) -> dict[str, list]:
    """England's line, of the pack's own year: one of every year would be too many."""
    year = figures.about.spans.year.title
    points = [
        (one.half_term, rounded(one.stood.value, 1))
        for one in figures.about.england
        if (one.measure, one.year) == (measure, year) and one.stood.value is not None
    ]
    return {f"England, {year}": points} if points else {}


def _england_said(figures: Figures, measure: str) -> str:
    drawn = _england_drawn(figures, measure)
    said = [
        f" {name}: {', '.join(f'{label} {value}%' for label, value in points)}."
        for name, points in drawn.items()
    ]
    return "".join(said)


def _on_england(figures: Figures, measure: str) -> list[str]:
    """What to know of England's half-terms where there are any."""
    others = [one for one in figures.about.england if one.measure == measure]
    if not others:
        return []
    years = {SchoolYear.parse(one.year.replace("/", "-")) for one in others}
    method = methods_crossed(years)
    said = [
        (
            "England’s half-terms are one year-to-date publication less the one before, on"
            " national dates, their sessions pooled."
        ),
    ]
    return [*said, *method]


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
