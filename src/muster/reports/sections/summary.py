"""Two pages for a reader who has no others: each figure, what it is held against, what it
means in days and pupils, and what may be asked. In words a reader of fourteen follows."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from muster.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Heading,
    KeyFigure,
    KeyFigures,
    Lead,
    Table,
    Tone,
)
from muster.measures import Figure, get
from muster.measures.comparators import rounded
from muster.measures.compared import Basis
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Span
from muster.reports.sections.parts import table, worded
from muster.reports.sections.section import Section


SESSIONS = (
    "attendance",
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
)
PUPILS = ("persistent_absence", "severe_absence")
SPANS = (Span.NOW, Span.BEFORE, Span.TO_DATE)


def asks(about: About) -> list[Ask]:
    return [Ask((*SESSIONS, *PUPILS), span=span) for span in SPANS]


def blocks(figures: Figures) -> list[Block]:
    stands_out = [Heading("What stands out", 3), Bullets(figures.glances)]
    return [
        Heading("Summary"),
        Lead(_attendance(figures)),
        *_under_way(figures.about),
        KeyFigures(_key_figures(figures)),
        *(stands_out if figures.glances else []),
        *_meanings(figures),
        _headline_table(figures),
    ]


def _attendance(figures: Figures) -> str:
    now = figures.one("attendance")
    before = figures.one("attendance", Span.BEFORE)
    about = figures.about
    if not shown.is_shown(now):
        return f"Too few pupils are counted {about.this} to show a rate of attendance."
    said = f"Pupils attended {shown.percentage(now)} of their possible sessions {about.this}"
    moved = shown.moved(now, before)
    if moved:
        said += f", {moved} in {about.spans.same_before} ({shown.percentage(before)})"
    one = figures.beside("attendance", Basis.HALF_TERM)
    if one and one.england and one.england.value is not None:
        return f"{said}. In England they attended {shown.published(one.england)}."
    return f"{said}."


def _under_way(about: About) -> list[Block]:
    if not about.is_under_way:
        return []
    assert about.as_at
    against = (
        ". Figures of a year before are of all of it" if about.spans.before else ""
    )
    return [
        Callout(
            "Not complete yet",
            f"Marks run to {words.day(about.as_at)}, the {about.spans.word} to"
            f" {words.day(about.spans.last)}{against}.",
        )
    ]


def _key_figures(figures: Figures) -> list[KeyFigure]:
    items = [
        _key_figure(figures, name, unit)
        for name, unit in (
            ("attendance", "sessions"),
            ("persistent_absence", "pupils"),
            ("severe_absence", "pupils"),
        )
        if figures.one(name)
    ]
    unauthorised = figures.one("unauthorised_absence")
    if unauthorised:
        items.insert(1, _key_figure(figures, "unauthorised_absence", "sessions"))
    return items


# In words too: the colour of a tone can't be seen by everybody, nor on grey paper.
FOR_THE = {Tone.BETTER: "better: ", Tone.WORSE: "worse: ", Tone.PLAIN: ""}


def _key_figure(figures: Figures, name: str, unit: str) -> KeyFigure:
    now, before = figures.one(name), figures.one(name, Span.BEFORE)
    detail = f"{shown.out_of(now)} {unit}" if shown.is_shown(now) else ""
    moved, same = shown.moved(now, before), figures.about.spans.same_before
    tone = _tone(name, now, before)
    note = f"{FOR_THE[tone]}{moved} {same} ({shown.percentage(before)})".capitalize()
    note = ". ".join(filter(None, [note if moved else "", _england(figures, name)]))
    return KeyFigure(get(name).title, shown.percentage(now), detail, note, tone)


def _england(figures: Figures, name: str) -> str:
    """England for the same stretch of time; else for the year to date, with ours."""
    one = figures.beside(name, Basis.HALF_TERM, Basis.TO_DATE)
    if one is None or one.england is None or one.england.value is None:
        return ""
    england = shown.published(one.england)
    if one is figures.beside_now(name):
        return f"England {england}"
    ours = figures.to_date(name)
    return f"Year to date {shown.percentage(ours)}, England {england}"


def _tone(name: str, now: Figure | None, before: Figure | None) -> Tone:
    by = shown.points(now, before)
    if not by:
        return Tone.PLAIN
    return Tone.BETTER if (by > 0) == (get(name).polarity == "high") else Tone.WORSE


# What a figure means and what may be asked -------------------------------------------


ASKED = {
    (
        "attendance",
        Tone.WORSE,
    ): "Where was most time lost, and what is being done there?",
    ("attendance", Tone.BETTER): "What worked, and where can it be done next?",
    ("unauthorised_absence", Tone.WORSE): (
        "Which schools saw the rise, and do they follow up each absence the same day?"
    ),
    (
        "unauthorised_absence",
        Tone.BETTER,
    ): "Are reasons found sooner, or coded otherwise?",
    ("persistent_absence", Tone.WORSE): (
        "Who is meeting the families of pupils just past the line, and by when?"
    ),
    ("persistent_absence", Tone.BETTER): "Is the fall in every phase and group?",
    ("severe_absence", Tone.WORSE): (
        "Does each of these pupils have a plan and a named lead? Who checks?"
    ),
    ("severe_absence", Tone.BETTER): (
        "Are these pupils back in school, or off the roll? Does each have a plan?"
    ),
}
IN_ANY_CASE = {
    "attendance": "Is any school, year or group moving another way?",
    "unauthorised_absence": "Do all schools use the same codes for the same thing?",
    "persistent_absence": "Which pupils could still stay under the line this year?",
    "severe_absence": "Does each of these pupils have a plan and a named lead?",
}
TITLES = {
    "attendance": "Attendance",
    "unauthorised_absence": "Absence without leave",
    "persistent_absence": "Persistent absence",
    "severe_absence": "Severe absence",
}


def _meanings(figures: Figures) -> list[Block]:
    rows = [
        [
            f"{TITLES[name]} {shown.percentage(figures.one(name))}",
            _held_against(figures, name),
            means,
            _asked(figures, name),
        ]
        for name, meant in MEANT.items()
        if shown.is_shown(figures.one(name)) and (means := meant(figures))
    ]
    if not rows:
        return []
    headings = ["Figure", "Held against", "What it means", "What you may ask"]
    return [
        worded(
            "What the figures mean, and what you may ask",
            headings,
            rows,
            "The questions follow from which way each figure moved. They are prompts, not"
            " findings: no figure here says why it moved.",
        )
    ]


def _held_against(figures: Figures, name: str) -> str:
    now, before = figures.one(name), figures.one(name, Span.BEFORE)
    said = [_england(figures, name)]
    if moved := shown.moved(now, before):
        same = figures.about.spans.same_before
        said.insert(0, f"{moved.capitalize()} {same}")
    return ". ".join(filter(None, said)) or "Nothing is held to set it against"


def _asked(figures: Figures, name: str) -> str:
    tone = _tone(name, figures.one(name), figures.one(name, Span.BEFORE))
    return ASKED.get((name, tone), IN_ANY_CASE[name])


def _days(figures: Figures) -> str:
    """Days lost a pupil: sessions missed, halved, over pupils, to a tenth."""
    missed, pupils = figures.one("overall_absence"), figures.one("persistent_absence")
    if not (shown.is_shown(missed) and shown.is_shown(pupils)):
        return "Of each hundred half-days, this many were spent in school."
    assert missed and pupils and pupils.denominator
    days = rounded(Fraction(missed.numerator or 0, 2 * pupils.denominator), 1)
    return f"Each pupil missed {days} days on average {figures.about.this}."


def _unexplained(figures: Figures) -> str:
    part, whole = figures.one("unauthorised_absence"), figures.one("overall_absence")
    if not (shown.is_shown(whole) and whole and whole.numerator and part):
        return "Time missed that no school agreed to."
    share = rounded(Fraction(100 * (part.numerator or 0), whole.numerator), 0)
    return f"Of all the time missed, {share}% was not agreed by the school."


def _one_in(figures: Figures, name: str, missed: str) -> str:
    one = figures.one(name)
    assert one and one.denominator
    if not one.numerator:
        return f"No pupil missed {missed}."
    ratio = rounded(Fraction(one.denominator, one.numerator), 0)
    pupils = words.plural(one.numerator, "pupil")
    often = "Every pupil" if ratio == 1 else f"About one pupil in {ratio}"
    return f"{often} missed {missed}: {pupils}."


MEANT: dict[str, Callable[[Figures], str]] = {
    "attendance": _days,
    "unauthorised_absence": _unexplained,
    "persistent_absence": partial(
        _one_in, name="persistent_absence", missed="at least one day in ten"
    ),
    "severe_absence": partial(
        _one_in, name="severe_absence", missed="at least half their time"
    ),
}


def _headline_table(figures: Figures) -> Table:
    spans = figures.about.spans
    held = [Span.NOW, *(span for span in SPANS[1:] if figures.one("attendance", span))]
    headings = ["Measure"]
    for span in held:
        headings += [_title(figures.about, span), "Number"]
        if span is Span.BEFORE:
            headings.append("Change, points")
    names = [name for name in (*SESSIONS, *PUPILS) if figures.one(name)]
    rows = [_row(figures, name, held) for name in names]
    rows.append(_bases(figures, "Possible sessions", "attendance", held))
    if figures.one("persistent_absence"):
        rows.append(_bases(figures, "Pupils counted", "persistent_absence", held))
    note = f"Changes are {figures.about.audience.changes}."
    if not spans.to_date and spans.word == "half-term":
        note += " The year to date is this half-term."
    if Span.BEFORE in held:
        note = f"{_title(figures.about, Span.BEFORE)} is {spans.same_before}. {note}"
    return table("Headline figures", headings, rows, note=note)


def _title(about: About, span: Span) -> str:
    if span is Span.BEFORE:
        assert about.spans.before
        return about.spans.before.years[-1].title
    return "Year to date" if span is Span.TO_DATE else about.this.capitalize()


def _row(figures: Figures, name: str, held: list[Span]) -> list[str]:
    cells = [get(name).title]
    now = figures.one(name)
    for span in held:
        figure = figures.one(name, span)
        cells += [shown.percentage(figure), shown.counted(figure)]
        if span is Span.BEFORE:
            cells.append(shown.change(now, figure))
    return cells


def _bases(figures: Figures, label: str, name: str, held: list[Span]) -> list[str]:
    cells = [label]
    for span in held:
        cells += ["", shown.base(figures.one(name, span))]
        if span is Span.BEFORE:
            cells.append("")
    return cells


SECTION = Section("summary", "Summary", asks, blocks)
