import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from muster.accounts.models import Entry
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.reading.opening import MOST_BYTES
from muster.programme.taking import sent
from muster.programme.taking.readings import Asked, Reading
from muster.programme.taking.sent import Sent


LOG = (Path(__file__).parents[1] / "reading" / "log.txt").read_bytes()
PLAN = (Path(__file__).parents[1] / "reading" / "plan.txt").read_bytes()


@pytest.fixture
def officer(signed_in):
    return signed_in("programme-officer")


@pytest.fixture
def send(officer):
    def send(content=LOG, name="log.txt"):
        file = SimpleUploadedFile(name, content)
        return officer.post("/programme/read/", {"file": file})

    return send


def text(page):
    return page.content.decode()


def test_a_paper_is_looked_at_before_anything_is_changed(send, officer):
    page = officer.get(send().url)
    assert "What must be looked at" in text(page)
    assert "What was mended to read it (3)" in text(page)
    assert "Every row (7)" in text(page)
    assert "2a LATE MARKS" in text(page)
    assert not Plan.objects.exists()
    assert not Action.objects.exists()


def test_a_paper_is_taken_in_and_its_bytes_are_gone(send, officer, group):
    page = send()
    taken = officer.post(page.url, {"group": group.pk})
    plan = Plan.objects.get()
    assert taken.url == plan.get_absolute_url()
    assert plan.group == group
    assert plan.actions.count() == 7
    assert Asked.objects.filter(reading__plan=plan).count() >= 12
    assert not Sent.objects.exists()
    assert officer.get(page.url).status_code == 404
    assert Reading.objects.get().name == "log.txt"


def test_a_later_version_says_what_is_new_and_the_very_same_file_is_known(
    send, officer
):
    officer.post(send().url, {})
    again = text(officer.get(send().url))
    assert "This very file was taken in on" in again
    assert "It would say the same" not in again
    changed = LOG.replace(
        b"To be signed off at Transport Group", b"It is signed off at it"
    )
    later = text(officer.get(send(changed).url))
    assert "as a later version of it" in later
    assert "It is signed off at it" in later


def test_a_paper_put_aside_changes_nothing(send, officer):
    page = send()
    officer.post(f"{page.url}put-aside/")
    assert not Sent.objects.exists()
    assert not Plan.objects.exists()
    assert set(
        Entry.objects.filter(to__startswith="reading:").values_list("did", flat=True)
    ) == {"reading.sent", "reading.put-aside"}


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "empty.txt", "The file is empty"),
        (
            b"Dear all, no table today.",
            "letter.txt",
            "letter.txt is neither a task log",
        ),
        (b"\x89PNG\r\n\x1a\n", "scan.png", "a picture"),
        (
            b"x" * (MOST_BYTES + 1),
            "big.txt",
            "big.txt is 5 MB, and a paper is 5 MB at most",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(send, content, name, says):
    assert says in text(send(content, name))
    assert not Sent.objects.exists()


def test_no_file_is_asked_for(officer):
    assert "Choose a file to read" in text(officer.post("/programme/read/", {}))


def test_a_paper_that_says_no_day_is_asked_which_it_speaks_of(send, officer):
    page = send(PLAN, "plan.txt")
    assert "The day it speaks of" in text(officer.get(page.url))
    refused = officer.post(page.url, {"on": "someday"})
    assert "There is a problem" in text(refused)
    assert not Plan.objects.exists()
    officer.post(page.url, {"on": "04/09/2024"})
    assert str(Reading.objects.get().as_at) == "2024-09-04"


@pytest.mark.django_db
def test_what_nobody_takes_in_is_deleted():
    sent.send("log.txt", LOG, by="x")
    assert sent.clear(print) == ""
    before = timezone.now() + timedelta(seconds=1)
    assert sent.clear(print, before) == "Cleared away 1 paper."
    assert not Sent.objects.exists()


def test_a_question_is_answered_once_by_whom_and_when(send, officer):
    officer.post(send().url, {})
    listed = text(officer.get("/programme/questions/"))
    [first, *rest] = dict.fromkeys(re.findall(r"/programme/questions/\d+/", listed))
    assert len(rest) > 10
    assert "The answer is kept." in text(
        officer.post(first, {"answer": "It was 2021."}, follow=True)
    )
    asked = Asked.objects.get(pk=first.split("/")[-2])
    assert (asked.answer, asked.answered_by) == ("It was 2021.", "programme-officer")
    again = text(officer.post(first, {"answer": "2022"}))
    assert "programme-officer has answered it: “It was 2021.”" in again
    assert first not in text(officer.get("/programme/questions/"))
    assert "It was 2021." in text(officer.get("/programme/questions/?answered=1"))
    other = Plan.objects.create(kind="log", title="Other", created_on="2026-01-01")
    assert "No question waits" in text(
        officer.get(f"/programme/questions/?plan={other.pk}")
    )


def test_whoever_keeps_no_plans_reads_questions_and_answers_none(
    send, officer, client, person
):
    officer.post(send().url, {})
    asked = Asked.objects.first()
    client.force_login(person("democratic-services"))
    assert client.get("/programme/questions/").status_code == 200
    assert client.get(f"/programme/questions/{asked.pk}/").status_code == 403
    assert client.get("/programme/read/").status_code == 403


def test_everything_that_was_read_of_a_row_is_shown(send, officer):
    page = text(officer.get(send().url))
    for said in (
        "Draft shown to Transport Group on 15 June 2021",  # its notes
        "consult with depots including half-termly users",  # its steps
        "To agree how buses are told of absence",  # what it is for
        "12/01/ 2021",  # its start
        "Status on 9 June 2021",  # what it was before
        "“28 May” has no year",  # what was mended
    ):
        assert said in page
    assert page.count("govuk-details__summary-text") == 8


def test_what_was_asked_before_is_not_shown_again_as_odd(send, officer):
    officer.post(send().url, {})
    page = text(officer.get(send().url))
    assert "Nothing in it is odd that was not asked before." in page
    assert re.search(r"\d+ more questions were\s+asked before", page)
