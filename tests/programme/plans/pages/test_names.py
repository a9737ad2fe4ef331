"""Pages speak of measures, groups, people and days as people do."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.programme.plans.pages.conftest import tables

from muster.accounts.models import Entry
from muster.programme.contacts import Contact
from muster.programme.plans import changing
from muster.programme.plans.action import Success
from muster.programme.plans.success_form import SuccessForm
from muster.programme.replies.form import Form
from muster.school_year.said import of_day


ON = date(2026, 3, 27)


def text(page):
    return page.content.decode()


def test_a_success_measure_is_called_as_the_catalogue_calls_it(signed_in, action):
    changing.set_success(
        action,
        on=ON,
        by="a",
        text="Fewer miss school",
        measure="overall_absence",
        narrowed={"fsm": "yes"},
        target_percent=Decimal("18.650"),
        by_when=date(2026, 7, 31),
        by_when_said="July 2026",
    )
    page = signed_in("programme-officer").get(action.get_absolute_url())
    [row] = next(
        rows for name, rows in tables(page).items() if rows and "Fewer" in rows[0][0]
    )
    assert row[1] == "Overall absence, Free school meals: Eligible"
    assert "18.7%" in row
    assert "July 2026" in row


def test_by_when_is_said_as_deadlines_are(signed_in, action):
    address = reverse("programme:add_success", args=[action.pk])
    said = {"text": "Policies are out", "unmeasured_reason": "It is one paper"}
    client = signed_in("programme-officer")
    client.post(address, {**said, "by_when": "July 2026"})
    one = Success.objects.get()
    assert (one.by_when, one.by_when_said) == (date(2026, 7, 31), "July 2026")
    page = text(client.get(reverse("programme:success", args=[action.pk, 1])))
    assert "July 2026, 31 July 2026 at the latest" in page
    page = text(client.post(address, {**said, "by_when": "soonish"}))
    assert "There is a problem" in page


def test_groups_of_pupils_have_their_names():
    form = SuccessForm(state=None, scope=None, today=ON)
    named = dict(form.fields["dimension"].choices)
    assert named["sen"] == "Special educational needs"
    assert named["eal"] == "English as an additional language"


def test_an_owner_is_named_in_full_where_that_is_known(signed_in, plan, action):
    jo = Contact.objects.create(name="JS", aliases=["Jo Stone"])
    changing.set_owners(action, [jo], on=ON, by="a")
    for address in (plan.get_absolute_url(), action.get_absolute_url()):
        assert "Jo Stone (JS)" in text(signed_in("programme-officer").get(address))


def test_what_is_due_soon_and_never_rated_is_said_to_whom_it_waits_for(
    client, owner, plan
):
    one = changing.add_action(plan, heading="Ask heads", ref="8", on=ON, by="a")
    contact = Contact.objects.get(name="A. Ash")
    changing.set_owners(one, [contact], on=ON, by="a")
    changing.set_deadline(one, [of_day(date(2026, 4, 5))], on=ON, by="a")
    client.force_login(owner)
    page = text(client.get("/programme/"))
    assert "Due in 9 days; it has never been rated" in page
    assert "Nothing now" not in page


def test_an_action_nobody_moved_was_never_moved(signed_in, action):
    page = text(signed_in("programme-officer").get(action.get_absolute_url()))
    assert "Never rated; its deadline never moved; and 0 notes written." in page


@pytest.mark.parametrize("name", ["recommendations/add", "priorities/take-up"])
def test_an_empty_choice_says_what_to_choose(signed_in, name, db):
    page = signed_in("programme-officer").get(f"/programme/{name}/")
    assert page.status_code == 200
    assert "---------" not in text(page)


def test_one_reply_is_one_reply_and_a_refused_file_is_no_export(signed_in, db):
    form = Form.objects.create(
        title="What helps?",
        opens_on=date(2026, 3, 1),
        closes_on=date(2026, 4, 1),
        is_anonymous=True,
        made_at=timezone.now(),
    )
    form.replies.create(answers={}, key="x")
    client = signed_in("programme-officer")
    assert "1 reply" in text(client.get(reverse("programme:results", args=[form.pk])))
    refused = client.get(reverse("programme:replies_csv", args=[form.pk]))
    assert refused.status_code == 302
    assert not Entry.objects.filter(did="export.made").exists()
