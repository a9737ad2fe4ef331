"""A paper says why a thing is amber or red, how it gets back to green, and who is who."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from muster.documents.blocks import Table
from muster.documents.cells import as_text
from muster.programme.contacts import join, named
from muster.programme.groups import keeping
from muster.programme.groups.group import Sitting
from muster.programme.papers.annexes import UNSAID
from muster.programme.papers.files import as_file, paper_of
from muster.programme.plans import changing, filing, issuing, printing
from muster.programme.plans.action import Rating
from muster.programme.plans.saying import say
from muster.programme.reading import read
from muster.programme.reading.differences import differences
from muster.programme.reading.ours import NOT_READ, OWNERS, WHY
from muster.school_year.said import of_day


JAN, ON = date(2026, 1, 5), date(2026, 3, 23)
BACK = {
    "reason": "Finance has nobody for it.",
    "path": "Borrow somebody\n- from audit",
    "path_by": date(2026, 5, 14),
}


@pytest.fixture
def amber(action):
    changing.rate(action, colour="amber", on=ON, by="chair", **BACK)
    return action


def rows(plan, caption, on=ON, known_at=None):
    paper = paper_of(
        printing.document(plan, on, known_at), organisation="Q", reference="r"
    )
    found = [b for b in paper.blocks if isinstance(b, Table) and b.caption == caption]
    return [list(map(as_text, row)) for table in found for row in table.rows]


def test_an_amber_is_printed_with_its_reason_its_path_to_green_and_the_day(plan, amber):
    assert rows(plan, WHY) == [
        [
            "7 Map the spend",
            "A. Ash",
            "AMBER",
            "Finance has nobody for it.",
            "Borrow somebody\n- from audit",
            "14 May 2026",
        ]
    ]


def test_what_is_red_because_its_day_has_passed_says_so(plan, action):
    changing.set_deadline(
        action, [of_day(date(2026, 3, 10))], on=JAN, by="c", reason="r"
    )
    changing.rate(action, colour="green", on=date(2026, 3, 5), by="c", difference="d")
    [row] = rows(plan, WHY)
    assert row[2:4] == [
        "RED",
        "It was green, and its deadline has passed without a new one.",
    ]


def test_ambers_of_an_old_paper_without_a_reason_are_named_in_one_row(plan, action):
    other = changing.add_action(plan, heading="Buses", ref="8", on=JAN, by="c")
    for one in (action, other):
        say(
            Rating(action=one, colour="amber", printed=True),
            on=ON,
            by="c",
            did="action.rated",
        )
    assert rows(plan, WHY) == [["7, 8", "", "", UNSAID, "", ""]]


def test_what_is_green_or_was_not_rated_for_the_review_is_explained_by_nothing(
    plan, action
):
    changing.rate(action, colour="amber", on=date(2026, 2, 1), by="c", **BACK)
    assert not rows(plan, WHY)


def test_owners_are_told_by_name_role_and_organisation_where_they_are_known(
    plan, action, group
):
    who = named("AA")
    changing.set_owners(action, [who, named("BB")], on=JAN, by="c")
    full = named("Ada Ashgrove")
    full.organisation = "Quillshire, finance"
    full.save()
    join(kept=full, other=who, by="c")
    keeping.sit(group, full, sits_as=Sitting.As.CHAIR, from_on=JAN, by="c")
    assert rows(plan, OWNERS) == [
        ["AA", "Ada Ashgrove", "Chair", "Quillshire, finance"]
    ]


def test_the_key_of_owners_is_printed_again_as_it_was_known(plan, action):
    ash = named("A. Ash")
    ash.organisation = "Finance"
    ash.save()
    then = timezone.now()
    ash.organisation = "Transport"
    ash.save()
    assert rows(plan, OWNERS, known_at=then) == [["A. Ash", "A. Ash", "", "Finance"]]
    assert rows(plan, OWNERS)[0][-1] == "Transport"


@pytest.mark.parametrize("kind", ["csv", "docx", "xlsx", "pdf"])
@pytest.mark.parametrize("is_said", [True, False])
def test_our_own_reader_passes_over_what_stands_after_the_tables(
    plan, action, kind, is_said
):
    ash = named("A. Ash")
    ash.organisation = "Quillshire, finance"
    ash.save()
    rating = Rating(action=action, colour="amber", **(BACK if is_said else {}))
    say(rating, on=ON, by="c", did="action.rated")
    document = printing.document(plan, ON)
    assert document.whys and document.owners
    content = as_file(document, kind, organisation="Quillshire", reference="r")
    again = read(f"x.{kind}", content)
    assert len(again.rows) == len(document.rows)
    assert not differences(document, again)
    said = " ".join(one.text for one in again.queries)
    for heading in (WHY, OWNERS, NOT_READ, "Quillshire, finance"):
        assert heading not in said


def test_a_page_and_an_issue_hand_out_the_same_file(
    plan, amber, signed_in, monkeypatch
):
    drawn = []
    monkeypatch.setattr(
        filing, "file_of", lambda *asked: drawn.append(asked) or b"the file"
    )
    asked = reverse("programme:plan_file", args=[plan.pk, "pdf"])
    page = signed_in("programme-officer").get(asked, {"on": "2026-03-23"})
    kept = issuing.issue_plan(plan, on=ON, by="chair", at=timezone.now())
    assert page.content == b"the file"
    assert {bytes(one.content) for one in kept.files.all()} == {b"the file"}
    assert len({repr(document) for document, *_ in drawn}) == 1
