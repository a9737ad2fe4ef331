"""What to look at: at most ten things beyond chance, with the figures that show them."""

from muster.documents.blocks import (
    Block,
    Callout,
    Column,
    Heading,
    Lead,
    Paragraph,
    Table,
)
from muster.impact.findings import Finding, Place, When
from muster.impact.signals import Signal, fit_for, told
from muster.measures import Figure
from muster.reports import words
from muster.reports.figures import About, Ask, Figures, Rolls, Span
from muster.reports.sections.section import Section


SPANS = {
    When.NOW: Span.NOW,
    When.BEFORE: Span.BEFORE,
    When.THIS_YEAR: Span.THIS_YEAR,
}


def asks(about: About) -> list[Ask]:
    return [
        Ask((place.measure,), place.by, SPANS[place.when])
        for one in _fit(about)
        for place in one.places.values()
    ]


def blocks(figures: Figures) -> list[Block]:
    about = figures.about
    made: list[Block] = [Heading(f"What to look at {about.this}")]
    signals = told(_fit(about), lambda place: _figure(figures, place))
    looked = Paragraph(_looked(about))
    if not about.review.found.could_look:
        return [*made, Callout("Signals are not looked for here", looked.text)]
    if not signals:
        title = f"Nothing stands out beyond chance {about.this}"
        return [*made, Callout(title, looked.text)]
    return [
        *made,
        Lead(
            f"{words.plural(len(signals), 'thing')} beyond what chance and the usual spread"
            " between schools would give, strongest first. Each is worth a question, not a"
            " verdict: a figure says where to look, and never why."
        ),
        _listed(signals),
        looked,
    ]


def glance(figures: Figures) -> str:
    signals = told(_fit(figures.about), lambda place: _figure(figures, place))
    return f"To look at first. {signals[0].sentence}" if signals else ""


def _fit(about: About) -> list[Finding]:
    """Those of the audience."""
    return fit_for(
        about.review.found.findings,
        names_schools=about.audience.ranks_schools,
        groups=about.audience.groups,
    )


def _looked(about: About) -> str:
    said = [*about.review.found.looked]
    if not about.audience.ranks_schools:
        said.append("Schools are not named in this paper.")
    return " ".join(said)


def _figure(figures: Figures, place: Place) -> Figure | None:
    held = figures.by(
        place.measure, *place.by, span=SPANS[place.when], rolls=Rolls.IN_TOTAL
    )
    return held.get(place.dims)


def _listed(signals: list[Signal]) -> Table:
    columns = [
        Column("What"),
        Column("What was found"),
        Column("What would make it wrong"),
    ]
    return Table(
        "What to look at, strongest first",
        columns,
        [
            [_what(one, number), one.sentence, " ".join(one.doubts)]
            for number, one in enumerate(signals, start=1)
        ],
        note="Raised by: "
        + "; ".join(
            dict.fromkeys(words.lower_first(one.trigger.rule) for one in signals)
        )
        + f". Rules of {words.day(max(one.trigger.valid_from for one in signals))}.",
    )


def _what(one: Signal, number: int) -> str:
    better = " (better)" if one.is_better else ""
    return f"{number}. {one.about}{better}"


SECTION = Section("signals", "What to look at", asks, blocks, glance, needs_codes=True)
