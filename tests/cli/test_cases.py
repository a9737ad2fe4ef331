"""Measures of cases at the command line."""

import pytest
import typer
from tests.measures.actions import Kept, actions
from tests.measures.authority import stored
from tests.measures.drawn import drawn
from typer.testing import CliRunner

from muster.cli import figures
from muster.measures.provided import PROVIDERS
from muster.sources.models import InForce
from muster.tables.store import Store


@pytest.fixture
def command(db, settings, monkeypatch, tmp_path):
    """command("measure", ...) in this process, where actions are the test's."""
    stored(drawn("school | marks\nAsh | 2 I, 8 /"), tmp_path)
    settings.MUSTER_HOME = tmp_path
    InForce.put(1)
    assert Store(tmp_path).state().years()
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path))
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")
    monkeypatch.setattr(figures, "open_home", lambda home: None)
    table = "plan | first due\nLog | 2026-01-30\nLog |\nPlan | 2026-03-27"
    monkeypatch.setitem(PROVIDERS, "actions", Kept(actions(table)))
    app = typer.Typer()
    figures.add_to(app)

    def command(*words):
        return CliRunner().invoke(app, words)

    return command


def test_a_measure_of_actions_by_plan(command):
    ran = command("measure", "actions_overdue", "--by", "plan", "--format", "csv")
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.splitlines() == [
        "measure,period,rules,plan,numerator,denominator,value,suppressed",
        "actions_overdue,2025-26/ytd,,Log,1,1,100.000000,0",
        "actions_overdue,2025-26/ytd,,Plan,0,1,0.000000,0",
    ]
    assert "Actions as they stood on 27 March 2026." in ran.stderr


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2024-25", "31 July 2025"),
        ("2026-01-16", "16 January 2026"),
        ("2025-26", "27 March 2026"),
    ],
)
def test_a_period_is_as_at_its_end_or_today(command, period, day):
    ran = command("measure", "actions_open", "--period", period)
    assert f"Actions as they stood on {day}." in ran.stderr


@pytest.mark.slow
def test_what_cannot_be_asked_of_actions_is_a_sentence(run, loaded):
    for words, said in [
        (("actions_open", "--by", "phase"), "Actions cannot be broken down by “phase”"),
        (("actions_open", "attendance"), "ask for each by itself"),
        (("attendance", "--by", "plan"), "Figures cannot be broken down by “plan”"),
        (("action_open",), "Did you mean actions_open"),
    ]:
        ran = run("measure", *words, home=loaded)
        assert ran.returncode == 1, words
        assert said in ran.stderr
        assert "Traceback" not in ran.stderr


def test_measures_lists_actions_with_their_unit_and_source(run, tmp_path):
    listed = run("measures", "--format", "csv", home=tmp_path).stdout.splitlines()
    [overdue] = [line for line in listed if line.startswith("actions_overdue,")]
    assert overdue.endswith(
        ',actions,"Muster’s rules for plans: deadlines, and their moves"'
    )
