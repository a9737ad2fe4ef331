"""numpy, DuckDB, Polars and the referee agree, on authorities nobody would think of."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measures.authority import Authority, state_of
from tests.measures.generated import authorities, questions, several
from tests.measures.referee import Referee

from muster.measures import Question, ask, ask_all, grouped, parse_period
from muster.measures.question import ENGINES
from muster.tables import store


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


@pytest.fixture(autouse=True, scope="module", params=["many cells", "few cells"])
def small_blocks(request):
    """A school a block, as a real authority has many; and both ways of adding up bits."""
    patch = pytest.MonkeyPatch()
    patch.setattr(store, "ROW_GROUP", 1)
    patch.setattr(grouped, "FEW", 0 if request.param == "few cells" else 10**9)
    yield
    patch.undo()


def agrees_together(authority: Authority, asked: list[dict]) -> None:
    """Every question at once, each of several measures."""
    referee = Referee(authority)
    with stored_state(authority) as state:
        ids = dict(state.schools.select("name", "id").iter_rows())
        wanted = [
            Question(
                question["measures"],
                question["by"],
                parse_period(question["period"]),
                question["rules"],
                tuple(ids.get(name, 0) for name in question["schools"]),
                audience="unsuppressed",
            )
            for question in asked
        ]
        for question, answer in zip(asked, ask_all(state, wanted), strict=True):
            rest = {k: v for k, v in question.items() if k != "measures"}
            for measure in question["measures"]:
                expected = referee.answer(measure=measure, **rest)
                found = {
                    f.dims: (f.numerator, f.denominator, f.pupils)
                    for f in answer.of(measure)
                }
                assert found == expected, (measure, question)


@settings(ALWAYS, max_examples=20)
@given(authorities(), st.lists(several(), min_size=4, max_size=7))
def test_questions_asked_together_are_answered_as_each_by_itself(authority, asked):
    agrees_together(authority, asked)


@settings(ALWAYS, max_examples=20)
@given(authorities(), ASKED)
def test_the_engines_and_the_referee_agree(authority, asked):
    agrees(authority, asked)


@pytest.mark.slow
@settings(ALWAYS, max_examples=400)
@given(authorities(), st.lists(several(), min_size=6, max_size=10))
def test_questions_asked_together_are_answered_as_each_by_itself_hundreds_of_times(
    authority, asked
):
    agrees_together(authority, asked)


@pytest.mark.slow
@settings(ALWAYS, max_examples=800)
@given(authorities(), st.lists(questions(), min_size=6, max_size=12))
def test_the_engines_and_the_referee_agree_on_thousands(authority, asked):
    agrees(authority, asked)
