"""DuckDB, Polars and the referee agree, on authorities nobody would think of."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measures.authority import Authority, state_of
from tests.measures.generated import authorities, questions
from tests.measures.referee import Referee

from muster.measures import ask
from muster.measures.engine import ENGINES


ASKED = st.lists(questions(), min_size=3, max_size=4)
# The same examples every time: nothing in a test is left to chance.
ALWAYS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextmanager
def stored_state(authority: Authority):
    home = Path(tempfile.mkdtemp(prefix="muster-generated-"))
    try:
        yield state_of(authority, home)
    finally:
        shutil.rmtree(home)


def figures(state, question: dict, engine: str) -> dict:
    ids = dict(state.schools.select("name", "id").iter_rows())
    schools = [ids.get(name, 0) for name in question["schools"]]
    answer = ask(
        state,
        [question["measure"]],
        question["by"],
        question["period"],
        question["rules"],
        schools,
        audience="unsuppressed",
        engine=engine,
    )
    return {f.dims: (f.numerator, f.denominator, f.pupils) for f in answer.rows}


def agrees(authority: Authority, asked: list[dict]) -> None:
    referee = Referee(authority)
    with stored_state(authority) as state:
        for question in asked:
            expected = referee.answer(**question)
            for engine in ENGINES:
                assert figures(state, question, engine) == expected, (engine, question)


@settings(ALWAYS, max_examples=20)
@given(authorities(), ASKED)
def test_the_engines_and_the_referee_agree(authority, asked):
    agrees(authority, asked)


@pytest.mark.slow
@settings(ALWAYS, max_examples=3000)
@given(authorities(), st.lists(questions(), min_size=6, max_size=12))
def test_the_engines_and_the_referee_agree_on_thousands(authority, asked):
    agrees(authority, asked)
