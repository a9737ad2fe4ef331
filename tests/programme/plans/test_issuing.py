"""A plan issued for a meeting is kept as it went out, whatever is said of it later."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.programme.plans.test_reprints import START, VERBS, WORDS, Edits

from muster.accounts.models import Entry
from muster.documents import issuing as documents
from muster.documents.models import Issued, IssuedFile
from muster.programme import Refused
from muster.programme.plans import changing, closing, issuing, printing
from muster.programme.plans.action import Rating
from muster.programme.plans.saying import say


MARCH = date(2026, 3, 23)
MAY = date(2026, 5, 10)
SAID = {"reason": "Late", "path": "Borrow somebody", "path_by": date(2026, 7, 1)}
KINDS = {"docx", "pdf", "xlsx", "csv"}


def issue(plan, on=MARCH):
    return issuing.issue_plan(plan, on=on, by="chair", at=timezone.now())


def read(action, colour, on=MARCH):
    """A colour that a paper gave it."""
    said = Rating(action=action, colour=colour, printed=True)
    say(said, on=on, by="chair", did="action.rated")


def bare(action, colour, on=MARCH):
    """A colour by a person, as no page here gives one."""
    said = Rating(action=action, colour=colour)
    say(said, on=on, by="chair", did="action.rated")


def test_it_is_kept_in_every_form_with_its_hash_and_who_and_when(plan, action):
    kept = issue(plan)
    assert (kept.stem, kept.number) == (f"log-{plan.pk}-2026-03-23", 1)
    assert (kept.issued_by, kept.period) == ("chair", "2026-03-23")
    assert {one.kind for one in kept.files.all()} == KINDS
    assert all(documents.content_of(one) for one in kept.files.all())
    assert kept.digest == documents.digest(documents.figures_of(kept))


def test_its_csv_has_the_action_as_it_stood(plan, action):
    kept = issue(plan)
    changing.note(action, "Said later.", on=MARCH, by="ash")
    text = documents.content_of(kept.files.get(kind="csv")).decode()
    assert "Map the spend" in text
    assert "Said later." not in text


def test_a_correction_is_another_issue_and_the_first_stays(plan, action):
    first = issue(plan)
    before = documents.figures_of(first)
    changing.note(action, "Corrected.", on=MARCH, by="ash")
    second = issue(plan)
    assert (first.number, second.number) == (1, 2)
    assert second.digest != first.digest
    assert documents.figures_of(Issued.objects.get(pk=first.pk)) == before


def test_the_last_issue_of_a_day_is_found(plan, action):
    assert issuing.issued_for(plan, MARCH) is None
    issue(plan)
    second = issue(plan)
    assert issuing.issued_for(plan, MARCH) == second


def test_another_plan_whose_number_begins_so_has_papers_of_its_own(plan, action):
    issue(plan)
    other = changing.start_plan(title="Other", kind="log", on=START, by="chair")
    other.pk = plan.pk * 10 + 1
    assert not issuing.issued_of(other).exists()


def test_a_meeting_of_its_group_is_a_day_to_issue_it_for(plan, action, meets):
    meets(MAY)
    assert issue(plan, MAY).period == "2026-05-10"


def test_a_cancelled_meeting_is_not(plan, action, meets):
    meets(MAY, state="cancelled")
    with pytest.raises(Refused, match="10 May 2026 is neither a day of review"):
        issue(plan, MAY)


def test_the_days_to_choose_from_are_the_latest_first(plan, meets):
    meets(MAY)
    days = issuing.days_of(plan, date(2026, 4, 1))
    assert list(days.values()) == [
        "10 May 2026, AWG meets",
        "23 March 2026, a day of review",
        "2 March 2026, a day of review",
    ]


def test_a_plan_without_an_action_is_not_issued(plan):
    with pytest.raises(Refused, match="There is no action in it on 23 March 2026"):
        issue(plan)


@pytest.mark.parametrize("colour", ["amber", "red"])
def test_amber_and_red_without_a_path_hold_it_up_by_reference(plan, action, colour):
    bare(action, colour)
    with pytest.raises(Refused, match="by which day, of 7"):
        issue(plan)
    assert not Issued.objects.exists()


def test_amber_with_a_path_does_not(plan, action):
    changing.rate(action, colour="amber", on=MARCH, by="chair", **SAID)
    assert issue(plan)


def test_green_that_is_overdue_holds_it_up(plan, action, meets):
    meets(MAY)
    bare(action, "green", MARCH)
    with pytest.raises(Refused, match="overdue can’t be green.*of 7"):
        issue(plan, MAY)


def test_every_action_that_holds_it_up_is_named(plan, action):
    bare(action, "red")
    second = changing.add_action(plan, heading="Unnumbered", on=START, by="chair")
    bare(second, "amber")
    with pytest.raises(Refused, match="of 7 and “Unnumbered”"):
        issue(plan)


def test_what_a_paper_said_is_let_through_and_named(plan, action):
    read(action, "amber")
    kept = issue(plan)
    assert issuing.thawed(documents.figures_of(kept)).let_through == ("7",)
    assert '"let_through"' in Entry.objects.get(did="plan.issued").after


def test_a_closed_action_holds_nothing_up(plan, action, meets):
    bare(action, "amber", date(2026, 3, 2))
    closing.propose_closure(action, on=date(2026, 3, 3), by="ash", reason="Done")
    closing.confirm_closure(action, meeting=meets(MARCH), by="chair")
    assert issue(plan)


def test_the_trail_has_who_issued_what(plan, action):
    kept = issue(plan)
    told = Entry.objects.get(did="plan.issued")
    assert (told.by, told.to) == ("chair", f"plan:{plan.pk}")
    assert kept.digest in told.after


def test_a_file_that_was_tampered_with_is_found_out(plan, action):
    kept = issue(plan)
    IssuedFile.objects.filter(paper=kept, kind="csv").update(content=b"other")
    with pytest.raises(documents.Changed, match="not those that were issued"):
        documents.content_of(kept.files.get(kind="csv"))


def test_what_was_frozen_in_a_newer_shape_is_refused():
    with pytest.raises(ValueError, match="shape 9"):
        issuing.thawed(b'{"shape": 9}')


edits = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 40), WORDS, st.booleans()),
    max_size=20,
)


@pytest.mark.slow
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits)
def test_whatever_is_said_later_the_issued_document_is_drawn_again_exactly(
    db, monkeypatch, edits
):
    monkeypatch.setattr(issuing, "files_of", lambda *of: {"csv": b"rows"})
    with transaction.atomic():
        held = Edits()
        for verb, days, word, issues in edits:
            on = START + timedelta(days=days)
            try:
                getattr(held, verb)(on, word)
                if issues:
                    changing.review(held.plan, on=on, by="a")
                    issue(held.plan, on)
            except Refused:
                continue
        for kept in issuing.issued_of(held.plan):
            frozen = issuing.thawed(documents.figures_of(kept))
            again = printing.document(held.plan, frozen.on, frozen.known_at)
            assert again == frozen.document
        transaction.set_rollback(True)
