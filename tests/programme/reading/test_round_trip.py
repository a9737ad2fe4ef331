"""What Muster prints it reads back, in every kind of file, with nothing changed."""

from dataclasses import replace
from datetime import date

import pytest

from muster.programme.printed import NEW, Document, Kind, Row, Status
from muster.programme.reading import read
from muster.programme.reading.differences import differences
from muster.school_year import read_windows


files = pytest.importorskip(
    "muster.programme.papers.files",
    reason="the papers that print a log aren’t here yet",
)


@pytest.fixture(scope="module")
def log(log_text):
    """A log with what only Muster's own have: days of their own, lines of progress."""
    document = read("log", log_text.encode())
    first, second, third, *rest = document.rows
    return replace(
        document,
        rows=(
            replace(
                first,
                progress="12 June 2021: met with depots\n20 June 2021: agreed - in part",
                owners=("Head of Transport", "Ann Bell"),
            ),
            replace(second, section=NEW, statuses=(Status(document.as_at, "AMBER"),)),
            replace(
                third,
                progress="A long note. " * 400,
                deadlines=read_windows("December '21 January/ February '22"),
                statuses=(
                    Status(date(2021, 6, 1), "AMBER"),
                    Status(date(2021, 6, 20), "GREEN"),
                ),
            ),
            *rest,
            replace(
                rest[-1],
                ref="2c",
                heading="TRAMS",
                statuses=(Status(date(2021, 4, 1), "RED"), rest[-1].statuses[0]),
            ),
        ),
    )


@pytest.fixture(scope="module")
def plan(plan_text):
    document = read("plan", plan_text.encode())
    first, second, *rest = document.rows
    return replace(
        document,
        as_at=date(2021, 7, 23),
        reviews=(date(2021, 7, 1), date(2021, 7, 20)),
        rows=(
            replace(
                first,
                progress="12 July 2021: met\n20 July 2021: agreed",
                statuses=(
                    Status(date(2021, 7, 1), "AMBER"),
                    Status(date(2021, 7, 20), "GREEN"),
                ),
            ),
            replace(second, steps=("step one", "step two"), description="More on it"),
            *rest,
        ),
    )


@pytest.mark.parametrize("file_kind", ["docx", "xlsx", "pdf"])
@pytest.mark.parametrize("kind", Kind)
def test_a_paper_is_read_back_as_it_was(kind, file_kind, log, plan):
    document = log if kind is Kind.LOG else plan
    content = files.as_file(
        document, file_kind, organisation="Ashdown Council", reference="TG 3"
    )
    again = read("paper", content)

    assert again.kind is kind
    assert again.as_at == document.as_at
    assert not differences(document, again)
    assert not [each for each in again.queries if each.about.value == "unplaced"]


@pytest.mark.parametrize("kind", Kind)
def test_csv_is_read_back_but_for_days_it_does_not_say(kind, log, plan):
    document = log if kind is Kind.LOG else plan
    again = read("rows", files.as_file(document, "csv", organisation="", reference=""))

    assert {each.field for each in differences(document, again)} <= {"statuses"}


TITLES = [
    ("Data pack", "One paper for every board"),
    ("EHE Register", ""),
    ("EHE Register", "Keep it whole"),
    ("Review: the spend", "What it buys"),
    ("Map the spend To buy less", "To know it"),
    ("Spend:", "To map it"),
    ("Spend:", ""),
    ("SPEND", "To map it: all of it"),
    ("Either | or", "Both"),
    ("Ask", "- all of them"),
    ("Ask", "12 March 2026: all"),
    ("Ask", "Progress: all"),
    ("Ask", "– all of them"),
]


@pytest.mark.parametrize("file_kind", ["csv", "docx", "xlsx", "pdf"])
@pytest.mark.parametrize("kind", Kind)
def test_a_title_and_what_it_is_for_are_read_back_as_they_were(kind, file_kind):
    # In a plan’s cell “Progress:” begins what came of it, whoever wrote it.
    is_log = kind is Kind.LOG
    titles = [each for each in TITLES if is_log or each[1] != "Progress: all"]
    rows = tuple(
        Row(
            "OPEN" if kind is Kind.LOG else "Visits",
            ref=f"{at}a",
            heading=heading,
            objective=objective,
            description=more,
        )
        for at, (heading, objective, more) in enumerate(
            ((*each, more) for each in titles for more in ("", "It goes on")), 1
        )
    )
    document = Document(kind, {"title": "Task log"}, date(2026, 3, 23), rows)
    content = files.as_file(document, file_kind, organisation="Q", reference="r")
    again = read("paper", content)

    assert [(row.heading, row.objective, row.description) for row in again.rows] == [
        (row.heading, row.objective, row.description) for row in rows
    ]


def test_what_a_title_is_for_stands_on_a_line_of_its_own_with_no_bar():
    row = Row("OPEN", ref="1", heading="Data pack", objective="One paper for all")
    log = Document(Kind.LOG, {}, date(2026, 3, 23), (row,))
    plan = replace(log, kind=Kind.PLAN)
    for document, said in ((log, "Data pack:"), (plan, "1 Data pack:")):
        text = files.as_file(document, "csv", organisation="Q", reference="r").decode()
        assert f"{said}\nOne paper for all" in text.replace("\r", "")
        assert "|" not in text
