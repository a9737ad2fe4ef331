"""Absence over the years held, by half-term, and over this year, by week."""

from statistics import median

from muster.design import charts
from muster.documents.blocks import Block, Callout, Chart, Heading, Lead
from muster.measures import Figure
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Span
from muster.reports.sections.parts import (
    extremes,
    side_by_side,
    table,
    years_chart,
)
from muster.reports.sections.section import Section, not_enough


ABSENCE, UNAUTHORISED = "overall_absence", "unauthorised_absence"
# A week with less than this part of the usual sessions is one most schools were closed.
FEW = 5


def asks(about: About) -> list[Ask]:
    return [
        Ask((ABSENCE,), ("half_term",), Span.EACH_YEAR),
        Ask((ABSENCE, UNAUTHORISED), ("week",), Span.THIS_YEAR),
    ]


def blocks(figures: Figures) -> list[Block]:
    by_half_term = years_chart(figures, ABSENCE, "possible sessions")
    drawn = [one for one in (by_half_term, _by_week(figures)) if one]
    if not drawn:
        return [Heading("Absence over time"), _why_not(figures.about)]
    return [
        Heading("Absence over time"),
        Lead(_years_said(figures)),
        *side_by_side(drawn),
    ]


def glance(figures: Figures) -> str:
    now, before = _lately(figures)
    moved = shown.moved(now, before[1])
    if not moved or not figures.about.spans.now.half_term:
        return ""
    return (
        f"Overall absence was {shown.both(now, 'possible sessions')}, {moved} in"
        f" half-term {before[0][-1]}, when it was {shown.both(before[1])}."
    )


def _lately(figures: Figures) -> tuple[Figure | None, tuple[str, Figure | None]]:
    """The half-term the period ends in, and the one with marks before it this year."""
    held = figures.by_half_term(ABSENCE).get(figures.about.spans.year.title, {})
    *earlier, here = sorted(held) or [""]
    before = (earlier[-1], held[earlier[-1]]) if earlier else ("", None)
    return held.get(here), before


def _why_not(about: About) -> Callout:
    if not about.has_codes:
        return not_enough(
            "a trend",
            "Weekly files make a half-term only where one ends with it. Keep loading them,"
            " one at the end of each half-term at least, or load register marks.",
        )
    return not_enough(
        "a trend",
        "There is one week of marks, or too few pupils. Load marks of more weeks, and of"
        " years before, to see how absence moves.",
    )


def _years_said(figures: Figures) -> str:
    years = figures.by_half_term(ABSENCE)
    here = max(years.get(figures.about.spans.year.title, {}), default="")
    said = [
        f"{shown.percentage(held[here])} in {year}"
        for year, held in sorted(years.items(), reverse=True)
        if here in held and shown.is_shown(held[here])
    ]
    if len(said) < 2:
        return "Marks are held for one year, so there is none to hold it against."
    return f"In half-term {here[-1]} overall absence was {words.listed(said)}."


def _by_week(figures: Figures) -> Chart | None:
    overall = _full_weeks(figures.along(ABSENCE, "week", Span.THIS_YEAR))
    if len(overall) < 2 or not any(map(shown.is_shown, overall.values())):
        return None
    unauthorised = figures.along(UNAUTHORISED, "week", Span.THIS_YEAR)
    said = _weeks_said(overall)
    return Chart(
        f"Absence by week, {figures.about.spans.year.title}",
        f"Two lines over {len(overall)} weeks, overall and unauthorised absence. {said}",
        charts.line(
            "Absence, share of possible sessions, by week beginning",
            {
                name: [
                    (words.week(week), shown.drawn(held[week]))
                    for week in overall
                    if week in held
                ]
                for name, held in (("Overall", overall), ("Unauthorised", unauthorised))
            },
            decimals=shown.decimals(overall.values()),
        ),
        _week_table(overall, unauthorised),
        note=said,
    )


def _week_table(overall: dict[str, Figure], unauthorised: dict[str, Figure]):
    return table(
        "Absence by week",
        ["Week of", "Absence", "Possible sessions", "Unauthorised"],
        [
            [
                words.week(week),
                shown.percentage(one),
                shown.out_of(one),
                shown.percentage(unauthorised.get(week)),
            ]
            for week, one in overall.items()
        ],
        note="Weeks in which nearly all schools were closed are left out.",
    )


def _full_weeks(weeks: dict[str, Figure]) -> dict[str, Figure]:
    """Those with a fair part of the usual sessions, or withheld; in order of time."""
    usual = median([one.denominator or 0 for one in weeks.values()] or [0])
    return {
        week: one
        for week, one in sorted(weeks.items())
        if one.suppressed or FEW * (one.denominator or 0) >= usual
    }


def _weeks_said(weeks: dict[str, Figure]) -> str:
    ends = extremes(weeks)
    if ends is None:
        return "Absence was the same in every week shown."
    high, low = (f"{words.week(end)}, {shown.both(weeks[end])}" for end in ends)
    return f"Highest in the week beginning {high}; lowest in that beginning {low}."


SECTION = Section("trend", "Absence over time", asks, blocks, glance)
