"""The demo's rates beside the published ones, as the product itself counts them.

``python -m muster.demo.compared`` makes the default authority, asks under the census
rules, and prints a table. Nothing of it is kept.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from muster.measures import Figure, Question, ask_all, parse_period
from muster.tables.state import State
from muster.tables.store import Store

from . import rates
from .authority import Authority, invent
from .children import YEAR_11


# The latest complete school year: the demo's own latest stops in March.
COMPARED = "2024-25"
MEASURES = {
    "persistent": "persistent_absence",
    "severe": "severe_absence",
    "overall": "overall_absence",
}
# What the breakdowns are called in rates.PUBLISHED; SEN support and plans are one.
CALLED = {
    "phase": {word: word for word in ("primary", "secondary", "special", "pru")},
    "fsm": {"yes": "fsm", "no": "no fsm", "unknown": "unknown"},
    "sen": {"N": "no sen", "K": "sen", "E": "sen"},
}


@dataclass(frozen=True)
class Compared:
    """One rate in per cent: `group` is a key of rates.PUBLISHED."""

    group: str
    rate: str
    published: float
    demo: float

    @property
    def difference(self) -> float:
        return self.demo - self.published


def compared(state: State) -> list[Compared]:
    """Every published rate and the demo's, in the order of rates.PUBLISHED."""
    found = _found(state)
    return [
        Compared(group, rate, published, found[group, name])
        for group, targets in rates.PUBLISHED.items()
        for (rate, name), published in zip(MEASURES.items(), targets, strict=False)
    ]


def year_groups(state: State) -> list[Compared]:
    """Persistent absence in Years 1 to 11 beside the published shape."""
    answer = ask_all(state, [_question("year_group", [MEASURES["persistent"]])])[0]
    found = {row.dims[0]: row for row in answer.rows}
    return [
        Compared(f"Year {group}", "persistent", 100 * usual, _percent(row))
        for group, usual in enumerate(rates.PERSISTENT_BY_GROUP.tolist())
        if 1 <= group <= YEAR_11 and (row := found.get(str(group)))
    ]


def _percent(row: Figure) -> float:
    return 100 * row.numerator / max(row.denominator, 1)


def _found(state: State) -> dict[tuple[str, str], float]:
    answers = ask_all(state, [_question(by, list(MEASURES.values())) for by in CALLED])
    sums: dict[tuple[str, str], list[int]] = {}
    for called, answer in zip(CALLED.values(), answers, strict=True):
        for row in answer.rows:
            key = called.get(row.dims[0], ""), row.measure
            held = sums.setdefault(key, [0, 0])
            held[0] += row.numerator
            held[1] += row.denominator
    return {key: 100 * n / max(of, 1) for key, (n, of) in sums.items()}


def _question(by: str, measures: list[str]) -> Question:
    return Question(
        tuple(measures), (by,), parse_period(COMPARED), audience="unsuppressed"
    )


def stored(authority: Authority, home: Path) -> State:
    """The authority in a store of its own, with the marks of the year compared."""
    store = Store(home)
    with store.draft("the demo") as draft:
        draft.add_table("schools", "schools", authority.schools)
        draft.add_table("calendars", "calendars", authority.calendars)
        for year, rows in authority.enrolments.items():
            draft.add_table(year.label, "enrolments", rows, authority.as_at(year))
            if year.label == COMPARED:
                draft.add_marks("marks", authority.marks_of(year))
        version = draft.save()
    store.make_current(version)
    return store.state()


def main(argv: list[str] | None = None) -> None:
    wanted = argparse.ArgumentParser(prog="python -m muster.demo.compared")
    wanted.add_argument("--pupils", type=int, default=30_000)
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args(argv)
    with TemporaryDirectory() as home:
        authority = invent(pupils=asked.pupils, seed=asked.seed)
        state = stored(authority, Path(home))
        found = [*compared(state), *year_groups(state)]
    print("| group | absence | target | demo | difference |")
    print("|---|---|---|---|---|")
    for one in found:
        print(
            f"| {one.group} | {one.rate} | {one.published:.2f} | {one.demo:.2f}"
            f" | {one.difference:+.2f} |"
        )


if __name__ == "__main__":
    main()
