"""What a section asks for and what it is handed. No section asks the store itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from muster.impact.review import Review
from muster.measures import Figure, Period
from muster.measures.compared import Basis, Comparison, Stood
from muster.measures.own import OwnFigure
from muster.measures.rules import Rules
from muster.reports.audiences import Audience
from muster.reports.spans import Span, Spans


class Rolls(StrEnum):
    """Whose pupils a question is about. Where the rules let no school stand apart, all
    of them are in the total."""

    IN_TOTAL = "the schools in the total"
    APART = "pupil referral units, which stand apart from it"


@dataclass(frozen=True)
class Ask:
    """One question: measures over a span, broken down or not."""

    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    span: Span = Span.NOW
    rolls: Rolls = Rolls.IN_TOTAL

    @property
    def place(self) -> tuple[Span, tuple[str, ...], Rolls]:
        return self.span, self.by, self.rolls


def gathered(asks: Iterable[Ask]) -> list[Ask]:
    """The questions with those over the same thing made one, so that each is asked once."""
    found: dict[tuple, Ask] = {}
    for ask in asks:
        so_far = found.get(ask.place)
        names = (*so_far.measures, *ask.measures) if so_far else ask.measures
        found[ask.place] = replace(ask, measures=tuple(dict.fromkeys(names)))
    return list(found.values())


@dataclass(frozen=True)
class SchoolRegisters:
    """How one school's registers stand in the period. ``held`` of ``open`` sessions have
    marks. ``is_provisional``: met in a file of marks, described in no schools file."""

    name: str
    phase: str
    open: int
    held: int
    last_on: date | None
    is_provisional: bool


@dataclass(frozen=True)
class WeekRegisters:
    """How many schools were due to be open in a week, and how many sent marks."""

    monday: date
    due: int
    sent: int


@dataclass(frozen=True)
class England:
    """England's published half-term of a measure: “2025/26”, “HT4”."""

    measure: str
    year: str
    half_term: str
    stood: Stood


@dataclass(frozen=True)
class Meaning:
    """What a measure counts, as it was published when the pack was made."""

    name: str
    title: str
    sentence: str
    source: str


@dataclass(frozen=True)
class Comment:
    """What a person wrote for a section, and who read it before it went out."""

    section: str
    sees: str
    why: str
    asks: str
    writer: str
    cleared_by: str

    @property
    def by(self) -> str:
        """“Written by A, cleared by B.”"""
        cleared = f", cleared by {self.cleared_by}" if self.cleared_by else ""
        return f"Written by {self.writer}{cleared}."


@dataclass(frozen=True)
class Answering:
    """One action that answers a priority, as it stood when the pack was made. ``delivery``
    is a colour, or that it is closed; ``successes`` are each success measure and what can
    be said of it."""

    title: str
    owner: str
    due_on: date | None
    delivery: str
    successes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chosen:
    """A priority: why it is on the list, what it rested on, and the actions that answer it.
    ``narrowed`` is for whom its measure is looked at: pairs of breakdown and value."""

    title: str
    why_in: str
    sentence: str
    since: date
    measure: str
    narrowed: tuple[tuple[str, str], ...]
    school: str
    actions: tuple[Answering, ...]


@dataclass(frozen=True)
class Held:
    """One answer, as the audience may see it. ``rest`` is (measure, value, figure): for a
    breakdown by one thing, everybody else whose value is known."""

    span: Span
    by: tuple[str, ...]
    rolls: Rolls
    period: Period
    rows: tuple[Figure, ...]
    rest: tuple[tuple[str, str, Figure], ...]


@dataclass(frozen=True)
class About:
    """What a pack is of and rests on, besides the figures.

    ``files`` says which kinds of file are held: schools, enrolments, calendars. ``beside``
    is what was published of others, and ``england`` its half-terms; ``own`` is the
    authority's own past, as reported elsewhere; ``loads`` names the loads in force; ``review`` is what stands out beyond chance, and what limits rest on.
    ``has_codes`` says whether register marks are held of the period, and not weekly files
    alone; ``notes`` are to be said of what was counted; ``priorities`` are those of the day
    the pack was made.
    """

    audience: Audience
    spans: Spans
    rules: Rules
    as_at: date | None
    files: tuple[str, ...]
    schools: int
    registers: tuple[SchoolRegisters, ...]
    weeks: tuple[WeekRegisters, ...]
    unknown_age: int
    version: str
    beside: tuple[Comparison, ...]
    england: tuple[England, ...]
    own: tuple[OwnFigure, ...]
    loads: tuple[str, ...]
    review: Review
    has_codes: bool
    notes: tuple[str, ...]
    priorities: tuple[Chosen, ...] = ()

    @property
    def this(self) -> str:
        """“this half-term”."""
        return f"this {self.spans.word}"

    @property
    def is_under_way(self) -> bool:
        """Whether the period runs on after the last mark. A year to date never does."""
        if self.as_at is None or self.spans.is_to_date:
            return False
        return self.as_at < self.spans.last


class Figures:
    """The answers a pack rests on, by span, breakdown and rolls; read by name.

    ``glances`` are what the sections have to say on the front of the paper.
    """

    def __init__(
        self, about: About, held: Sequence[Held], meanings: Sequence[Meaning] = ()
    ):
        self.about = about
        self.glances: list[str] = []
        self.meanings = {one.name: one for one in meanings}
        self._held: dict[tuple, list[Held]] = {}
        for one in held:
            self._held.setdefault((one.span, one.by, one.rolls), []).append(one)

    def one(self, measure: str, span: Span = Span.NOW) -> Figure | None:
        """The figure of everybody; None where it wasn't asked or there is none."""
        return next(iter(self.by(measure, span=span).values()), None)

    def by(
        self,
        measure: str,
        *dimensions: str,
        span: Span = Span.NOW,
        rolls: Rolls = Rolls.IN_TOTAL,
    ) -> dict[tuple[str, ...], Figure]:
        """Figures by their values, in the order people list them."""
        held = self._held.get((span, dimensions, rolls), [])
        return {
            row.dims: row for one in held for row in one.rows if row.measure == measure
        }

    def along(
        self, measure: str, dimension: str, span: Span = Span.NOW
    ) -> dict[str, Figure]:
        """Figures broken down by one thing."""
        return {
            dims[0]: row for dims, row in self.by(measure, dimension, span=span).items()
        }

    def rest(self, measure: str, dimension: str) -> dict[str, Figure]:
        """Everybody else whose value is known, by the value of the one left out."""
        held = self._held.get((Span.NOW, (dimension,), Rolls.IN_TOTAL), [])
        return {
            value: row
            for one in held
            for name, value, row in one.rest
            if name == measure
        }

    def by_half_term(self, measure: str) -> dict[str, dict[str, Figure]]:
        """By school year (“2025/26”) and half-term (“HT1”), none after the period."""
        held = self._held.get((Span.EACH_YEAR, ("half_term",), Rolls.IN_TOTAL), [])
        spans = self.about.spans
        return {
            one.period.years[0].title: {
                row.dims[0]: row
                for row in one.rows
                if row.measure == measure
                and (
                    one.period.years[0] < spans.year
                    or row.dims[0] <= f"HT{spans.last_half_term}"
                )
            }
            for one in held
        }

    def beside(self, measure: str, *bases: Basis) -> Comparison | None:
        """What was published of others, of the first basis there is."""
        for basis in bases or tuple(Basis):
            for one in self.about.beside:
                if (one.measure, one.basis) == (measure, basis):
                    return one
        return None

    def beside_now(self, measure: str) -> Comparison | None:
        """What was published of others for the pack's own period, if anything was."""
        found = self.beside(measure)
        now = self.about.spans.now
        return found if found and found.period == now.text else None

    def to_date(self, measure: str) -> Figure | None:
        """The year to date, which for the first period of a year is the period itself."""
        span = Span.TO_DATE if self.about.spans.to_date else Span.NOW
        return self.one(measure, span)

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the measures that have figures here."""
        return tuple(self.meanings)
