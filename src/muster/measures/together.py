"""Questions whose answers will stand in one paper, hidden together.

Suppression of one table at a time is not enough for a paper: what a table hides, another
gives away by subtraction. Here the tables of a paper are looked at as one. Figures that
add up (the schools of a phase to the phase, phases to the total, bands of absence to the
persistently absent) stand in lines, and no line is left with one unknown, nor with
unknowns that add to fewer than the threshold (rules.md 11.2 rules 1 to 6).

Nor may two papers laid side by side give away what each hides (rule 8). What is hidden
from one audience is hidden from all who may know less. And sessions of half-terms add up
to a term's and a year's, so what is hidden in one part of a whole is hidden in the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from muster.measures import catalogue, disclosure
from muster.measures.ask import ask_all
from muster.measures.dimensions import UNKNOWN
from muster.measures.disclosure import Cell
from muster.measures.figures import Figure, for_public
from muster.measures.periods import Period
from muster.measures.persistence import BANDS, LAST_BAND
from muster.measures.question import Answer, Question
from muster.tables.state import State


# What a figure is of: the paper's parts it may be added to are alike in all but places.
Key = tuple[str, "Whole", frozenset[tuple[str, str]]]

_PERSISTENT = [f"absence_band_{start}" for start in range(10, LAST_BAND, 5)]
EVERYBODY = ""
# Measures that add to the first of each line.
PARTS = (
    ("persistent_absence", *_PERSISTENT, "severe_absence"),
    (EVERYBODY, "persistent_absence", "absence_band_0", "absence_band_5"),
)
# One number under two names is hidden under both.
SAME = {BANDS[-1].name: "severe_absence"}


@dataclass(frozen=True)
class Whole:
    """What a table's total is of: figures of different wholes never add."""

    period: str
    rules: str
    schools: tuple[int, ...]


@dataclass(frozen=True)
class Shared:
    """One answer of several. ``rest`` is, for a breakdown by one thing, everybody else
    whose value is known, by measure and value."""

    answer: Answer
    rest: dict[tuple[str, str], Figure]


def ask_together(
    state: State,
    questions: Sequence[Question],
    audience: str = "officers",
    progress: Callable[[float], object] = lambda share: None,
    parts: Mapping[str, Sequence[Period]] | None = None,
    known: Sequence[Question] = (),
) -> list[Shared]:
    """Answers in the order of the questions; what is hidden is hidden in all of them.

    The questions' own audience is not looked at. ``parts`` are, by a period's text, the
    periods it is made of that have papers of their own. ``known`` are questions whose
    answers stand in the paper in full, whatever they hold: nothing of them is hidden, and
    they come back in no answer. ``progress`` is told the share asked so far, 0 to 1.
    Raises as ``ask`` does.
    """
    bare = [replace(question, audience="unsuppressed") for question in questions]
    shown = [replace(question, audience="unsuppressed") for question in known]
    apart = list(_of_parts(bare, parts or {}))
    every = [*bare, *shown, *apart]
    answers = ask_all(state, every, progress)
    tables = list(zip(map(_whole, every, answers), answers, strict=True))
    own, rest = tables[: len(bare)], tables[len(bare) :]
    full, others = rest[: len(shown)], rest[len(shown) :]
    beneath = _in_wholes(_hidden(others, audience), parts or {})
    stages = _hidden([*own, *full], audience, beneath, {key for key, _ in _cells(full)})
    hidden = {key for stage in stages for key in stage}
    return [
        Shared(
            _shown(whole, answer, hidden, audience),
            _rest(whole, answer, hidden, audience),
        )
        for whole, answer in own
    ]


def _of_parts(
    questions: Iterable[Question], parts: Mapping[str, Sequence[Period]]
) -> Iterator[Question]:
    """The same questions of each part: only sessions add up over time."""
    for question in questions:
        names = tuple(
            name for name in question.names if not catalogue.get(name).counts_enrolments
        )
        for part in parts.get(question.period.text if question.period else "", ()):
            if names and question.by:
                yield replace(question, names=names, period=part)


def _in_wholes(
    stages: Sequence[set[Key]], parts: Mapping[str, Sequence[Period]]
) -> list[set[Key]]:
    """What is hidden in a part, as a place in each whole the part belongs to."""
    of = defaultdict(list)
    for whole, periods in parts.items():
        for period in periods:
            of[period.text].append(whole)
    return [
        {
            (name, replace(place, period=whole), dims)
            for name, place, dims in stage
            if name != EVERYBODY
            for whole in of[place.period]
        }
        for stage in stages
    ]


def _whole(question: Question, answer: Answer) -> Whole:
    return Whole(answer.period.text, answer.rules_name, question.schools)


def _hidden(
    tables: Sequence[tuple[Whole, Answer]],
    audience: str,
    beneath: Sequence[set[Key]] = (),
    known: Set[Key] = frozenset(),
) -> list[set[Key]]:
    """What is hidden at each stage, from the audience that may know most to this one.

    ``beneath`` is what each stage must hide whatever it holds, ``known`` what none may.
    """
    if audience == "unsuppressed":
        return []
    cells = dict(_cells(tables))
    lines = [*_table_lines(tables), *_measure_lines(cells)]
    # Of the same pupils, under every measure of enrolments.
    alike = defaultdict(list)
    for key in cells:
        if key[0] == EVERYBODY or catalogue.get(key[0]).counts_enrolments:
            alike[key[1:]].append(key)
    stages: list[set[Key]] = []
    hidden: set[Key] = set()
    for number, limits in enumerate(disclosure.LIMITS):
        hidden |= {
            key
            for key, cell in cells.items()
            if limits.hide(cell, {dimension for dimension, _ in key[2]})
        }
        hidden |= beneath[number] if beneath else set()
        hidden -= known
        _hide_together(cells, lines, list(alike.values()), hidden, known)
        stages.append(set(hidden))
        if limits.audience == audience:
            return stages
    raise ValueError(f"There is no audience “{audience}”.")


def _hide_together(
    cells: dict[Key, Cell],
    lines: Sequence[Sequence[Key]],
    alike: Sequence[Sequence[Key]],
    hidden: set[Key],
    known: Set[Key],
) -> None:
    """Hides more, until nothing hidden can be worked out from what is shown."""
    while True:
        for keys in alike:
            if keys[0][0] == EVERYBODY and keys[0] in hidden:
                hidden.update(key for key in keys if key not in known)
        if not any([_hide_more(line, cells, hidden, known) for line in lines]):
            return


def _cells(tables: Sequence[tuple[Whole, Answer]]) -> Iterator[tuple[Key, Cell]]:
    """Every figure's cell, and, before those of enrolments, one of how many there are: a
    number of pupils is given away by any measure that shows it."""
    for whole, answer in tables:
        for figure in answer.rows:
            key = _key(whole, answer, figure)
            if catalogue.get(figure.measure).counts_enrolments:
                yield (EVERYBODY, *key[1:]), Cell(figure.dims, figure.pupils)
            yield key, _cell(figure, answer)


def _hide_more(
    line: Sequence[Key], cells: dict[Key, Cell], hidden: set[Key], known: Set[Key]
) -> bool:
    """Hides the smallest until nobody can work out what the line hides.

    The first of a line is its total; the others add to it. Where the total is shown, so
    is the sum of what is hidden. Where it is known and can't be hidden, zeros are, after
    all others: shown, they would leave that sum to the one they stand beside.
    """
    total, *parts = line
    gone = [key for key in line if key in hidden]
    if not gone:
        return False
    enough = len(gone) > 1 and (
        total in hidden
        or sum(cells[key].size for key in parts if key in hidden)
        >= disclosure.THRESHOLD
    )
    others = [
        key
        for key in line
        if key in cells
        and key not in hidden
        and key not in known
        and (cells[key].size or total in known)
    ]
    if enough or not others:
        return False

    def first(key: Key) -> tuple:
        return not cells[key].size, cells[key].size, _order(key)

    hidden.add(min(others, key=first))
    return True


def _table_lines(tables: Sequence[tuple[Whole, Answer]]) -> Iterator[list[Key]]:
    """For each breakdown of each table: the total, then what adds to it."""
    for whole, answer in tables:
        for at in range(len(answer.by)):
            lines: dict[Key, dict[Key, None]] = defaultdict(dict)
            for figure in answer.rows:
                key = _key(whole, answer, figure)
                place = key[2] - {(answer.by[at], figure.dims[at])}
                lines[key[0], whole, place][key] = None
                if catalogue.get(figure.measure).counts_enrolments:
                    lines[EVERYBODY, whole, place][EVERYBODY, *key[1:]] = None
            yield from ([total, *parts] for total, parts in lines.items())


def _measure_lines(cells: Iterable[Key]) -> Iterator[list[Key]]:
    held = set(cells)
    for places in dict.fromkeys(key[1:] for key in held):
        for names in PARTS:
            line = [(name, *places) for name in names]
            if held.issuperset(key for key in line if key[0] != EVERYBODY):
                yield line


def _key(whole: Whole, answer: Answer, figure: Figure) -> Key:
    name = SAME.get(figure.measure, figure.measure)
    return name, whole, frozenset(zip(answer.by, figure.dims, strict=True))


def _order(key: Key) -> tuple:
    return key[0], key[1].period, key[1].schools, sorted(key[2])


def _cell(figure: Figure, answer: Answer) -> Cell:
    counts_pupils = catalogue.get(figure.measure).counts_enrolments
    return Cell(figure.dims, figure.pupils, figure.numerator if counts_pupils else None)


def _shown(whole: Whole, answer: Answer, hidden: set[Key], audience: str) -> Answer:
    rows = tuple(
        _as_seen(figure, _key(whole, answer, figure) in hidden, audience)
        for figure in answer.rows
    )
    return replace(answer, audience=audience, rows=rows)


def _as_seen(figure: Figure, is_hidden: bool, audience: str) -> Figure:
    if is_hidden:
        return figure.hidden()
    return for_public(figure) if audience == "public" else figure


def _rest(
    whole: Whole, answer: Answer, hidden: set[Key], audience: str
) -> dict[tuple[str, str], Figure]:
    """Everybody else, for each value of a breakdown by one thing.

    Shown only where it could be worked out anyway: from the total, the figure itself and
    the unknown, all shown.
    """
    if len(answer.by) != 1:
        return {}
    found = {}
    for figure in answer.rows:
        alike = [row for row in answer.rows if row.measure == figure.measure]
        others = [row for row in alike if row is not figure and row.dims != (UNKNOWN,)]
        leaning = [row for row in alike if row is figure or row.dims == (UNKNOWN,)]
        keys = [_key(whole, answer, row) for row in leaning]
        keys.append((keys[0][0], whole, frozenset()))
        rest = replace(
            figure,
            numerator=sum(row.numerator or 0 for row in others),
            denominator=sum(row.denominator or 0 for row in others),
            pupils=sum(row.pupils for row in others),
        )
        is_hidden = any(key in hidden for key in keys)
        found[figure.measure, figure.dims[0]] = _as_seen(rest, is_hidden, audience)
    return found
