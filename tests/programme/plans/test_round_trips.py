"""Whatever people write here, our own papers of it are read back as it stands."""

from datetime import date

import pytest

from muster.programme.contacts import named
from muster.programme.papers.files import as_file
from muster.programme.plans import changing, printing
from muster.programme.reading import read
from muster.programme.reading.differences import differences
from muster.programme.taking.taking_in import take_in
from muster.school_year.said import of_day


JAN, ON = date(2026, 1, 5), date(2026, 3, 25)
# Word and PDF are drawn by hundreds otherwise: those go with the slow ones.
KINDS = [
    "csv",
    "xlsx",
    *(pytest.param(k, marks=pytest.mark.slow) for k in ("docx", "pdf")),
]
every_kind = pytest.mark.parametrize("kind", KINDS)


def again(plan, kind):
    """What differs once it was printed and read back."""
    document = printing.document(plan, ON)
    content = as_file(document, kind, organisation="Quillshire", reference="r")
    return [
        (one.field, one.before, one.after)
        for one in differences(document, read(f"x.{kind}", content))
    ]


@every_kind
@pytest.mark.parametrize(
    "owners",
    [
        ["Children and Families Team"],
        ["Smith, Jo", "Health and Wellbeing Board"],
        ["C.Tiller"],
        ["AB CD"],
        ["Children & Families", "A. Ash"],
    ],
)
def test_owners_are_parted_as_they_were_named(plan, action, owners, kind):
    changing.set_owners(action, [named(one) for one in owners], on=JAN, by="a")
    assert not again(plan, kind)


@every_kind
@pytest.mark.parametrize(
    ("heading", "objective"),
    [
        ("Map To spend", ""),
        ("Lower To Higher To What", "Know where it goes"),
        ("EXCLUSIONS A plan", "get money"),
        ("Map the spend", "ALL CAPS"),
    ],
)
@pytest.mark.parametrize("of", ["log", "plan"])
def test_a_title_keeps_its_two_halves(plan, action, heading, objective, kind, of):
    if of == "plan":
        plan = changing.start_plan(title="Action plan", kind="plan", on=JAN, by="a")
        action = changing.add_action(
            plan,
            heading="x",
            ref="7.",
            section=changing.section(plan, "Research"),
            on=JAN,
            by="a",
        )
        changing.set_owners(action, [named("A. Ash")], on=JAN, by="a")
        changing.set_deadline(action, [of_day(date(2026, 4, 30))], on=JAN, by="a")
    said = {"heading": heading, "objective": objective}
    changing.reword(action, on=date(2026, 1, 6), by="a", reason="r", **said)
    assert not again(plan, kind)


@every_kind
@pytest.mark.parametrize("ref", ["A1", "7.1", "SR 01", "12 b", "", "3"])
def test_a_plans_own_references_double_no_action(db, ref, kind):
    plan = changing.start_plan(title="Action plan", kind="plan", on=JAN, by="a")
    one = changing.add_action(
        plan,
        heading="3. Attend" if not ref else "Work on it",
        ref=ref,
        section=changing.section(plan, "Research"),
        on=JAN,
        by="a",
    )
    changing.set_owners(one, [named("A. Ash")], on=JAN, by="a")
    changing.set_deadline(one, [of_day(date(2026, 4, 30))], on=JAN, by="a")
    assert not again(plan, kind)
    content = as_file(
        printing.document(plan, ON), kind, organisation="Q", reference="r"
    )
    take_in(read(f"x.{kind}", content), on=ON, by="b", plan=plan)
    assert plan.actions.count() == 1


@every_kind
@pytest.mark.parametrize(
    "text", ["one\n- two\n- three", "First - second", "- only", "a – b"]
)
def test_dashes_and_bullets_of_a_description_are_no_difference(
    plan, action, text, kind
):
    said = {"description": text}
    changing.reword(action, on=date(2026, 1, 6), by="a", reason="r", **said)
    assert not again(plan, kind)
