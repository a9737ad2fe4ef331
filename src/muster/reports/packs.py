"""Makes a data pack: asks the catalogue once, hands figures to sections, renders.

A pack is a paper of sections in an order, for an audience. `make` gives it as blocks;
`write` puts it in files named ``pack-<year>-<period>-<audience>.<ext>``: the period is
HT1 to HT6, autumn, spring, summer, ytd, ``year`` for a whole school year, or dates.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

from muster.documents.blocks import (
    Block,
    Callout,
    Chart,
    ChartPair,
    Contents,
    Coverage,
    Definitions,
    Heading,
    KeyFigures,
    Lead,
    Look,
    PageBreak,
    Paper,
    Table,
)
from muster.documents.render import render
from muster.measures import Period, counts
from muster.measures import rules as cohort
from muster.reports import words
from muster.reports.asking import (
    CannotMake,
    about_pack,
    cases_for,
    for_audience,
    held_for,
    meanings,
    section,
    the_period,
)
from muster.reports.audiences import audience as audience_of
from muster.reports.figures import (
    About,
    Chosen,
    Comment,
    Figures,
    Held,
    Meaning,
)
from muster.reports.sections.parts import commented, worded
from muster.tables.state import State


Progress = Callable[[float], object]
FORMATS = ("html", "pdf", "docx", "xlsx")
OURS = Look()
FIGURES = (Chart, ChartPair, Coverage, Definitions, KeyFigures, Table)


@dataclass(frozen=True)
class Gathered:
    """All that a pack is drawn from. Drawing looks at nothing else. A draft has no
    ``issue``."""

    organisation: str
    about: About
    held: tuple[Held, ...]
    meanings: tuple[Meaning, ...]
    comments: tuple[Comment, ...] = ()
    issue: int = 0
    signed_by: str = ""


def gather(
    state: State,
    *,
    period: str | Period | None = None,
    audience: str = "officers",
    rules: str = "census",
    organisation: str,
    la: str = "",
    comments: Sequence[Comment] = (),
    priorities: Sequence[Chosen] = (),
    today: date | None = None,
    progress: Progress | None = None,
) -> Gathered:
    """The figures of a period (default: the latest half-term with marks), for an audience.

    ``la`` is the authority's three-digit number: what is published of it and others is
    found by it. ``today`` is the day cases are counted as at, if the period runs on; without
    one none are. ``progress`` is told the share done so far, 0 to 1. Raises CannotMake,
    NoSuchAudience, BadPeriod or NoSuchRules, each a sentence.
    """
    told = progress or (lambda share: None)
    told(0.0)
    for year in state.years()[-1:]:
        counts.standard(state, year, lambda share: told(0.1 * share))
    told(0.1)
    about = about_pack(
        state, the_period(state, period), audience_of(audience), cohort.get(rules), la
    )
    about = replace(about, priorities=tuple(priorities))
    held = held_for(state, about, lambda share: told(0.15 + 0.7 * share))
    if today:
        held += cases_for(state, about, today)
    named = organisation.strip() or "Attendance"
    return Gathered(named, for_audience(about), held, meanings(held), tuple(comments))


def draw(gathered: Gathered) -> Paper:
    """The paper of what was gathered: the same from the same, word for word."""
    about = gathered.about
    figures = Figures(about, gathered.held, gathered.meanings)
    return Paper(
        title=f"Attendance: {words.lower_first(about.spans.now.title)}",
        subtitle=f"Data pack for {about.audience.title}",
        organisation=gathered.organisation,
        audience=about.audience.marking,
        as_at=words.day(about.as_at or about.spans.last),
        reference=_reference(gathered),
        blocks=_blocks(figures, gathered),
    )


def _reference(gathered: Gathered) -> str:
    """What is printed on every page: a draft says that it is one."""
    about = gathered.about
    stem = file_stem(about.spans.now, about.audience.name)
    stands = f"issue {gathered.issue}" if gathered.issue else "draft"
    return f"{stem}, {stands}, version {about.version}"


def make(state: State, **asked: Any) -> Paper:
    """Gathers and draws: takes and raises what ``gather`` does."""
    return draw(gather(state, **asked))


def write(
    state: State,
    folder: Path,
    *,
    to: Sequence[str] = FORMATS,
    period: str | Period | None = None,
    audience: str = "officers",
    look: Look = OURS,
    template: Path | None = None,
    progress: Progress | None = None,
    **asked: Any,
) -> list[Path]:
    """Makes the pack and writes it in each format; gives the files' paths.

    ``template`` is the Word document it is made in, of an authority's own. Each file
    appears whole or not at all. Raises as ``gather`` does, and CannotMake for a format
    there is none of.
    """
    for kind in to:
        if kind not in FORMATS:
            raise CannotMake(
                f"A pack can't be written as “{kind}”. Use {', '.join(FORMATS)}."
            )
    wanted = the_period(state, period)
    paper = make(state, period=wanted, audience=audience, progress=progress, **asked)
    paper = replace(paper, look=look)
    folder.mkdir(parents=True, exist_ok=True)
    stem = file_stem(wanted, audience)
    made = rendered(paper, to, progress, template)
    # Only now, so that work stopped on the way leaves the pack before in every format.
    written = {folder / f"{stem}.{kind}": content for kind, content in made.items()}
    for path, content in written.items():
        _put(path, content)
    return list(written)


def rendered(
    paper: Paper,
    to: Sequence[str] = FORMATS,
    progress: Progress | None = None,
    template: Path | None = None,
) -> dict[str, bytes]:
    """The paper in each format. ``progress`` goes from 0.85 to 1; ``template`` is the
    council's own for Word."""
    made = {}
    for done, kind in enumerate(to, start=1):
        made[kind] = render(paper, kind, template)
        if progress:
            progress(0.85 + 0.15 * done / len(to))
    return made


def file_stem(period: Period, audience: str) -> str:
    """pack-2025-26-HT4-officers."""
    year = period.years[-1].label
    label, _, part = period.text.partition("/")
    if not part:
        part = "year" if label == year else label.replace("..", "-to-")
    return f"pack-{year}-{part}-{audience}"


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


# Putting together ----------------------------------------------------------------------


def _blocks(figures: Figures, gathered: Gathered) -> list[Block]:
    sections = [section(name) for name in gathered.about.audience.sections]
    able = [one for one in sections if one.can_be(figures.about)]
    figures.glances = [said for one in able if (said := one.glance(figures))]
    front, *rest = (
        _with_comment(one.drawn(figures), one.name, gathered.comments)
        for one in sections
    )
    listed = _standing([front, *rest], gathered)
    return [
        *front,
        PageBreak(),
        Contents(),
        listed,
        *(b for part in rest for b in part),
    ]


def _with_comment(
    blocks: list[Block], name: str, comments: Sequence[Comment]
) -> list[Block]:
    """What a person wrote stands first: after the heading and what is said under it."""
    written = [b for one in comments if one.section == name for b in commented(one)]
    opening = list(takewhile(lambda block: isinstance(block, Heading | Lead), blocks))
    return [*opening, *written, *blocks[len(opening) :]]


def _standing(sections: Sequence[list[Block]], gathered: Gathered) -> Block:
    """Which sections are ready, and what those in development wait for; and who signed
    the pack off. A section with nothing but words has no figures yet."""
    rows = []
    for blocks in sections:
        heading = next(b.text for b in blocks if isinstance(b, Heading))
        waits = [b.text for b in blocks if isinstance(b, Callout)]
        ready = any(isinstance(b, FIGURES) for b in blocks)
        rows.append(
            [
                heading,
                "Ready" if ready else f"In development. {' '.join(waits)}".strip(),
            ]
        )
    signed = f"Signed off by {gathered.signed_by}, as issue {gathered.issue}."
    return worded(
        "What is in this pack",
        ["Section", "How it stands"],
        rows,
        signed if gathered.issue else "A draft: nobody has signed it off.",
    )
