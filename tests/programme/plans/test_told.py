"""The page of a plan and its paper say the same of an action on the same day."""

from datetime import date, timedelta
from random import Random

import pytest

from muster.documents.cells import Rating
from muster.programme import Refused
from muster.programme.papers import log
from muster.programme.plans import changing, closing, printing, standing, table
from muster.school_year.said import of_day


START = date(2026, 1, 5)
RED = {"colour": "red", "reason": "Late", "path": "Ask", "by": "a"}


def on_page(one):
    """The words of its two statuses, and the colours behind them."""
    cells = table.cells(one)
    return [(cells[name].text.upper(), cells[name].colour) for name in table.REVIEWED]


def on_paper(plan, on):
    """By its reference, the same of each row as printed."""
    tables = log.tables(printing.document(plan, on)).values()
    return {
        row[0]: [_word(cell) for cell in row[6:8]]
        for each in tables
        for row in each.rows
    }


def _word(cell):
    if not isinstance(cell, Rating):
        return ("–", "")
    colour = "" if cell.colour == "plain" else str(cell.colour)
    return (cell.word.split(" (")[0].upper(), colour)


def test_what_is_rated_after_a_review_is_not_under_its_day(plan, action):
    changing.rate(action, colour="green", on=date(2026, 3, 20), by="a")
    changing.rate(action, on=date(2026, 3, 25), path_by=date(2026, 4, 20), **RED)
    cells = table.cells(standing.of_one(action, date(2026, 3, 27)))
    assert cells["reviewed"].text == "Green"
    assert cells["now"].text == "Red"


def test_what_came_on_the_day_of_a_review_was_looked_at_then(plan, action):
    listed = standing.of_one(action, date(2026, 3, 27)).listed_on
    changing.review(plan, on=listed - timedelta(days=1), by="a")
    changing.review(plan, on=listed, by="a")
    changing.rate(action, colour="green", on=listed, by="a")
    assert [text for text, _ in on_page(standing.of_one(action, listed))] == [
        "NEW TASK",
        "GREEN",
    ]


def test_what_is_closed_keeps_its_last_colours_on_the_page_as_on_paper(
    plan, action, meets
):
    changing.rate(action, colour="green", on=date(2026, 3, 2), by="a")
    closing.propose_closure(action, on=date(2026, 3, 3), by="a", reason="Done")
    closing.confirm_closure(action, meeting=meets(date(2026, 3, 3)), by="a")
    on = date(2026, 4, 30)
    changing.review(plan, on=on, by="a")
    one = standing.of_one(action, on)
    assert on_page(one) == [("–", ""), ("GREEN", "green")]
    assert table.cells(one)["reviewed"].details == ("on 2/03/26",)
    assert on_paper(plan, on)["7"] == on_page(one)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.slow
def test_page_and_paper_agree_whatever_was_done(plan, meets, seed):
    chance = Random(seed)
    actions = [
        changing.add_action(
            plan, heading="Ask", ref=number, on=_some_day(chance, 60), by="a"
        )
        for number in ("1", "2", "3", "4")
    ]
    for _ in range(25):
        _one_edit(chance, plan, chance.choice(actions), meets)
    for _ in range(4):
        on = _some_day(chance)
        paper = on_paper(plan, on)
        for one in standing.stood(plan.actions.all(), on):
            assert on_page(one) == paper[one.ref], (one.ref, on)


def _some_day(chance, days=120):
    return START + timedelta(days=chance.randrange(days))


def _one_edit(chance, plan, action, meets):
    on = _some_day(chance)

    def close():
        closing.propose_closure(action, on=on, by="a", reason="Done")
        held = plan.group.meetings.filter(on=on).first() or meets(on)
        closing.confirm_closure(action, meeting=held, by="a")

    due = [of_day(on + timedelta(days=chance.randrange(-20, 40)))]
    edits = [
        lambda: changing.rate(action, on=on, path_by=on, **RED),
        lambda: changing.rate(
            action, colour="green", difference="As seen", on=on, by="a"
        ),
        lambda: changing.note(action, "Going", on=on, by="a"),
        lambda: changing.set_deadline(action, due, on=on, by="a", reason="r"),
        lambda: changing.review(plan, on=on, by="a"),
        close,
        lambda: closing.reopen(action, on=on, by="a", reason="r"),
    ]
    try:
        chance.choice(edits)()
    except Refused:
        pass


def test_the_last_update_is_told_by_what_was_said_that_day(plan, action):
    changing.note(action, "Finance sent half of it.", on=date(2026, 3, 2), by="a")
    changing.rate(action, on=date(2026, 3, 25), path_by=date(2026, 4, 20), **RED)
    cell = table.cells(standing.of_one(action, date(2026, 3, 27)))["update"]
    assert cell.text == "25 March 2026"
    assert cell.details[0].startswith("Status: Red. Late")
    changing.note(action, "The rest came.", on=date(2026, 3, 25), by="a")
    cell = table.cells(standing.of_one(action, date(2026, 3, 27)))["update"]
    assert cell.details == ("The rest came.",)
