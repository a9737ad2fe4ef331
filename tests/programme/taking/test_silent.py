"""What nobody said anything of stays so when a paper of ours is read in again."""

from dataclasses import replace
from datetime import date

import pytest

from muster.programme.papers.files import as_file
from muster.programme.plans import changing, printing, standing
from muster.programme.printed import Status
from muster.programme.reading import read
from muster.programme.reading.differences import differences
from muster.programme.taking.taking_in import take_in


ON = date(2026, 3, 25)


@pytest.fixture
def silent(plan, action):
    """An action that was amber in February, and of which nobody has written since."""
    changing.rate(
        action,
        colour="amber",
        reason="Late",
        path="Ask again",
        path_by=date(2026, 5, 1),
        on=date(2026, 2, 2),
        by="a",
    )
    return plan


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx", "pdf"])
def test_grey_with_what_was_said_before_is_read_as_it_is_printed(silent, kind):
    document = printing.document(silent, ON)
    assert document.rows[0].statuses[-1].said == "GREY (AMBER 2/02/26)"
    content = as_file(document, kind, organisation="Quillshire", reference="r")
    assert not list(differences(document, read(f"log.{kind}", content)))


def test_read_in_again_it_is_rated_by_nobody(silent, action):
    content = as_file(
        printing.document(silent, ON), "xlsx", organisation="Q", reference="r"
    )
    before = standing.of_one(action, ON)
    take_in(read("log.xlsx", content), on=ON, by="b", plan=silent)
    now = standing.of_one(action, ON)
    assert [one.pk for one in now.ratings] == [one.pk for one in before.ratings]
    assert now.reviews == before.reviews


def test_a_word_of_a_wrapped_note_begins_no_section():
    log = [
        (
            "Ref\tStart Date\tTitle\tDescription\tOwner\tDeadline\tPrevious Status"
            "\tCurrent Status\tNotes\tClosure Date"
        ),
        "Open actions",
        "1\t5 January 2026\tMAP To map\tIt\tJS\t30/04/2026\tGREEN\tGREEN\tAsked.\t",
        "\t\t\t\t\t\t\t\tCompleted\t",
        "2\t5 January 2026\tBUY To buy\tIt\tJS\t30/04/2026\tGREEN\tGREEN\tAsked.\t",
    ]
    document = read("log.txt", "\n".join(log).encode())
    assert [one.section for one in document.rows] == ["OPEN", "OPEN"]
    said = document.rows[0].progress + " ".join(one.text for one in document.queries)
    assert "Completed" in said


def test_what_a_meeting_rated_is_not_rated_over_by_an_edited_paper(plan, action):
    on = date(2026, 3, 23)
    changing.rate(action, colour="green", on=on, by="a")
    document = printing.document(plan, ON)
    [row] = document.rows
    edited = replace(row, statuses=(*row.statuses[:-1], Status(on, "RED")))
    taken = take_in(replace(document, rows=(edited,)), on=ON, by="b", plan=plan)
    assert standing.of_one(action, ON).rating.colour == "green"
    assert "rated green here on 23 March 2026, and the paper says RED" in (
        taken.queries[0].says
    )


def test_a_log_says_nothing_of_success_and_changes_nothing_of_it(plan, action):
    changing.set_success(action, on=date(2026, 2, 2), by="a", text="It is mapped")
    content = as_file(
        printing.document(plan, ON), "docx", organisation="Q", reference="r"
    )
    taken = take_in(read("log.docx", content), on=ON, by="b", plan=plan)
    assert (taken.changed, taken.queries) == (0, ())
