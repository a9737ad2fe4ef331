"""Year groups in order, and the step from Year 6 to Year 7."""

from muster.design import charts
from muster.documents.blocks import Block, Chart, Heading, Lead, Paragraph, Table
from muster.impact.transition import SEVEN, SIX, Step
from muster.measures import Figure, dimensions
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Span
from muster.reports.sections.parts import table
from muster.reports.sections.section import Section, not_enough


ABSENCE = "overall_absence"


def asks(about: About) -> list[Ask]:
    spans = [Span.NOW, *([Span.BEFORE] if about.spans.before else [])]
    return [Ask((ABSENCE,), ("year_group",), span) for span in spans]


def blocks(figures: Figures) -> list[Block]:
    now = _known(figures.along(ABSENCE, "year_group"))
    heading = Heading("From one year group to the next")
    if len(now) < 2 or not any(map(shown.is_shown, now.values())):
        return [heading, _why_not()]
    before = _known(figures.along(ABSENCE, "year_group", Span.BEFORE))
    return [
        heading,
        *_step(figures, now, before),
        _drawn(figures, now, before),
    ]


def _why_not() -> Block:
    return not_enough(
        "year groups",
        "The year groups of pupils are not known, or there are too few pupils. Load an"
        " enrolments file with a year_group column.",
    )


def _known(held: dict[str, Figure]) -> dict[str, Figure]:
    return {value: one for value, one in held.items() if value != dimensions.UNKNOWN}


def _step(
    figures: Figures, now: dict[str, Figure], before: dict[str, Figure]
) -> list[Block]:
    about = figures.about
    step = about.review.step
    # The same children are nearly all of these two: what is hidden there is hidden here.
    beside = shown.is_shown(now.get(SEVEN)) and shown.is_shown(before.get(SIX))
    if step and beside and shown.is_shown(step.now) and shown.is_shown(step.before):
        return [Lead(_same_children(about, step)), *_by_poverty(step)]
    six, seven = now.get(SIX), now.get(SEVEN)
    moved = shown.moved(seven, six)
    if not moved:
        return []
    return [
        Lead(
            f"Overall absence in Year 7 was {shown.both(seven, 'possible sessions')}, {moved}"
            f" in Year 6, {shown.both(six)}."
        ),
        Paragraph(
            f"These are two year groups {about.this}, and not the same children:"
            f" {_why_cross(about)}."
        ),
    ]


def _why_cross(about: About) -> str:
    if not about.spans.before:
        return "no marks of a year before are held to follow them in"
    return (
        "too few could be followed from their school in Year 6 by what identifies them"
    )


def _same_children(about: About, step: Step) -> str:
    return (
        f"Of the children in Year 7 {about.this} who could be followed from Year 6, overall"
        f" absence was {shown.both(step.now, 'possible sessions')}; a year before it was"
        f" {shown.both(step.before)}: {shown.moved(step.now, step.before)} then."
    )


def _by_poverty(step: Step) -> list[Block]:
    moved = shown.moved(step.poor_now, step.poor_before)
    if not moved:
        return []
    return [
        Paragraph(
            "Of those eligible for free school meals it was"
            f" {shown.both(step.poor_now)} and, a year before,"
            f" {shown.both(step.poor_before)}: {moved} then. Absence rises at this step"
            " everywhere; what matters is whether it rises more than in other years."
        )
    ]


def _drawn(
    figures: Figures, now: dict[str, Figure], before: dict[str, Figure]
) -> Chart:
    labels = {value: words.group("year_group", value) for value in now}
    said = [f"{labels[value]} {shown.percentage(one)}" for value, one in now.items()]
    return Chart(
        "Overall absence, year group by year group",
        f"A column a year group, in the order children pass through them: {', '.join(said)}.",
        charts.columns(
            "Overall absence, share of possible sessions",
            {
                "Overall absence": {
                    labels[value]: shown.drawn(one) for value, one in now.items()
                }
            },
            decimals=shown.decimals(now.values()),
        ),
        _table(labels, now, before),
    )


def _table(
    labels: dict[str, str], now: dict[str, Figure], before: dict[str, Figure]
) -> Table:
    headings = ["Year group", "Share", "Possible sessions"]
    note = ""
    if before:
        headings += ["A year before", "Change, points"]
        note = "A year group and the same one a year before are different children."
    rows = []
    for value, label in labels.items():
        one, then = now[value], before.get(value)
        cells = [label, shown.percentage(one), shown.out_of(one)]
        if before:
            cells += [shown.percentage(then), shown.change(one, then)]
        rows.append(cells)
    return table("Year groups in order", headings, rows, note=note)


SECTION = Section("transition", "From one year group to the next", asks, blocks)
