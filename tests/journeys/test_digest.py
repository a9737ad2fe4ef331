"""An owner is written to, follows the letter, and says how it goes."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from muster.programme.contacts import of_user
from muster.programme.groups.group import Group
from muster.programme.plans import changing, standing
from muster.programme.reminders import sending
from muster.school_year.said import of_day


pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2021, 6, 28)
AT = datetime(2021, 6, 28, 9, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def stands_still(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", TODAY.isoformat())


@pytest.fixture
def late(person, home):
    """A finance officer’s action, a fortnight overdue."""
    owner = of_user(person("finance-officer"))
    owner.user.email = "finance@quillshire.example"
    owner.user.save()
    group = Group.objects.create(kind="working", name="Transport Group")
    on = date(2021, 4, 12)
    plan = changing.start_plan(title="Task log", kind="log", on=on, by="x", group=group)
    action = changing.add_action(plan, heading="Map the spend", ref="7", on=on, by="x")
    changing.set_owners(action, [owner], on=on, by="x")
    changing.set_deadline(action, [of_day(date(2021, 6, 14))], on=on, by="x")
    return action


def test_an_owner_gets_a_digest_and_says_how_it_goes(
    late, stranger_page, live_server, signed_in, settings, looked_at
):
    sending.letters(lambda share: None, on=TODAY, now=AT)
    [letter] = mail.outbox
    assert letter.to == ["finance@quillshire.example"]
    assert "was due on 14 June 2021, 14 days ago" in " ".join(letter.body.split())
    link, *_ = re.findall(r"\S+/programme/actions/\d+/", letter.body)

    page = stranger_page
    value = signed_in("finance-officer").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": value,
                "url": live_server.url,
            }
        ]
    )
    page.goto(urlsplit(link).path)
    looked_at(page)
    page.get_by_role("button", name="Write how it goes").click()
    page.locator("#id_text").fill("The two budgets are in. The map is drawn on Friday.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/actions/*/")
    page.get_by_text("The map is drawn on Friday.").first.wait_for()
    [note] = standing.of_one(late, TODAY).every_note
    assert note.by == "finance-officer"

    # One letter a day at most, however often the round is made.
    sending.letters(lambda share: None, on=TODAY, now=AT)
    assert len(mail.outbox) == 1
