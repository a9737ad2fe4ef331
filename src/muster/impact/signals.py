"""At most ten things to look at in a half-term, strongest first, with their figures.

`found` looks; `told` puts in words what an audience may see. Looking uses every pupil;
telling uses only figures that are shown, so a signal never says what a table hides, and one
that rests on a hidden figure is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from muster.impact import authority, patterns, schools
from muster.impact.evidence import Evidence, evidence
from muster.impact.findings import Finding, Place
from muster.impact.triggers import MOST, MOST_OF_ONE, Kind, Trigger
from muster.measures import Figure, Period
from muster.measures.dimensions import OF_PUPIL
from muster.measures.figures import percentage
from muster.tables.state import State, remembered


CANNOT_LOOK = "Signals are looked for in a half-term, a term or a school year of which marks are held."
Lookup = Callable[[Place], Figure | None]


@dataclass(frozen=True)
class Found:
    """``looked`` says, in sentences, what was looked at and what could not be;
    ``could_look`` whether anything could."""

    findings: tuple[Finding, ...]
    looked: tuple[str, ...]
    could_look: bool = True


@dataclass(frozen=True)
class Signal:
    """One thing to look at. ``figures`` are those in the sentence, by name; ``measure`` and
    ``by`` say where the first of them is shown."""

    kind: Kind
    about: str
    sentence: str
    figures: dict[str, Figure]
    trigger: Trigger
    strength: float
    doubts: tuple[str, ...]
    school: str
    measure: str
    by: tuple[str, ...]
    is_better: bool | None

    @property
    def key(self) -> str:
        """What it is known by in its period: its rule, whom it is about, its measure."""
        said = "|".join((self.trigger.name, self.about, self.measure, *self.by))
        return sha256(said.encode()).hexdigest()[:16]


@remembered(8)
def found(state: State, period: Period, rules: str) -> Found:
    """Everything outside its limits, strongest first."""
    of = evidence(state, period, rules)
    if of is None:
        return Found((), (CANNOT_LOOK,), could_look=False)
    every = [*schools.findings(of), *authority.findings(of), *patterns.findings(of)]
    every.sort(key=lambda one: (-abs(one.strength), one.about, one.says))
    return Found(tuple(_once(every)), tuple(_looked(of)))


def _once(every: list[Finding]) -> Iterator[Finding]:
    """A school, or the authority, once for each kind of thing, its strongest: overall and
    persistent absence are mostly the same children, and a code that is high has often
    risen."""
    seen = set()
    for one in every:
        measure = next((place.measure for place in one.places.values()), "")
        topic = measure if one.trigger.kind is Kind.REASON else ""
        key = one.trigger.kind, one.about, topic
        if key not in seen:
            seen.add(key)
            yield one


def fit_for(
    findings: Collection[Finding], *, names_schools: bool, groups: Collection[str]
) -> list[Finding]:
    """Those an audience may be told of: no school's name, and no group it doesn't see."""
    return [
        one
        for one in findings
        if (names_schools or not one.school)
        and all(
            name not in OF_PUPIL or name in groups
            for place in one.places.values()
            for name in place.by
        )
    ]


def told(findings: Collection[Finding], lookup: Lookup) -> list[Signal]:
    """The strongest that can be shown, few of one rule; and one school that does better
    than might be expected, if there is one: there is something to learn there too."""
    shown = [signal for one in findings if (signal := _signal(one, lookup))]
    of_rule: Counter[str] = Counter()
    kept = []
    for one in shown:
        of_rule[one.trigger.name] += 1
        if of_rule[one.trigger.name] <= MOST_OF_ONE:
            kept.append(one)
    listed, rest = kept[:MOST], kept[MOST:]
    better = [one for one in rest if is_good_school(one)]
    if better and not any(map(is_good_school, listed)):
        listed[-1] = better[0]
    return listed


def is_good_school(one: Signal) -> bool:
    return bool(one.school and one.is_better)


def _signal(one: Finding, lookup: Lookup) -> Signal | None:
    figures = {}
    for name, place in one.places.items():
        figure = lookup(place)
        if figure is None or figure.suppressed or figure.value is None:
            return None
        figures[name] = figure
    first = next(iter(one.places.values()), None)
    return Signal(
        one.trigger.kind,
        one.about,
        _filled(one.says, figures),
        figures,
        one.trigger,
        one.strength,
        one.doubts,
        one.school,
        first.measure if first else "",
        first.by if first else (),
        one.is_better,
    )


def _filled(says: str, figures: dict[str, Figure]) -> str:
    def put(found: re.Match) -> str:
        name, other = found.groups()
        if name not in figures:  # braces of a school’s own name
            return found[0]
        if other:
            return apart(figures[name], figures[other])
        return both(figures[name])

    return re.sub(r"\{(\w+)(?:-(\w+))?\}", put, says)


def both(figure: Figure) -> str:
    """“7.3% (1,234 of 16,904)”."""
    return f"{_shown(figure)}% ({figure.numerator:,} of {figure.denominator:,})"


def apart(one: Figure, other: Figure) -> str:
    """“1.2 points more than”, from what is shown, so that a reader can check it."""
    by = _shown(one) - _shown(other)
    if not by:
        return "the same as"
    return f"{abs(by)} points {'higher' if by > 0 else 'lower'} than"


def _shown(figure: Figure) -> Decimal:
    """To one decimal; one that came rounded for the public stays as it came."""
    assert figure.value is not None
    if figure.rounded is not None:
        return figure.rounded
    exact = percentage(figure.numerator, figure.denominator, 1)
    assert exact is not None
    return exact


def _looked(of: Evidence) -> Iterator[str]:
    whole = len({name for name in of.now.school})
    yield (
        f"Looked at: overall and persistent absence, reasons, missing marks and days of the"
        f" week at {whole:,} schools; groups of pupils, weeks, reasons and the step from"
        " Year 6 to Year 7 in the authority; registers not sent."
    )
    if of.before is None:
        yield "No marks of a year before are held, so nothing is held against a year before."
    few = [
        phase
        for phase in of.phases
        if len(set(of.now.school[of.now.phase == phase])) < schools.FEWEST
    ]
    if few:
        instead = (
            "held against a year before only" if of.before else "held against nothing"
        )
        yield (
            f"There are too few schools to say what is usual among {' or '.join(few)} ones:"
            f" their absence is {instead}."
        )
