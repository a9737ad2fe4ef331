"""What Muster prints it reads back, in every kind of file, with nothing changed."""

from dataclasses import replace
from datetime import date

import pytest

from muster.programme.printed import NEW, Kind, Status
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
