"""What tests of measures share: `spec`, a figure drawn as a table."""

import pytest
from tests.measures.authority import Authority, state_of
from tests.measures.drawn import drawn
from tests.measures.referee import Referee

from muster.measures import Measure, ask
from muster.measures.question import ENGINES


@pytest.fixture(scope="session")
def held(tmp_path_factory):
    """The state of a store that holds an authority, or a table that draws one."""
    kept = {}

    def state(authority: Authority | str):
        if isinstance(authority, Authority):
            return state_of(authority, tmp_path_factory.mktemp("home"))
        if authority not in kept:
            kept[authority] = state(drawn(authority))
        return kept[authority]

    return state


@pytest.fixture
def spec(held):
    """Asserts what a measure makes of a drawn table, on every engine and by the referee.

    `expected` has (counted, out of) for each school, or for whatever `by` says; for no
    breakdown at all it is that pair itself.
    """

    def check(
        measure, table, expected, *, by="school", period="2025-26", rules="census"
    ):
        name = measure.name if isinstance(measure, Measure) else measure
        by = tuple(by.split(",")) if by else ()
        wanted = expected if isinstance(expected, dict) else {(): expected}
        wanted = {k if isinstance(k, tuple) else (k,): v for k, v in wanted.items()}
        authority = drawn(table)
        state = held(table)
        for engine in ENGINES:
            answer = ask(
                state, [name], by, period, rules, audience="unsuppressed", engine=engine
            )
            found = {f.dims: (f.numerator, f.denominator) for f in answer.rows}
            assert found == wanted, f"{name} under {rules}, by {engine}"
        refereed = Referee(authority).answer(name, by, period, rules)
        found = {place: (n, d) for place, (n, d, _) in refereed.items()}
        assert found == wanted, f"{name} under {rules}, by the referee"

    return check
