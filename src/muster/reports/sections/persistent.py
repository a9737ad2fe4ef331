"""Persistent and severe absence: by phase, by half-term, and how far beyond the line."""

from collections.abc import Callable
from functools import partial

from muster.design import charts
from muster.documents.blocks import (
    Block,
    Callout,
    Chart,
    Heading,
    Lead,
    Paragraph,
    Table,
)
from muster.measures import Figure
from muster.measures.persistence import BANDS, LAST_BAND
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Rolls, Span
from muster.reports.sections.parts import (
    apart,
    extremes,
    phases,
    side_by_side,
    table,
    years_chart,
)
from muster.reports.sections.section import Section, not_enough


MEASURES = ("persistent_absence", "severe_absence")
FEW_WEEKS = 4
BAND_NAMES = tuple(band.name for band in BANDS)


def asks(about: About) -> list[Ask]:
    by_phase = [
        Ask(MEASURES, ("phase",), span, rolls)
        for span in (Span.NOW, Span.BEFORE, Span.TO_DATE)
        for rolls in Rolls
    ]
    return [
        *by_phase,
        Ask(MEASURES, ("half_term",), Span.EACH_YEAR),
        Ask((*MEASURES, *BAND_NAMES)),
        Ask((*MEASURES, *BAND_NAMES), ("phase",)),
    ]


def blocks(figures: Figures) -> list[Block]:
    if not shown.is_shown(figures.one("persistent_absence")):
        return [Heading("Persistent and severe absence"), _why_not(figures)]
    return [
        Heading("Persistent and severe absence"),
        _said(figures),
        *_too_soon(figures.about),
        _by_phase(figures),
        *_by_half_term(figures),
        *_bands(figures),
    ]


def glance(figures: Figures) -> str:
    ends = _ends(figures)
    if ends is None:
        return ""
    held = figures.along("persistent_absence", "phase")
    high, low = (f"{words.in_schools(end)}, {shown.both(held[end])}" for end in ends)
    return f"Persistent absence was highest {high}, and lowest {low}."


def _why_not(figures: Figures) -> Block:
    if figures.one("persistent_absence"):
        return not_enough(
            "persistent absence",
            "It rests on too few pupils to show. Load the marks of more schools.",
        )
    return not_enough(
        "persistent absence",
        "It is measured over four weeks or more. Make the pack of a half-term or a term.",
    )


def _ends(figures: Figures) -> tuple[str, str] | None:
    held = figures.along("persistent_absence", "phase")
    return extremes({value: one for value, one in held.items() if value != "unknown"})


def _too_soon(about: About) -> list[Block]:
    """Said of a period with fewer weeks of marks than a rate can rest on (rules.md 2.1)."""
    weeks = sum(bool(one.sent) for one in about.weeks)
    if weeks >= FEW_WEEKS or not about.has_codes:
        return []
    return [
        Callout(
            "Too soon to rely on",
            f"There {'is' if weeks == 1 else 'are'} {words.plural(weeks, 'week')} of marks."
            " A pupil away for a day or two is persistently absent until the weeks add"
            f" up: read these figures once there are {FEW_WEEKS}.",
        )
    ]


def _said(figures: Figures) -> Lead:
    """How many of the persistently absent are severely so; what moved, phase by phase."""
    many, severe = figures.one("persistent_absence"), figures.one("severe_absence")
    assert many and many.numerator is not None
    said = f"{words.plural(many.numerator, 'pupil')} were persistently absent."
    if shown.is_shown(severe) and severe:
        said = (
            f"Of the {many.numerator:,} pupils persistently absent {figures.about.this},"
            f" {shown.counted(severe) if severe.numerator else 'none'} were severely"
            " absent, missing half of their sessions or more."
        )
    before = figures.along("persistent_absence", "phase", Span.BEFORE)
    moved = [
        f"{shown.change(one, before[value])} {words.in_schools(value)}"
        for value, one in figures.along("persistent_absence", "phase").items()
        if shown.points(one, before.get(value))
    ]
    if moved:
        same = figures.about.spans.same_before
        said += (
            f" Against {same} persistent absence moved, in points: {', '.join(moved)}."
        )
    return Lead(said)


def _by_phase(figures: Figures) -> Table:
    has_before = bool(figures.one("persistent_absence", Span.BEFORE))
    has_year = bool(figures.one("persistent_absence", Span.TO_DATE))
    headings = ["Phase", "Pupils", "Persistent", "Persistent, %"]
    headings += ["Change, points"] * has_before + ["Year to date, %"] * has_year
    headings += ["Severe", "Severe, %"] + ["Severe, change"] * has_before

    def row(label: str, figure_of: Callable[[str, Span], Figure | None]) -> list[str]:
        now, before = (
            figure_of("persistent_absence", s) for s in (Span.NOW, Span.BEFORE)
        )
        severe, then = (figure_of("severe_absence", s) for s in (Span.NOW, Span.BEFORE))
        cells = [shown.base(now), shown.counted(now), shown.percentage(now)]
        cells += [shown.change(now, before)] * has_before
        if has_year:
            cells.append(
                shown.percentage(figure_of("persistent_absence", Span.TO_DATE))
            )
        cells += [shown.counted(severe), shown.percentage(severe)]
        return [label, *cells, *[shown.change(severe, then)] * has_before]

    kinds = phases(figures, "persistent_absence")
    rows = [
        row(words.phase(value), partial(_of_phase, figures, value, rolls))
        for value, _, rolls in kinds
    ]
    in_total = sum(rolls is Rolls.IN_TOTAL for _, _, rolls in kinds)
    if in_total > 1:
        rows.insert(in_total, row("All", figures.one))
    return table(
        "Persistent and severe absence by phase",
        headings,
        rows,
        note=f"Severe absence is part of persistent absence. {apart(figures)}".strip(),
        totals=[in_total] if in_total > 1 else (),
    )


def _of_phase(
    figures: Figures, value: str, rolls: Rolls, name: str, span: Span
) -> Figure | None:
    return figures.by(name, "phase", span=span, rolls=rolls).get((value,))


def _by_half_term(figures: Figures) -> list[Block]:
    note = "Each half-term by itself. Over a year fewer pupils reach the line."
    drawn = [
        years_chart(figures, "persistent_absence", "pupils", note),
        years_chart(figures, "severe_absence", "pupils"),
    ]
    return side_by_side([one for one in drawn if one])


def _bands(figures: Figures) -> list[Block]:
    held = {name: figures.one(name) for name in BAND_NAMES}
    if not any(shown.is_shown(one) and one.numerator for one in held.values() if one):
        return []
    labels = {name: _band(int(name.rsplit("_", 1)[1])) for name in held}
    behind = _band_table(figures, labels)
    said = [f"{labels[k]} {shown.percentage(one)}" for k, one in held.items()]
    return [
        Heading("How much pupils missed", 3),
        Paragraph(_near_the_line(held, figures.about)),
        Chart(
            "Pupils by the share of their sessions they missed",
            f"Columns from least absence to most: {', '.join(said)} of pupils.",
            charts.columns(
                "Pupils by share of possible sessions missed, share of pupils",
                {"Pupils": {labels[k]: shown.drawn(one) for k, one in held.items()}},
                decimals=shown.decimals(held.values()),
            ),
            behind,
        ),
        behind,
    ]


def _near_the_line(held: dict[str, Figure | None], about: About) -> str:
    """Who is just past the line, and who is just short of it."""
    past, short = held["absence_band_10"], held["absence_band_5"]
    if not (shown.is_shown(past) and shown.is_shown(short)):
        return "Persistent absence begins at 10%, severe absence at 50%."
    assert past and short
    return (
        f"{past.numerator:,} pupils missed 10% to under 15% of their sessions, just past"
        f" the line of persistent absence, and {short.numerator:,} missed 5% to under 10%,"
        " just short of it."
    )


def _band(start: int) -> str:
    if start == LAST_BAND:
        return f"{start}% or more"
    return f"{start} to {start + 5}%"


def _band_table(figures: Figures, labels: dict[str, str]) -> Table:
    kinds = [
        value for value, _, rolls in phases(figures, "persistent_absence")
        if rolls is Rolls.IN_TOTAL
    ]  # fmt: skip
    headings = ["Sessions missed", "Pupils", "Share"]
    headings += [words.phase(value) for value in kinds] if len(kinds) > 1 else []
    rows = []
    for name, label in labels.items():
        cells = [
            label,
            shown.counted(figures.one(name)),
            shown.percentage(figures.one(name)),
        ]
        if len(kinds) > 1:
            held = figures.along(name, "phase")
            cells += [shown.counted(held.get(value)) for value in kinds]
        rows.append(cells)
    return table(
        "Pupils by share of sessions missed, and their phase",
        headings,
        rows,
        note="Each band is from its first figure to under its second.",
    )


SECTION = Section("persistent", "Persistent and severe absence", asks, blocks, glance)
