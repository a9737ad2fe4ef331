"""Makes a data pack: asks the catalogue once, hands figures to sections, renders.

A pack is a paper of sections in an order, for an audience. `make` gives it as blocks;
`write` puts it in files named ``pack-<year>-<period>-<audience>.<ext>``: the period is
HT1 to HT6, autumn, spring, summer, ytd, ``year`` for a whole school year, or dates.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from muster.documents.blocks import Block, Contents, PageBreak, Paper
from muster.impact.review import review
from muster.measures import (
    ALL,
    CannotAsk,
    Period,
    Question,
    ask,
    counts,
    get,
    latest_half_term,
    parse_period,
)
from muster.measures import rules as cohort
from muster.measures.coverage import coverage
from muster.measures.dimensions import UNKNOWN
from muster.measures.members import prus, school_names
from muster.measures.rules import Rules
from muster.measures.together import ask_together
from muster.reports import words
from muster.reports.audiences import Audience
from muster.reports.audiences import audience as audience_of
from muster.reports.figures import (
    About,
    Ask,
    Figures,
    Rolls,
    SchoolRegisters,
    WeekRegisters,
    gathered,
)
from muster.reports.sections import SECTIONS
from muster.reports.sections.section import Section
from muster.reports.spans import Spans, spans_of
from muster.school_year import week_of
from muster.tables.state import State


Progress = Callable[[float], object]
FORMATS = ("html", "pdf", "docx", "xlsx")


class CannotMake(ValueError):
    """A pack that can't be made; the message says why and what to do."""


def make(
    state: State,
    *,
    period: str | Period | None = None,
    audience: str = "officers",
    rules: str = "census",
    organisation: str,
    progress: Progress | None = None,
) -> Paper:
    """The pack of a period (default: the latest half-term with marks), as a paper.

    ``progress`` is told the share done so far, 0 to 1. Raises CannotMake,
    NoSuchAudience, BadPeriod or NoSuchRules, each a sentence.
    """
    told = progress or (lambda share: None)
    told(0.0)
    for year in state.years()[-1:]:
        counts.standard(state, year, lambda share: told(0.1 * share))
    told(0.1)
    about = about_pack(state, period, audience_of(audience), cohort.get(rules))
    sections = [_section(name) for name in about.audience.sections]
    figures = Figures(about, _answers(state, about, sections, told))
    return Paper(
        title=f"Attendance: {words.lower_first(about.spans.now.title)}",
        subtitle=f"Data pack for {about.audience.title}",
        organisation=organisation.strip() or "Attendance",
        audience=about.audience.marking,
        as_at=words.day(about.as_at or about.spans.last),
        reference=f"{file_stem(about.spans.now, audience)}, version {about.version}",
        blocks=_blocks(figures, sections),
    )


def write(
    state: State,
    folder: Path,
    *,
    to: Sequence[str] = FORMATS,
    period: str | Period | None = None,
    audience: str = "officers",
    rules: str = "census",
    organisation: str,
    progress: Progress | None = None,
) -> list[Path]:
    """Makes the pack and writes it in each format; gives the files' paths.

    Each file appears whole or not at all. Raises as `make` does, and CannotMake for a
    format there is none of.
    """
    for kind in to:
        if kind not in FORMATS:
            raise CannotMake(
                f"A pack can't be written as “{kind}”. Use {', '.join(FORMATS)}."
            )
    wanted = _period(state, period)
    paper = make(
        state,
        period=wanted,
        audience=audience,
        rules=rules,
        organisation=organisation,
        progress=progress,
    )
    folder.mkdir(parents=True, exist_ok=True)
    stem = file_stem(wanted, audience)
    rendered = {}
    for done, kind in enumerate(to, start=1):
        rendered[folder / f"{stem}.{kind}"] = _rendered(paper, kind)
        if progress:
            progress(0.85 + 0.15 * done / len(to))
    # Only now, so that work stopped on the way leaves the pack before in every format.
    for path, content in rendered.items():
        _put(path, content)
    return list(rendered)


def file_stem(period: Period, audience: str) -> str:
    """pack-2025-26-HT4-officers."""
    year = period.years[-1].label
    label, _, part = period.text.partition("/")
    if not part:
        part = "year" if label == year else label.replace("..", "-to-")
    return f"pack-{year}-{part}-{audience}"


def _rendered(paper: Paper, kind: str) -> bytes:
    # Here, not above: setting type loads engines a page doesn't need.
    if kind == "pdf":
        from muster.documents.render import pdf

        return pdf.render(paper)
    if kind == "docx":
        from muster.documents.render import word

        return word.render(paper)
    if kind == "xlsx":
        from muster.documents.render import sheet

        return sheet.render(paper)
    from muster.documents.render import page

    return page.render(paper).encode()


def _put(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


# What the pack is about


def about_pack(
    state: State, period: str | Period | None, audience: Audience, rules: Rules
) -> About:
    """Everything a pack rests on besides figures. Raises CannotMake if there are no marks
    in the period."""
    now = _period(state, period)
    spans = spans_of(state, now)
    whole = ask(state, ["attendance"], period=now, rules=rules.name)
    registers = _registers(state, now)
    is_counted = any(row.suppressed or row.denominator for row in whole.rows)
    if not is_counted and not any(one.held for one in registers):
        raise _no_marks(state, now)
    return About(
        audience=audience,
        spans=spans,
        rules=rules,
        as_at=max(
            (one.last_on for one in registers if one.last_on), default=whole.as_at
        ),
        files=frozenset(
            layer.table for layer in state.manifest.layers if not layer.undone
        ),
        schools=len(registers),
        registers=tuple(registers),
        weeks=tuple(_weeks(state, spans)),
        unknown_age=whole.unknown_age,
        version=_version(state),
        review=review(state, now, rules.name, audience.name),
    )


def _period(state: State, period: str | Period | None) -> Period:
    try:
        wanted = period or latest_half_term(state)
    except CannotAsk as none:
        raise CannotMake(str(none)) from none
    return parse_period(wanted) if isinstance(wanted, str) else wanted


def _no_marks(state: State, period: Period) -> CannotMake:
    try:
        latest = latest_half_term(state)
    except CannotAsk as none:
        return CannotMake(str(none))
    return CannotMake(
        f"There are no marks for {words.lower_first(period.title)}, so there is nothing to"
        f" put in a pack. The latest half-term with marks is {latest.text}."
    )


def _registers(state: State, period: Period) -> list[SchoolRegisters]:
    covered, names = coverage(state, period), school_names(state)
    rows = state.schools.select("id", "phase", "provisional").iter_rows(named=True)
    return [
        SchoolRegisters(
            name=names[row["id"]],
            phase=row["phase"] or UNKNOWN,
            open=covered[row["id"]].open,
            held=covered[row["id"]].held,
            last_on=covered[row["id"]].last_on,
            is_provisional=row["provisional"],
        )
        for row in rows
        if row["id"] in covered
    ]


def _weeks(state: State, spans: Spans) -> list[WeekRegisters]:
    found = []
    monday = week_of(spans.first)
    while monday <= spans.last:
        sunday = monday + timedelta(days=6)
        held = coverage(state, parse_period(f"{monday}..{sunday}"))
        sent = sum(bool(one.held) for one in held.values())
        found.append(WeekRegisters(monday, len(held), sent))
        monday += timedelta(days=7)
    return found


def _version(state: State) -> str:
    """The store's version and the hash of the layers in force: what the figures are of."""
    layers = [layer.file for layer in state.manifest.layers if not layer.undone]
    digest = hashlib.sha256("\n".join(layers).encode()).hexdigest()
    return f"{state.version}-{digest[:8]}"


# Asking


def _answers(
    state: State, about: About, sections: Sequence[Section], told: Progress
) -> dict[tuple, list]:
    """Every section's questions, each asked once, all hidden together."""
    asks = gathered(one for section in sections for one in section.asks(about))
    placed = [
        (ask_.place, period, question)
        for ask_ in asks
        for period in about.spans.of(ask_.span)
        if (question := _question(state, about, ask_, period))
    ]
    shared = ask_together(
        state,
        [question for _, _, question in placed],
        about.audience.name,
        lambda share: told(0.15 + 0.7 * share),
    )
    answers: dict[tuple, list] = {}
    for (place, period, _), answer in zip(placed, shared, strict=True):
        answers.setdefault(place, []).append((period, answer))
    return answers


def _question(state: State, about: About, ask_: Ask, period: Period) -> Question | None:
    names = tuple(
        name
        for name in ask_.measures
        if period.can_persist or not get(name).counts_enrolments
    )
    schools = schools_of(state, about.rules)[ask_.rolls]
    if not names or (ask_.rolls is Rolls.APART and not schools):
        return None
    return Question(names, ask_.by, period, about.rules.name, schools, ALL)


def schools_of(state: State, rules: Rules) -> dict[Rolls, tuple[int, ...]]:
    """Which schools a question keeps to. All of them, unless some stand apart."""
    apart = prus(state) if rules.pru_apart else frozenset()
    rest = tuple(sorted(set(state.schools["id"].to_list()) - apart)) if apart else ()
    return {Rolls.IN_TOTAL: rest, Rolls.APART: tuple(sorted(apart))}


# Putting together


def _section(name: str) -> Section:
    return next(section for section in SECTIONS if section.name == name)


def _blocks(figures: Figures, sections: Sequence[Section]) -> list[Block]:
    figures.glances = [
        said for section in sections if (said := section.glance(figures))
    ]
    front, *rest = sections
    made = [*front.blocks(figures), PageBreak(), Contents()]
    for section in rest:
        made += section.blocks(figures)
    return made
