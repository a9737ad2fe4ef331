"""What somebody edits in a plan that was printed here: the rest of it stands."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from muster.programme.contacts import named
from muster.programme.papers.files import as_file
from muster.programme.plans import changing, closing, printing, standing
from muster.programme.plans.action import Action, Closing, Success
from muster.programme.reading import read
from muster.programme.taking.readings import Asked
from muster.programme.taking.taking_in import take_in


JAN, NOW = date(2026, 1, 5), date(2026, 3, 23)
COUNTED = {
    "measure": "persistent_absence",
    "narrowed": {"phase": "primary"},
    "baseline_period": "2025-26/HT1",
    "baseline_numerator": 20,
    "baseline_denominator": 100,
    "target_percent": Decimal("18.000"),
    "by_when": date(2026, 12, 18),
}


@pytest.fixture
def review(group):
    """A plan of the kind that prints success measures."""
    return changing.start_plan(
        title="Moving to secondary school", kind="plan", on=JAN, by="chair", group=group
    )


@pytest.fixture
def visit(review):
    """An action of it with two success measures, one of the catalogue and one of words."""
    made = changing.add_action(
        review,
        heading="Visit every primary school",
        section=changing.section(review, "Visits"),
        ref="1",
        on=JAN,
        by="chair",
    )
    fewer = {"text": "Fewer children miss a tenth", **COUNTED}
    changing.set_success(made, on=JAN, by="chair", **fewer)
    words = {"text": "Pupils know somebody", "unmeasured_reason": "Nobody counts it."}
    changing.set_success(made, on=JAN, by="chair", **words)
    return made


def retake(plan, **edits):
    """The plan as it is printed, edited in every row, and taken in again."""
    printed = printing.document(plan, NOW)
    rows = tuple(replace(row, **edits) for row in printed.rows)
    return take_in(replace(printed, rows=rows), on=NOW, by="officer")


def now(action) -> standing.Standing:
    found = standing.of_one(action, NOW)
    assert found is not None
    return found


def asked() -> list[str]:
    return [one.says for one in Asked.objects.all()]


def counted(one: Success) -> dict[str, object]:
    return {name: getattr(one, name) for name in COUNTED}


# Owners -----------------------------------------------------------------------------------


def shares(action):
    return {one.name: one.share for one in now(action).everybody}


@pytest.fixture
def shared(action):
    """Ash answers for it, Bell does it too, Cox is consulted and Dee informed."""
    ash, bell, cox, dee = map(named, ("A. Ash", "B. Bell", "C. Cox", "D. Dee"))
    raci = {"accountable": ash, "consulted": [cox], "informed": [dee]}
    changing.set_owners(action, [ash, bell], on=JAN, by="chair", **raci)
    return action


def test_another_owner_leaves_who_is_accountable_consulted_and_informed(plan, shared):
    retake(plan, owners=("A. Ash", "B. Bell", "E. Elm"))
    assert now(shared).accountable.name == "A. Ash"
    assert shares(shared) == {
        "A. Ash": "responsible",
        "B. Bell": "responsible",
        "E. Elm": "responsible",
        "C. Cox": "consulted",
        "D. Dee": "informed",
    }
    assert asked() == []


def test_whoever_was_consulted_and_is_an_owner_now_is_that_alone(plan, shared):
    retake(plan, owners=("A. Ash", "C. Cox"))
    assert shares(shared) == {
        "A. Ash": "responsible",
        "C. Cox": "responsible",
        "D. Dee": "informed",
    }


def test_where_the_accountable_owner_is_gone_somebody_is_asked_who_is_now(plan, shared):
    [action] = Action.objects.all()
    retake(plan, owners=("B. Bell", "E. Elm"))
    assert now(shared).accountable is None
    assert asked() == [
        "A. Ash was accountable, and is no owner on this paper. Say who is accountable now."
    ]
    assert Asked.objects.get().action == action


def test_an_owner_who_is_written_as_before_is_the_same_contact(plan, shared):
    """Though somebody else has that name by now, as another way to write theirs."""
    ash = now(shared).accountable.contact
    ash.name = "Ada Ash"
    ash.save()
    retake(plan, owners=("A. Ash", "E. Elm"))
    assert now(shared).accountable.contact == ash


# Success measures -------------------------------------------------------------------------


def test_words_of_one_success_measure_leave_the_other_and_what_it_counts(review, visit):
    retake(review, success="Fewer children miss a tenth\nPupils know somebody by name")
    one, two = now(visit).successes
    assert (one.text, two.text) == (
        "Fewer children miss a tenth",
        "Pupils know somebody by name",
    )
    assert counted(one) == COUNTED
    assert two.unmeasured_reason == "Nobody counts it."
    assert len(Success.objects.filter(number=1)) == 1


def test_a_measure_whose_words_change_counts_what_it_did_and_is_asked_about(
    review, visit
):
    retake(review, success="Fewer children miss a fifth\nPupils know somebody")
    one, two = now(visit).successes
    assert (one.text, two.text) == (
        "Fewer children miss a fifth",
        "Pupils know somebody",
    )
    assert counted(one) == COUNTED
    [says] = asked()
    assert says == (
        "“Fewer children miss a tenth” is “Fewer children miss a fifth” on this paper."
        " Look whether its measure, baseline and target are still right."
    )


def test_words_that_go_on_are_of_the_measure_before_them(review, visit):
    retake(review, success="Fewer children miss a tenth of it Pupils know somebody")
    assert [one.text for one in now(visit).successes] == [
        "Fewer children miss a tenth of it",
        "Pupils know somebody",
    ]


def test_a_sentence_more_is_another_success_measure(review, visit):
    retake(
        review, success="Fewer children miss a tenth Pupils know somebody Heads agree"
    )
    one, two, three = now(visit).successes
    assert counted(one) == COUNTED
    assert (three.number, three.text, three.measure) == (3, "Heads agree", "")


def test_a_measure_of_words_that_is_gone_is_dropped(review):
    made = changing.add_action(review, heading="Write", ref="2", on=JAN, by="chair")
    for text in ("All know", "All care"):
        changing.set_success(made, on=JAN, by="chair", text=text)
    retake(review, success="All care")
    [left] = now(made).successes
    assert (left.number, left.text) == (2, "All care")
    retake(review, success="")
    assert now(made).successes == ()


@pytest.mark.parametrize(
    "success",
    [
        "",
        "Pupils know somebody",
        "Pupils know somebody\nFewer children miss a tenth",
        "All is well",
        "Year 7: Fewer children miss a tenth Pupils know somebody",
    ],
)
def test_a_cell_in_which_measures_are_not_found_again_is_left_and_asked_about(
    review, visit, success
):
    taken = retake(review, success=success)
    one, two = now(visit).successes
    assert (one.number, two.number) == (1, 2)
    assert counted(one) == COUNTED
    assert taken.changed == 0
    [says] = asked()
    assert says == (
        "Which of the success measures of the plan this cell has can’t be told. They are"
        " left as they are: change them, or take them off, on the page of the action."
    )
    assert Asked.objects.get().text == success


def test_an_edited_workbook_changes_what_was_edited(review, visit):
    printed = printing.document(review, NOW)
    whole = {"organisation": "Ashdown Council", "reference": "SR 1"}
    again = read("plan.xlsx", as_file(printed, "xlsx", **whole))
    assert take_in(again, on=NOW, by="officer").changed == 0
    [row] = printed.rows
    edited = row.success.replace("somebody", "somebody by name")
    edited = replace(printed, rows=(replace(row, success=edited),))
    again = read("plan.xlsx", as_file(edited, "xlsx", **whole))
    assert take_in(again, on=NOW, by="officer").changed == 1
    one, two = now(visit).successes
    assert counted(one) == COUNTED
    assert two.text == "Pupils know somebody by name"


# Closed rows ------------------------------------------------------------------------------


@pytest.fixture
def closed(action, meets):
    closing.propose_closure(action, on=date(2026, 3, 2), by="chair", reason="Done.")
    closing.confirm_closure(action, meeting=meets(date(2026, 3, 10)), by="chair")
    return action


STILL_CLOSED = (
    "The plan has closed it on 10 March 2026, and this paper has it under {}. It is left"
    " closed: open it again on its page, with a reason, if it goes on."
)


@pytest.mark.parametrize("section", ["OPEN", "NEW"])
@pytest.mark.parametrize("keeps_its_day", [True, False])
def test_a_closed_row_that_is_moved_is_left_closed_and_asked_about(
    plan, closed, section, keeps_its_day
):
    edits = {} if keeps_its_day else {"closure": None}
    taken = retake(plan, section=section, **edits)
    assert now(closed).is_closed
    assert taken.changed == 0
    assert asked() == [STILL_CLOSED.format(section)]
    assert Closing.objects.count() == 2


def test_what_else_a_moved_row_says_is_taken_in(plan, closed):
    taken = retake(plan, section="OPEN", progress="It goes on.")
    assert taken.changed == 1
    assert [one.text for one in now(closed).notes] == ["It goes on."]
    assert asked() == [STILL_CLOSED.format("OPEN")]


def test_it_is_asked_once_and_again_when_it_was_closed_again(plan, closed, meets):
    retake(plan, section="OPEN")
    retake(plan, section="OPEN")
    assert len(asked()) == 1
    closing.reopen(closed, on=date(2026, 3, 11), by="chair", reason="It goes on.")
    closing.propose_closure(closed, on=date(2026, 3, 12), by="chair", reason="Done.")
    closing.confirm_closure(closed, meeting=meets(date(2026, 3, 16)), by="chair")
    retake(plan, section="OPEN")
    assert len(asked()) == 2


def test_a_row_that_stays_closed_is_asked_nothing(plan, closed):
    assert retake(plan).changed == 0
    assert asked() == []
