"""Asking about a version: its own form, themes, and what we did about each."""

import csv
import io
from datetime import date

import pytest

from muster.programme import Refused
from muster.programme.replies import asking
from muster.programme.replies.form import Form
from muster.programme.strategies import consultation as consulting
from muster.programme.strategies import moving, printing, writing
from muster.programme.strategies.strategy import State


TODAY = date(2025, 12, 1)
LATER = date(2026, 1, 5)


@pytest.fixture
def consultation(strategy):
    return consulting.consult(
        strategy,
        purpose="Tell us what you think.",
        privacy="Officers read it.",
        closes_on=date(2025, 12, 19),
        on=TODAY,
        by="lead",
    )


@pytest.fixture
def replied(consultation, invited, answers):
    path = invited(consultation.form, "A. Ash")
    answers(consultation.form, path, ["4", "The aim", "More about transport"])
    return consultation


def test_a_consultation_has_a_form_of_its_own_and_its_text_stays(consultation):
    strategy = consultation.strategy
    assert strategy.state == State.CONSULTATION
    assert consultation.form.kind == Form.Kind.CONSULTATION
    assert consultation.form.questions.count() == 3
    with pytest.raises(Refused, match="Close the consultation first"):
        writing.write(strategy, text="# A", changed="x", number=1, on=TODAY, by="a")
    with pytest.raises(Refused, match="People are still being asked"):
        moving.move(strategy, State.REVISED, on=TODAY, by="lead")


def test_it_is_not_closed_while_people_can_still_answer(consultation):
    with pytest.raises(Refused, match="can be answered until 19 December 2025"):
        consulting.close(consultation, on=date(2025, 12, 19), by="lead")
    consulting.close(consultation, on=date(2025, 12, 20), by="lead")
    consultation.strategy.refresh_from_db()
    assert consultation.strategy.state == State.REVISED


def test_it_is_not_closed_with_a_theme_that_says_nothing_was_done(replied):
    with pytest.raises(Refused, match="Draw themes from the replies"):
        consulting.close(replied, on=LATER, by="lead")
    theme = consulting.add_theme(replied, said="Say more about transport", by="lead")
    with pytest.raises(Refused, match="what you did about “Say more about transport”"):
        consulting.close(replied, on=LATER, by="lead")
    said = {"said": theme.said, "by": "lead"}
    with pytest.raises(Refused, match="Say both"):
        consulting.answer(theme, answer="changed", done=" ", **said)
    consulting.answer(theme, answer="changed", done="Section 3 is new", **said)
    consulting.close(replied, on=LATER, by="lead")
    with pytest.raises(Refused, match="stays as it was published"):
        consulting.add_theme(replied, said="Another", by="lead")


def test_replies_without_a_theme_are_closed_with_a_reason_only(replied):
    why = "The one reply agreed with everything."
    consulting.close(replied, on=LATER, by="lead", no_themes=why)
    [_, _, _, _, said] = printing.consultation_paper(replied, LATER).blocks
    assert said.text == why


def test_what_was_said_and_done_is_printed_and_in_a_file(replied):
    theme = consulting.add_theme(replied, said="=Transport", by="lead")
    reply = replied.form.replies.get()
    consulting.draw(reply, [theme], by="lead")
    consulting.answer(
        theme, said="=Transport", answer="elsewhere", done="In the bus plan", by="lead"
    )
    file = printing.consultation_csv(replied).decode("utf-8-sig")
    [_, line] = csv.reader(io.StringIO(file))
    assert line == [
        "'=Transport",
        "1",
        "We do something else about it",
        "In the bus plan",
    ]
    files = printing.as_files(printing.consultation_paper(replied, LATER))
    assert files["pdf"].startswith(b"%PDF") and files["docx"].startswith(b"PK")


def test_the_paper_names_nobody_who_replied(replied):
    paper = printing.consultation_paper(replied, LATER)
    assert "Ash" not in str(paper.blocks)
    assert "1 asked" in str(paper.blocks) and "1 replied" in str(paper.blocks)


def test_people_can_be_asked_again_about_the_next_version(consultation):
    strategy = consultation.strategy
    consulting.close(consultation, on=LATER, by="lead")
    strategy.refresh_from_db()
    writing.write(strategy, text="# A", changed="x", number=1, on=LATER, by="lead")
    again = consulting.consult(
        strategy,
        purpose="Once more.",
        privacy="Officers.",
        closes_on=date(2026, 1, 31),
        on=LATER,
        by="lead",
    )
    assert again.version.number == 2


def test_a_consultation_that_was_closed_takes_no_more_replies(consultation):
    form = consultation.form
    consulting.close(consultation, on=date(2025, 12, 20), by="lead")
    with pytest.raises(Refused, match="was closed on 20 December 2025"):
        asking.change(
            consultation.form,
            on=date(2025, 12, 21),
            by="lead",
            opens_on=form.opens_on,
            closes_on=date(2026, 1, 31),
            is_anonymous=False,
        )
