"""The command and the API are one contract: the same question, the same bytes."""

import json

import pytest

from muster.api import services, tokens
from muster.sources.models import InForce


@pytest.fixture
def ask(db, client, settings, loaded):
    settings.MUSTER_HOME = loaded
    InForce.put(1)
    service = services.add(name="Reports", organisation=None, by="")
    text = tokens.make(service=service, name="tests", by="officer")[1]
    headers = {"Authorization": f"Bearer {text}"}
    return lambda route, **query: client.get(f"/api/v1/{route}", query, headers=headers)


@pytest.mark.parametrize("by", ["", "school", "school,week"])
@pytest.mark.slow
def test_figures_are_to_the_letter_what_the_command_prints(run, loaded, ask, by):
    words = ["measure", "overall_absence", "attendance", "--by", by, "--format"]
    question = {"names": "overall_absence,attendance", "by": by}
    printed = run(*words, "csv", home=loaded)
    assert printed.returncode == 0
    assert ask("figures", **question, format="csv").content.decode() == printed.stdout
    printed = run(*words, "json", home=loaded)
    assert ask("figures", **question).json()["rows"] == json.loads(printed.stdout)


def test_the_catalogue_is_to_the_letter_what_the_command_prints(run, loaded, ask):
    printed = run("measures", "--format", "csv", home=loaded)
    assert ask("measures", format="csv").content.decode() == printed.stdout


def test_a_question_that_has_no_answer_has_the_command_s_sentence(run, loaded, ask):
    printed = run("measure", "attendance", "--period", "soon", home=loaded)
    assert printed.returncode == 1
    answer = ask("figures", names="attendance", period="soon")
    assert answer.json()["detail"] in printed.stderr
