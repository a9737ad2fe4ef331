"""What a paper changed is said in sentences; what was left is not among them."""

from dataclasses import replace
from datetime import date

from muster.programme.plans import changing, printing
from muster.programme.printed import Status
from muster.programme.taking.taking_in import take_in
from muster.school_year.said import read_said


NOW = date(2026, 3, 23)


def test_each_change_is_said_in_a_sentence(plan, action):
    printed = printing.document(plan, NOW)
    [row] = printed.rows
    edited = replace(
        row,
        objective="To know it",
        deadlines=(read_said("May 2026"),),
        owners=(),
        statuses=(Status(NOW, "RED"),),
    )
    taken = take_in(replace(printed, rows=(edited,)), on=NOW, by="officer")
    assert taken.changes == (
        "7 Map the spend: its purpose is “To know it”.",
        "7 Map the spend: its owners were “A. Ash”, and are gone.",
        "7 Map the spend: its deadline was “30 April 2026”, and is “May 2026”.",
        "7 Map the spend: its status is “RED on 23/03/2026”.",
    )


def test_what_is_left_and_asked_about_is_no_change(plan, action):
    changing.note(action, "Met the heads. They agree.", on=NOW, by="a", printed=True)
    printed = printing.document(plan, NOW)
    [row] = printed.rows
    edited = replace(row, progress="Met the heads. They don’t agree.")
    taken = take_in(replace(printed, rows=(edited,)), on=NOW, by="officer")
    assert taken.changes == ()
