"""The demo asked people about its texts: what they said, and what was done about it."""

from datetime import date

import pytest

from muster.demo import DEMO_TODAY
from muster.documents.cells import as_text
from muster.programme.papers.files import paper_of
from muster.programme.plans import printing
from muster.programme.plans.plan import Plan
from muster.programme.strategies.consultation import Consultation
from muster.programme.strategies.strategy import Strategy


# A demo of its own takes half a minute.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo"),
    pytest.mark.slow,
]
SIZE = {"pupils": 1_000, "years": 1, "seed": 1}


def consultation(title: str) -> Consultation:
    return Consultation.objects.get(version__strategy__title__startswith=title)


def test_the_policy_was_consulted_on_and_every_theme_is_answered():
    held = consultation("Support first")
    assert (held.form.replies.count(), held.closed_on) == (4, date(2025, 5, 1))
    assert [one.answer for one in held.themes.all()] == [
        "changed",
        "changed",
        "unchanged",
        "elsewhere",
    ]
    assert [one.replies.count() for one in held.themes.all()] == [2, 1, 1, 1]
    assert held.strategy.state == "agreed"
    assert held.strategy.latest.number == 2


def test_the_strategy_is_still_out_and_was_made_longer():
    held = consultation("Attendance strategy")
    assert held.strategy.state == "consultation"
    assert held.form.closes_on == date(2026, 5, 8)
    assert held.form.is_open(DEMO_TODAY)
    assert [one.answer for one in held.themes.all()] == ["changed", ""]
    assert held.form.invitations.filter(answered_on=None).count() == 1


def test_each_answers_a_task_of_the_log():
    logs = {
        one.action.plan.kind for one in Strategy.objects.select_related("action__plan")
    }
    assert logs == {"log"}


def test_the_log_prints_the_day_each_action_began():
    document = printing.document(Plan.objects.get(kind="log"), DEMO_TODAY)
    assert all(row.start for row in document.rows)
    paper = paper_of(document, organisation="Q", reference="r")
    tables = [one for one in paper.blocks if hasattr(one, "rows")]
    assert as_text(tables[0].rows[0][1]) == "14 March 2024"
