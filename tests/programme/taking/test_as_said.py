"""What a paper says for a date and nobody can read is kept as said, and printed so."""

from datetime import date

import pytest

from muster.programme.papers.files import as_file
from muster.programme.plans import changing, printing, standing
from muster.programme.plans.action import Action
from muster.programme.reading import read
from muster.programme.taking.taking_in import take_in
from muster.school_year.said import of_day


NOW = date(2026, 3, 23)
LOG = """Task Log (Created: 5 January 2026) Updated: 23 March 2026

Ref\tStart Date\tTitle\tDescription\tOwner\tDeadline\tPrevious status (RAG) 2/03/26\tCurrent Status (RAG) 23/03/26\tNotes\tClosure Date
1\t30/13/2025\tMAPS To map\tIt\tAA\t31 Feb 2026\tGREEN\tGREEN\t\twhen done
2\t05/01/2026\tLISTS To list\tIt\tAA\tEaster 2026\tGREEN\tGREEN\t\t
3\twinter\tVISITS To visit\tIt\tAA\tongoing\tGREEN\tGREEN\t\t15 May 2026
CLOSED ACTIONS
4\t05/01/2026\tTRIAL To try\tIt\tAA\tMarch 2026\tGREEN\tGREEN\t\tbefore Lent
"""  # noqa: E501
SAID = {
    "1": {"start": "30/13/2025", "deadlines": "31 Feb 2026", "closure": "when done"},
    "2": {"deadlines": "Easter 2026"},
    "3": {"start": "winter", "deadlines": "ongoing"},
    "4": {"closure": "before Lent"},
}


@pytest.fixture
def taken(db):
    return take_in(read("log.txt", LOG.encode()), on=NOW, by="officer")


def called(ref):
    found = standing.stood(Action.objects.all(), NOW)
    return next(one for one in found if one.ref == ref)


def test_words_that_are_no_date_are_kept_and_printed(taken):
    printed = printing.document(taken.plan, NOW)
    assert {row.ref: dict(row.unread) for row in printed.rows} == SAID
    assert called("4").is_closed
    assert called("3").is_proposed
    assert called("2").due_on is None


@pytest.mark.parametrize("kind", ["csv", "docx", "xlsx", "pdf"])
def test_they_are_exported_and_read_again_without_a_difference(taken, kind):
    printed = printing.document(taken.plan, NOW)
    content = as_file(printed, kind, organisation="Q", reference="r")
    again = read(f"log.{kind}", content)
    assert {row.ref: dict(row.unread) for row in again.rows} == SAID
    more = take_in(again, on=NOW, by="officer", plan=taken.plan)
    assert (more.added, more.changed) == (0, 0)


def test_the_same_paper_again_changes_nothing(taken):
    again = take_in(read("log.txt", LOG.encode()), on=NOW, by="officer")
    assert (again.added, again.changed) == (0, 0)


def test_a_date_nobody_can_read_is_asked_about_once(taken):
    due = [one for one in taken.queries if one.field == "deadlines"]
    assert sorted(one.text for one in due) == ["31 Feb 2026", "Easter 2026", "ongoing"]


def test_the_page_of_the_action_says_them_and_that_no_day_can_be_read(
    taken, signed_in, monkeypatch
):
    monkeypatch.setenv("MUSTER_TODAY", NOW.isoformat())
    page = signed_in("programme-officer").get(called("1").action.get_absolute_url())
    text = page.content.decode()
    assert "31 Feb 2026; no day can be read from this" in text
    assert "30/13/2025; no day can be read from this" in text
    assert "when done; no day can be read from this" in text
    assert "No date" not in text


def test_a_deadline_set_afterwards_is_the_first_and_no_move(taken):
    action = called("2").action
    day = of_day(date(2026, 4, 30))
    changing.set_deadline(action, [day], on=NOW, by="officer")
    assert called("2").moves == 0
    assert not printing.row(called("2")).unread


def test_words_longer_than_any_date_are_kept_whole(db):
    long = "after the board has met " * 20
    content = LOG.replace("winter", long).replace("ongoing", long).encode()
    take_in(read("log.txt", content), on=NOW, by="officer")
    assert printing.row(called("3")).unread["start"] == long.strip()
