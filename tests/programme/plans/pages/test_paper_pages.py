"""A plan's papers as pages: issued, what needs a meeting's time, what changed."""

import io
from datetime import date

import docx
import pytest
from tests.programme.plans.pages.conftest import add, tables

from muster.accounts.models import Entry
from muster.documents import issuing as documents
from muster.documents.models import Issued, IssuedFile
from muster.programme.plans import changing
from muster.programme.plans.action import Rating
from muster.programme.plans.plan import Plan
from muster.programme.plans.saying import say


MARCH = date(2026, 3, 23)
KEEPER, READER = "programme-officer", "finance-officer"


@pytest.fixture
def at(signed_in, lively):
    """at("exceptions/") is that page of the log, to a reader."""

    def at(page, role=READER):
        return signed_in(role).get(f"/programme/plans/{lively.pk}/{page}")

    return at


@pytest.fixture
def issue(signed_in, lively):
    def issue(on="2026-03-23"):
        client = signed_in(KEEPER)
        address = f"/programme/plans/{lively.pk}/issue/"
        return client.post(address, {"on": on}, follow=True)

    return issue


def bare(plan, ref, printed=False):
    made = add(plan, ref, "Other", ["B. Birch"], date(2026, 7, 1))
    said = Rating(action=made, colour="amber", printed=printed)
    say(said, on=MARCH, by="chair", did="action.rated")


# Issuing


def test_a_plan_is_issued_for_a_day_of_review_and_listed(issue, at):
    page = issue()
    assert "It is issued for 23 March 2026, as issue 1." in page.content.decode()
    kept = Issued.objects.get()
    [row] = tables(at("issued/"))["Issued papers"]
    assert row[0] == "23 March 2026, issue 1"
    assert "by Sam Programme-Officer" in row[1]
    assert row[3] == kept.digest


def test_each_file_is_the_bytes_that_were_issued_and_the_trail_has_it(issue, at):
    issue()
    kept = Issued.objects.get()
    for file in kept.files.all():
        page = at(f"issued/{kept.pk}/{file.kind}/")
        assert page.content == documents.content_of(file)
        name = f"log-1-2026-03-23-issue-1.{file.kind}"
        assert page["Content-Disposition"] == f'attachment; filename="{name}"'
    told = Entry.objects.filter(did="plan-paper.downloaded")
    assert told.first().to == f"plan:1, paper:{kept.pk} as csv"
    assert told.count() == 4


def test_a_file_that_is_no_longer_what_was_issued_is_not_handed_out(issue, at):
    issue()
    kept = Issued.objects.get()
    IssuedFile.objects.filter(kind="pdf").update(content=b"other")
    assert at(f"issued/{kept.pk}/pdf/").status_code == 302
    assert "not those that were issued" in at("issued/").content.decode()
    assert not Entry.objects.filter(did="plan-paper.downloaded").exists()


def test_figures_that_are_no_longer_what_was_issued_are_said(issue, at):
    issue()
    Issued.objects.update(figures=b"{}")
    assert "not those that were issued" in tables(at("issued/"))["Issued papers"][0][3]


def test_what_holds_it_up_is_said_on_the_form(issue, lively):
    bare(lively, "20")
    bare(lively, "21")
    page = issue()
    assert "by which day, of 20 and 21." in page.content.decode()
    assert not Issued.objects.exists()


def test_what_a_paper_said_is_let_through_and_said_so(issue, lively, at):
    bare(lively, "20", printed=True)
    said = "Let through as a paper had it, and not as the rule asks: 20."
    assert said in issue().content.decode()
    assert "not as the rule asks: 20" in tables(at("issued/"))["Issued papers"][0][1]


def test_a_day_that_is_not_offered_is_refused(issue):
    assert "Choose one of the days." in issue("2026-03-24").content.decode()


def test_a_plan_with_no_day_is_sent_to_be_given_one(signed_in, db):
    plan = changing.start_plan(title="New", kind="plan", on=MARCH, by="chair")
    page = signed_in(KEEPER).get(f"/programme/plans/{plan.pk}/issue/", follow=True)
    assert page.request["PATH_INFO"].endswith("/review/")
    assert "There is no day to issue it for." in page.content.decode()


def test_nothing_is_issued_yet(at):
    page = at("issued/").content.decode()
    assert "Nothing is issued yet" in page
    assert "Issue this plan" not in page


def test_a_paper_of_another_plan_is_not_found(issue, signed_in):
    issue()
    other = Plan.objects.create(kind="log", title="Other", created_on=MARCH)
    kept = Issued.objects.get()
    address = f"/programme/plans/{other.pk}/issued/{kept.pk}/pdf/"
    assert signed_in(READER).get(address).status_code == 404


def test_an_issued_plan_is_not_among_the_packs(issue, signed_in):
    issue()
    page = signed_in("leader").get("/papers/")
    assert page.status_code == 200
    assert "Task log" not in page.content.decode()


# Exceptions


def test_what_needs_a_meetings_time_stands_the_most_serious_first(at):
    found = tables(at("exceptions/"))["Actions to look at"]
    assert [row[0].split()[0] for row in found] == ["8", "7", "9", "12"]
    assert "26 days overdue" in found[0][4]
    assert "It has no date" in found[2][4]


def test_each_action_is_a_link_to_it(at):
    assert 'href="/programme/actions/1/"' in at("exceptions/").content.decode()


def test_the_exceptions_of_an_earlier_day(at):
    page = at("exceptions/?on=02/03/2026")
    assert "As it stood on 2 March 2026" in page.content.decode()


@pytest.mark.parametrize("page", ["exceptions/", "changed/"])
@pytest.mark.parametrize(
    ("on", "says"),
    [("2030-01-01", "Choose today or a day before it."), ("soon", "soon")],
)
def test_a_day_that_cannot_be_told_of_is_said(at, page, on, says):
    answer = at(f"{page}?on={on}")
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert at(f"{page}pdf/?on={on}").status_code == 404


# What changed


def test_what_changed_since_the_last_review_without_being_asked(at):
    text = at("changed/").content.decode()
    assert "Between 23 March 2026 and 27 March 2026." in text
    assert "Nothing changed between" in text


def test_what_changed_since_a_day_old_and_new(at):
    found = tables(at("changed/?since=2026-03-02"))
    assert found["Added"][0][0] == "12 Ask schools"
    assert ["7 Map the spend", "G Green", "A Amber"] in [
        [one.replace("GREEN", "Green").replace("AMBER", "Amber") for one in row[:3]]
        for row in found["Status"]
    ]


def test_a_day_after_the_one_asked_about_is_refused(at):
    page = at("changed/?since=2026-03-25&on=2026-03-20").content.decode()
    assert "Choose a day before 20 March 2026." in page


def test_beside_what_was_issued_a_note_of_an_earlier_day_is_a_change(issue, at):
    issue()
    changing.note(
        Plan.objects.get().actions.first(), "Remembered.", on=date(2026, 3, 3), by="ash"
    )
    text = at("changed/?since=2026-03-23").content.decode()
    assert "as issue 1" in text
    assert "Remembered." in text


@pytest.mark.parametrize("page", ["exceptions", "changed"])
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_both_are_handed_out_as_papers(at, page, kind):
    answer = at(f"{page}/{kind}/?since=2026-03-02")
    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]
    assert Entry.objects.get(did="plan-paper.drawn").to == f"plan:1 as {kind}"
    if kind == "docx":
        assert docx.Document(io.BytesIO(answer.content)).tables


@pytest.mark.parametrize("page", ["exceptions", "changed"])
def test_there_is_no_other_kind(at, page):
    assert at(f"{page}/exe/").status_code == 404


@pytest.mark.parametrize("page", ["exceptions/", "changed/", "issued/"])
def test_an_empty_plan_has_its_pages_too(signed_in, plan, page):
    answer = signed_in(READER).get(f"/programme/plans/{plan.pk}/{page}")
    assert answer.status_code == 200
