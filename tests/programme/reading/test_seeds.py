"""The two documents the programme began with, read as they are (programme.md B4)."""

import re
from collections import Counter
from datetime import date

import pytest
from tests.programme.reading.made import KINDS

from muster.programme.printed import CLOSED, OPEN, About, Kind
from muster.programme.reading import read
from muster.programme.reading.kept import lost_words
from muster.programme.reading.opening import lines_of
from muster.school_year import find_said


RISING = ["RED", "AMBER", "GREEN"]


@pytest.fixture(scope="module", params=KINDS)
def log(request, seeds):
    return read("log", KINDS[request.param](seeds[Kind.LOG]))


@pytest.fixture(scope="module", params=KINDS)
def plan(request, seeds):
    return read("plan", KINDS[request.param](seeds[Kind.PLAN]))


def test_the_log_has_its_tasks_and_owners(log):
    assert Counter(row.section for row in log.rows) == {OPEN: 12, CLOSED: 1}
    owned: dict[str, list[str]] = {}
    for row in log.rows:
        for owner in row.owners:
            owned.setdefault(owner, []).append(row.ref)
    # Six are the log owner’s; nobody’s name is written here.
    assert sorted(owned.values()) == [
        ["1", "2a", "4", "6", "8", "11"],
        ["10", "2b"],
        ["12"],
        ["12"],
        ["3", "5"],
        ["7"],
        ["9"],
    ]
    assert all(re.fullmatch("[A-Z]{2}", owner) for owner in owned)


def test_the_log_has_its_colours_and_moves(log):
    now = [row for row in log.rows if row.section == OPEN]
    by_colour: dict[str, list[str]] = {}
    for row in now:
        by_colour.setdefault(row.statuses[-1].said, []).append(row.ref)
    moves = Counter(tuple(status.said for status in row.statuses) for row in now)

    assert all(row.statuses[-1].on == date(2015, 7, 23) for row in now)
    assert by_colour["RED"] == ["7"]
    assert by_colour["GREEN"] == ["5", "6"]
    assert len(by_colour["AMBER"]) == 9
    assert moves == {
        ("AMBER", "GREEN"): 2,
        ("AMBER", "AMBER"): 8,
        ("RED", "RED"): 1,
        ("New Task", "AMBER"): 1,
    }


def test_one_task_is_overdue(log):
    overdue = [
        query for query in log.queries if "before the day this paper" in query.says
    ]

    assert [log.rows[query.row].ref for query in overdue] == ["7"]
    assert "53 days" in overdue[0].says


def test_the_log_joins_what_pages_and_cells_broke(log, seeds):
    rows = {row.ref: row for row in log.rows}
    lines = [line.split("\t") for line in seeds[Kind.LOG].split("\n")]
    over_the_page = next(
        line[8] for line in lines if len(line) == 10 and not any(line[:8])
    )
    wrapped = next(line for line in lines if line[0] == "2b")
    closed = rows["2b"]

    assert rows["9"].progress.endswith(f" {over_the_page}")
    assert closed.heading == wrapped[2]
    assert closed.steps[0] == wrapped[3].removeprefix("- ")
    assert len(closed.steps) == 5
    assert closed.steps[-1].endswith(lines[-1][3])
    assert closed.start.earliest == date(2015, 3, 22)
    assert closed.closure.latest == date(2015, 6, 30)
    assert [status.on for status in closed.statuses] == [
        date(2015, 6, 23),
        date(2015, 7, 8),
    ]


def test_the_log_asks_what_it_must(log):
    repaired = [
        query.text
        for query in log.queries
        if query.about is About.REPAIRED and query.field != "headings"
    ]

    assert repaired == ["23/07/1", "30 June"]
    assert (
        len([query for query in log.queries if query.about is About.CONTRADICTION])
        >= 12
    )


def test_the_notes_of_the_log_offer_their_dates(log):
    found = [
        each.said.latest
        for row in log.rows
        for text in (row.progress, " ".join([row.description, *row.steps]))
        for each in find_said(text, near=log.as_at)
    ]

    assert len(found) >= 12
    assert {
        date(2015, 7, 14),
        date(2015, 7, 29),
        date(2015, 3, 18),
        date(2015, 4, 22),
        date(2015, 6, 17),
        date(2015, 6, 15),
        date(2015, 6, 30),
        date(2015, 7, 13),
        date(2015, 3, 23),
        date(2015, 9, 15),
        date(2015, 10, 20),
        date(2015, 11, 12),
    } <= set(found)


def test_the_plan_has_its_actions_and_owners(plan):
    assert Counter(row.section for row in plan.rows) == {
        "Research": 3,
        "Communications": 5,
        "Events": 1,
    }
    owners = Counter(owner for row in plan.rows for owner in row.owners)
    assert sorted(owners.values()) == [1, 1, 1, 8]
    assert all(re.fullmatch(r"[A-Z]\. [A-Z]\w+", owner) for owner in owners)
    assert len([row for row in plan.rows if not row.owners and not row.deadlines]) == 1
    assert len([row for row in plan.rows if not row.ref]) == 4
    assert len([query for query in plan.queries if query.about is About.REPEATED]) == 2


def test_the_plan_asks_what_it_must(plan):
    assert len(plan.queries) >= 12
    assert len([query for query in plan.queries if "rests on" in query.says]) == 2


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("made", KINDS)
def test_nothing_of_them_is_lost(kind, made, seeds):
    document = read("seed", KINDS[made](seeds[kind]))

    assert not lost_words(document, lines_of("seed", seeds[kind].encode()))
