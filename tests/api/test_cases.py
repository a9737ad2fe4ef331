"""Measures of cases over HTTP: as the command gives them, to services of the authority."""

import pytest
from tests.api.test_routes import lines, rows
from tests.measures.actions import Kept, actions

from muster.measures.provided import PROVIDERS


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")
    table = "plan | first due\nLog | 2026-01-30\nLog |\nPlan | 2026-03-27"
    found = Kept(actions(table))
    monkeypatch.setitem(PROVIDERS, "actions", found)
    return found


def test_figures_of_actions_have_the_columns_of_the_contract(ask, token, kept):
    answer = ask("figures", token(), names="actions_overdue", by="plan", format="csv")
    assert lines(answer) == [
        "measure,period,rules,plan,numerator,denominator,value,suppressed".split(","),
        ["actions_overdue", "2025-26/ytd", "", "Log", "1", "1", "100.000000", "0"],
        ["actions_overdue", "2025-26/ytd", "", "Plan", "0", "1", "0.000000", "0"],
    ]


def test_the_day_they_are_of_is_said(ask, token, kept):
    said = ask("figures", token(), names="actions_open").json()
    assert said["notes"] == ["Actions as they stood on 27 March 2026."]


def test_an_answer_that_may_change_unseen_has_no_tag(ask, token, kept):
    shown = token()
    first = ask("figures", shown, names="actions_open")
    assert "ETag" not in first
    assert "ETag" in ask("figures", shown, names="attendance")
    kept.rows.pop()
    assert rows(ask("figures", shown, names="actions_open"))[0]["numerator"] == 2


def test_a_service_of_a_school_is_given_none_of_the_authority_s(ask, token, kept):
    answer = ask("figures", token("school", "Ash Primary"), names="actions_open")
    assert answer.status_code == 422
    assert "Actions are the whole authority’s" in answer.json()["detail"]
    assert kept.asked == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"names": "actions_open", "by": "phase"}, "Actions cannot be broken down by"),
        ({"names": "attendance", "by": "plan"}, "cannot be broken down by “plan”"),
        ({"names": "attendance,actions_open"}, "ask for each by itself"),
        (
            {"names": "actions_open", "school": "900001"},
            "Actions are not of one school",
        ),
        ({"names": "actions_open", "rules": "mine"}, "no rules called “mine”"),
        ({"names": "actions_open", "period": "2026-27"}, "has not begun"),
    ],
)
def test_a_question_with_no_answer_says_why(ask, token, kept, question, sentence):
    answer = ask("figures", token(), **question)
    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]


def test_where_nobody_keeps_actions_that_is_said(ask, token, monkeypatch):
    monkeypatch.delitem(PROVIDERS, "actions", raising=False)
    answer = ask("figures", token(), names="actions_open")
    assert answer.status_code == 422
    assert "No actions are kept here" in answer.json()["detail"]


def test_the_catalogue_says_their_unit(ask, token):
    of = {row["name"]: row["unit"] for row in rows(ask("measures", token()))}
    assert of["actions_overdue"] == "actions"
