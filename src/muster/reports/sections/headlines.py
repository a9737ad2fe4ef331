"""The front of a pack: the figures a director asks for first."""

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
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Span
from muster.reports.sections.parts import table
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
    stands_out = [Heading("What the figures show", 3), Bullets(figures.glances)]
    return [
        Heading("At a glance"),
        Lead(_attendance(figures)),
        *_under_way(figures.about),
        KeyFigures(_key_figures(figures)),
        *(stands_out if figures.glances else []),
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
    if not moved:
        return f"{said}."
    return f"{said}, {moved} in {about.spans.same_before} ({shown.percentage(before)})."


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


def _key_figure(figures: Figures, name: str, unit: str) -> KeyFigure:
    now, before = figures.one(name), figures.one(name, Span.BEFORE)
    detail = f"{shown.out_of(now)} {unit}" if shown.is_shown(now) else ""
    moved, same = shown.moved(now, before), figures.about.spans.same_before
    note = f"{moved} {same} ({shown.percentage(before)})".capitalize() if moved else ""
    return KeyFigure(
        get(name).title, shown.percentage(now), detail, note, _tone(name, now, before)
    )


def _tone(name: str, now: Figure | None, before: Figure | None) -> Tone:
    by = shown.points(now, before)
    if not by:
        return Tone.PLAIN
    return Tone.BETTER if (by > 0) == (get(name).polarity == "high") else Tone.WORSE


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


SECTION = Section("headlines", asks, blocks)
