"""Schools by size and rate, between the limits schools of their phase lie within."""

from typing import NamedTuple

import numpy as np

from muster.design import charts
from muster.documents.blocks import Block, Chart, Heading, Paragraph
from muster.impact.limits import (
    FEWEST,
    OUTSIDE,
    WARNING,
    Funnel,
    funnel,
    proportion_variance,
)
from muster.impact.triggers import trigger
from muster.measures import Figure, get
from muster.measures.rules import PRU_PHASES
from muster.reports import shown, words
from muster.reports.figures import Figures
from muster.reports.sections.parts import side_by_side, table


MEASURES = ("persistent_absence", "overall_absence")
CURVE = 40  # sizes at which limits are worked out


class School(NamedTuple):
    name: str
    pupils: int
    figure: Figure
    rate: float


def funnels(figures: Figures, places: dict[str, list[str]]) -> list[Block]:
    """A funnel a phase and measure, for phases with schools enough to have a usual."""
    drawn = [
        chart
        for phase, schools in places.items()
        if phase not in PRU_PHASES
        for measure in MEASURES
        if (chart := _chart(figures, measure, phase, schools))
    ]
    if not drawn:
        return []
    return [
        Heading("Schools outside the limits", 3),
        Paragraph(
            "Most schools of a phase lie between the lines, which allow for chance, widest in"
            " small schools, and for how much schools differ anyway. A school outside them is"
            " worth a visit, not a verdict; one below them may have something to teach."
        ),
        *side_by_side(drawn),
    ]


def _chart(
    figures: Figures, measure: str, phase: str, schools: list[str]
) -> Chart | None:
    whole = figures.by(measure, "phase").get((phase,))
    by_school = figures.by(measure, "phase", "school")
    held = [
        School(name, pupils, one, (one.numerator or 0) / (one.denominator or 1))
        for name in schools
        if (one := by_school.get((phase, name))) and shown.is_shown(one)
        if (pupils := _pupils(figures, phase, name))
    ]
    if not whole or not shown.is_shown(whole) or len(held) < FEWEST:
        return None
    target = (whole.numerator or 0) / (whole.denominator or 1)
    sizes = np.array([one.pupils for one in held])
    limits = funnel(
        np.array([one.rate for one in held]),
        _variance(figures, measure, phase, target, sizes),
        target,
    )
    if limits is None:
        return None
    outside = _outside(figures, measure, phase, held, limits)
    label = words.phase(phase)
    said = [f"{one.name} {shown.both(one.figure)}" for one in outside]
    return Chart(
        f"{get(measure).title}, {label.lower()} schools",
        f"A dot a school by its pupils and rate, with limits around"
        f" {shown.percentage(whole)}. Outside them: {'; '.join(said) or 'none'}.",
        charts.funnel(
            f"{get(measure).title}, share of {_unit(measure)}",
            [
                charts.Spot(
                    one.name, one.pupils, shown.drawn(one.figure), one in outside
                )
                for one in held
            ],
            _curves(figures, measure, phase, limits, sizes),
            target=charts.Reference(shown.drawn(whole) or 0, label),
            across="Pupils",
        ),
        _table(figures, measure, phase, held, limits, outside),
    )


def _pupils(figures: Figures, phase: str, school: str) -> int:
    """How many the school has, from whichever figure of pupils is shown; 0 if none is."""
    for name in ("persistent_absence", "severe_absence"):
        one = figures.by(name, "phase", "school").get((phase, school))
        if one and shown.is_shown(one):
            return one.denominator or 0
    return 0


def _unit(measure: str) -> str:
    return "pupils" if get(measure).counts_enrolments else "possible sessions"


def _variance(
    figures: Figures, measure: str, phase: str, target: float, sizes: np.ndarray
) -> np.ndarray:
    """Of chance. Pupils are counted or not; how far their absence differs is known."""
    if get(measure).counts_enrolments:
        return proportion_variance(target, sizes)
    return figures.about.review.spread.get(phase, 0.0) / np.maximum(sizes, 1)


def _outside(
    figures: Figures, measure: str, phase: str, held: list[School], limits: Funnel
) -> list[School]:
    """Those to be named: small schools are drawn, and never called unusual."""
    rule = trigger("absence_of_school", figures.about.spans.first)
    found = []
    for one in held:
        low, high = _limits_at(figures, measure, phase, limits, one.pupils)
        if one.pupils >= rule.pupils and not low <= one.rate <= high:
            found.append(one)
    return found


def _limits_at(
    figures: Figures,
    measure: str,
    phase: str,
    limits: Funnel,
    pupils: float,
    level: float = OUTSIDE,
) -> tuple[float, float]:
    size = np.array([pupils])
    [variance] = _variance(figures, measure, phase, limits.target, size)
    return limits.limits(float(variance), level)


def _curves(
    figures: Figures, measure: str, phase: str, limits: Funnel, sizes: np.ndarray
) -> list[charts.Limits]:
    curves = []
    for pupils in np.geomspace(max(sizes.min() * 0.8, 1), sizes.max() * 1.05, CURVE):
        pairs = [
            _limits_at(figures, measure, phase, limits, float(pupils), level)
            for level in (WARNING, OUTSIDE)
        ]
        inner, outer = ((100 * low, 100 * high) for low, high in pairs)
        curves.append(charts.Limits(round(float(pupils), 1), inner, outer))
    return curves


def _table(
    figures: Figures,
    measure: str,
    phase: str,
    held: list[School],
    limits: Funnel,
    outside: list[School],
):
    rows = []
    for one in held:
        low, high = _limits_at(figures, measure, phase, limits, one.pupils)
        where = ""
        if one in outside:
            where = "above" if one.rate > high else "below"
        rows.append(
            [
                one.name,
                f"{one.pupils:,}",
                shown.percentage(one.figure),
                f"{max(100 * low, 0):.1f}% to {min(100 * high, 100):.1f}%",
                where,
            ]
        )
    least = trigger("absence_of_school", figures.about.spans.first).pupils
    return table(
        f"{get(measure).title} and its limits, {words.phase(phase).lower()} schools",
        ["School", "Pupils", "Rate", "99.8% limits", "Outside"],
        rows,
        note=f"Schools with fewer than {least} pupils are drawn and not called outside.",
    )
