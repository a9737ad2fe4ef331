"""Two who say something of one plan at once: one after the other, and nothing is lost.

Where one database file has one writer they always are; these are tried on PostgreSQL.
"""

import threading
import time
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from muster.programme import Refused
from muster.programme.plans import changing, issuing, printing, standing
from muster.school_year.said import of_day


JAN, ON = date(2026, 1, 5), date(2026, 3, 23)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time by itself")


def at_once(first, second) -> list[Exception]:
    """What was refused: the second begins while the first is not kept yet."""
    begun, may_end, refused = threading.Event(), threading.Event(), []

    def one() -> None:
        with transaction.atomic():
            first()
            begun.set()
            may_end.wait(5)

    def try_to(do) -> None:
        try:
            do()
        except Exception as why:
            refused.append(why)
        finally:
            begun.set()
            connection.close()

    each = [threading.Thread(target=try_to, args=[do]) for do in (one, second)]
    each[0].start()
    begun.wait(5)
    each[1].start()
    time.sleep(0.5)  # it waits for the first, or has read what stood before
    may_end.set()
    for thread in each:
        thread.join()
    return refused


def test_two_steps_are_two(action):
    at_once(
        lambda: changing.add_steps(action, ["Ask finance"], on=ON, by="a"),
        lambda: changing.add_steps(action, ["Write to heads"], on=ON, by="b"),
    )
    said = {one.text for one in standing.of_one(action, ON).steps}
    assert said == {"Ask finance", "Write to heads"}


def test_two_success_measures_are_two(action):
    at_once(
        lambda: changing.set_success(action, on=ON, by="a", text="X"),
        lambda: changing.set_success(action, on=ON, by="b", text="Y"),
    )
    assert {one.text for one in standing.of_one(action, ON).successes} == {"X", "Y"}


def test_two_actions_do_not_wait_for_each_other(plan, action):
    other = changing.add_action(plan, heading="Y", ref="9", on=JAN, by="b")
    [why] = at_once(
        lambda: changing.wait_for(action, needs=other, on=ON, by="a"),
        lambda: changing.wait_for(other, needs=action, on=ON, by="a"),
    )
    assert isinstance(why, Refused)


def test_a_first_deadline_is_one_persons_and_the_others_is_a_move(plan):
    one = changing.add_action(plan, heading="Y", ref="9", on=JAN, by="b")
    may, september = of_day(date(2026, 5, 1)), of_day(date(2026, 9, 1))
    [why] = at_once(
        lambda: changing.set_deadline(one, [may], on=ON, by="a"),
        lambda: changing.set_deadline(one, [september], on=ON, by="b"),
    )
    assert "Say why the deadline is moved" in str(why)


def test_what_was_issued_while_somebody_wrote_is_drawn_again(plan, action):
    made = []
    at_once(
        lambda: changing.note(action, "A late word", on=ON, by="a"),
        lambda: made.append(issuing.issue_plan(plan, on=ON, by="b", at=timezone.now())),
    )
    for one in made:
        kept = issuing.thawed(bytes(one.figures))
        assert printing.document(plan, kept.on, kept.known_at) == kept.document
