"""The letter itself: who has one, what it says, and that there is one a day."""

from datetime import date, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from tests.programme.reminders.conftest import at, post, says

from muster.accounts.models import Entry
from muster.documents.mail import CannotSend
from muster.programme.contacts import named
from muster.programme.plans import changing, closing
from muster.programme.plans.action import Wording
from muster.programme.reminders import choosing, digest, due, sending
from muster.programme.reminders.models import Digest, Round, When
from muster.school_year.said import of_day


# A Thursday; the action is due on it.
DUE = date(2026, 4, 30)
FRIDAY, SATURDAY, MONDAY, TUESDAY, WEDNESDAY = (
    date(2026, 5, day) for day in (1, 2, 4, 5, 6)
)


@pytest.fixture(autouse=True)
def letters(settings):
    """Ash’s and Cedar’s letters are kept here; the site is at muster.example."""
    settings.EMAIL_IS_SET = True
    settings.ALLOWED_HOSTS = ["muster.example", "testserver"]
    settings.SESSION_COOKIE_SECURE = True
    mail.outbox = []
    Faulty.faults = []
    Faulty.refuses_to_open = None


class Faulty(EmailBackend):
    """A relay that takes letters, but for the faults it is told."""

    faults: list = []
    refuses_to_open = None

    def open(self):
        if self.refuses_to_open:
            raise self.refuses_to_open

    def send_messages(self, messages):
        if self.faults and (why := self.faults.pop(0)):
            raise why
        return super().send_messages(messages)


@pytest.fixture
def relay(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Faulty"
    return Faulty


def sent():
    return [one.to[0].partition("@")[0] for one in mail.outbox]


@pytest.fixture
def going(people, plan, action):
    """Everybody is told of one thing alone: Ash’s action, due on 30 April."""
    changing.note(action, "Going.", on=date(2026, 4, 1), by="ash")
    return action


def test_a_letter_is_plain_and_grouped_with_links(people, plan, going):
    changing.add_steps(going, ["Ask finance"], on=DUE, by="ash")
    changing.change_step(going, 1, on=DUE, by="ash", due_on=date(2026, 4, 28))
    assert post(DUE) == "Sent 1 letter of what is due."
    [letter] = mail.outbox
    # The address of its page, once that is built.
    link = due.for_me(people[0], DUE)[0].href
    shown = f"\n  https://muster.example{link}" if link else ""
    assert letter.to == ["ash@quillshire.example"]
    assert letter.subject == "Muster: 1 overdue, 1 due"
    assert letter.body == (
        "What Muster has for you on Thursday 30 April 2026.\n\n"
        "OVERDUE\n\n"
        "- The step “Ask finance” of “7 Map the spend” (Task log) was due on 28 April"
        f" 2026, 2 days ago.{shown}\n\n"
        "DUE\n\n"
        f"- “7 Map the spend” (Task log) is due today.{shown}\n\n"
        "You have one letter a day at most, on working days. Choose when you are written"
        " to:\nhttps://muster.example/programme/reminders/\n"
    )
    assert letter.content_subtype == "plain" and not letter.attachments
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_each_thing_leads_to_its_page(people, going, monkeypatch):
    monkeypatch.setattr(due, "reverse", lambda name, args: f"/{name}/{args[0]}/")
    post(DUE)
    link = f"\n  https://muster.example/programme:action/{going.pk}/\n"
    assert link in mail.outbox[0].body


def test_a_pupil_s_number_of_before_they_were_refused_is_struck_out(people, going):
    changing.reword(going, on=DUE, by="c", reason="r", heading="Visit them")
    said = "Visit A123456789012's home"
    Wording.objects.filter(heading="Visit them").update(heading=said)
    post(DUE)
    assert "123456789012" not in mail.outbox[0].body + mail.outbox[0].subject
    assert "Visit" in mail.outbox[0].body


def test_whoever_has_nothing_has_no_letter(people, going):
    post(DUE)
    assert sent() == ["ash"]


def test_a_second_round_and_a_third_send_nothing_again(people, going):
    assert [post(DUE, hour) for hour in (8, 9, 17)][1:] == ["", ""]
    assert sent() == ["ash"]


def test_letters_leave_in_office_hours_of_working_days_only(people, going):
    for on, hour in ((DUE, 7), (DUE, 18), (SATURDAY, 9), (MONDAY, 9)):  # a bank holiday
        assert post(on, hour) == ""
    assert Round.objects.count() == 0
    post(DUE, 17, 59)
    post(TUESDAY)
    assert sent() == ["ash", "ash"]


def test_hours_are_those_of_the_clock_on_the_wall(people, going):
    """In April eight o’clock in London is seven by the stars."""
    assert at(DUE).utcoffset() == timedelta(hours=1)
    post(DUE, 8)
    assert sent() == ["ash"]


def test_the_schedule_asks_what_day_and_what_time_it_is(people, going, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", DUE.isoformat())
    monkeypatch.setattr(sending.timezone, "now", lambda: at(DUE, 9))
    assert sending.write_letters(lambda share: None) == "Sent 1 letter of what is due."


def test_nobody_is_written_to_where_no_email_is_sent(people, going, settings):
    settings.EMAIL_IS_SET = False
    assert post(DUE) == ""
    assert Digest.objects.count() == 0


def test_an_address_that_is_missing_is_not_written_to(people, going):
    people[0].email = ""
    people[0].save()
    assert post(DUE) == ""


# When people choose to be written to -----------------------------------------------------


def days_written(*on):
    for each in on:
        mail.outbox = []
        post(each)
        yield "ash" in sent()


WEEK = [date(2026, 4, 27) + timedelta(days=n) for n in range(5)]


@pytest.mark.parametrize(
    ("when", "written"),
    [
        # Due on Thursday, so overdue on Friday.
        (When.DAILY, [True, True, True, True, True]),
        (When.OVERDUE, [False, False, False, False, True]),
        (When.WEEKLY, [True, False, False, False, False]),
        (When.NEVER, [False, False, False, False, False]),
    ],
)
def test_people_choose_when_they_are_written_to(people, going, when, written):
    choosing.choose(person=people[0], when=when)
    assert list(days_written(*WEEK)) == written
    assert says(people[0], DUE)


def test_once_a_week_is_the_first_working_day_of_it(people, going):
    choosing.choose(person=people[0], when=When.WEEKLY)
    assert list(days_written(MONDAY, TUESDAY, WEDNESDAY)) == [False, True, False]


def test_a_weekly_letter_that_never_went_goes_the_next_day(people, going, relay):
    choosing.choose(person=people[0], when=When.WEEKLY)
    relay.refuses_to_open = ConnectionRefusedError(111, "refused")
    assert list(days_written(*WEEK[:1])) == [False]
    relay.refuses_to_open = None
    assert list(days_written(*WEEK[1:3])) == [True, False]


def test_questions_alone_are_written_of_once_a_week(people, monkeypatch):
    one = due.Item(
        people[1].pk, due.Heading.QUESTIONS, "q", "Two wait.", ("programme:plan", 1)
    )
    kind = due.Kind("Questions", lambda on: [one])
    monkeypatch.setattr(due, "_registered", {"Questions": kind})
    for on in WEEK:
        post(on)
    assert sent() == ["birch"]


def test_the_choice_is_in_the_trail(people):
    choosing.choose(person=people[0], when=When.WEEKLY)
    row = Entry.objects.get(did="reminders.chosen")
    assert (row.by, row.to) == ("ash", f"person:{people[0].pk}")


def test_the_page_changes_one_s_own_choice(client, people):
    ash, birch, _ = people
    client.force_login(ash)
    address = reverse("programme:reminders")
    page = client.get(address).content.decode()
    assert "ash@quillshire.example" in page and "checked" in page
    answer = client.post(address, {"when": "weekly", "person": birch.pk}, follow=True)
    assert "Your choice is kept." in answer.content.decode()
    assert choosing.chosen(ash) == When.WEEKLY
    assert choosing.chosen(birch) == When.DAILY


def test_the_page_says_what_is_wrong(client, people, settings):
    client.force_login(people[0])
    address = reverse("programme:reminders")
    for said in ({"when": ""}, {"when": "hourly"}):
        page = client.post(address, said)
        assert "Error:" in page.content.decode()
    settings.EMAIL_IS_SET = False
    assert "Muster sends no email here yet" in client.get(address).content.decode()


# What goes wrong -------------------------------------------------------------------------


def two_are_told(people, going):
    both = [one.contact for one in people[:2]]
    changing.set_owners(going, both, on=date(2026, 4, 2), by="c")


def test_a_letter_that_was_refused_is_tried_again_the_same_day(people, going, relay):
    two_are_told(people, going)
    relay.faults = [CannotSend("The mailbox is full.")]
    assert post(DUE) == (
        "Sent 1 letter of what is due. 1 could not be sent. `muster check` says why."
    )
    assert sent() == ["birch"]
    assert post(DUE, 8, 14) == ""
    post(DUE, 8, 15)
    assert sent() == ["birch", "ash"]
    assert set(Digest.objects.values_list("fault", flat=True)) == {""}


def test_where_the_relay_is_away_nobody_waits_for_each_letter(people, going, relay):
    two_are_told(people, going)
    relay.refuses_to_open = ConnectionRefusedError(111, "refused")
    assert post(DUE) == "2 could not be sent. `muster check` says why."
    fault = "The mail server did not take the letter (ConnectionRefusedError 111)."
    assert set(Digest.objects.values_list("fault", flat=True)) == {fault}
    relay.refuses_to_open = None
    post(DUE, 9)
    assert sorted(sent()) == ["ash", "birch"]


def test_a_letter_whose_relay_fell_silent_is_not_sent_twice(people, going, relay):
    """It may have been taken: the next day’s says the same."""
    relay.faults = [SMTPServerDisconnected("Connection unexpectedly closed")]
    post(DUE)
    post(DUE, 12)
    assert sent() == []
    post(FRIDAY)
    assert sent() == ["ash"]


def test_a_relay_that_takes_nothing_and_says_nothing_is_a_fault(
    people, going, relay, monkeypatch
):
    monkeypatch.setattr(relay, "send_messages", lambda self, messages: 0)
    post(DUE)
    assert Digest.objects.get().fault == "The mail server took no letter."


def test_what_was_closed_before_a_letter_is_tried_again_is_not_in_it(
    people, going, meets, relay
):
    relay.refuses_to_open = ConnectionRefusedError(111, "refused")
    post(DUE)
    relay.refuses_to_open = None
    meeting = meets(DUE)
    closing.propose_closure(going, on=DUE, by="ash", reason="Done")
    closing.confirm_closure(going, meeting=meeting, by="chair")
    assert post(DUE, 12) == ""
    assert sent() == [] and Digest.objects.count() == 0


def test_what_failed_yesterday_is_not_sent_today_beside_today_s(people, going, relay):
    relay.refuses_to_open = ConnectionRefusedError(111, "refused")
    post(DUE)
    relay.refuses_to_open = None
    post(FRIDAY)
    assert sent() == ["ash"]
    assert "overdue" in mail.outbox[0].subject


def test_a_worker_told_to_stop_goes_on_next_time(people, going):
    from muster.jobs.queue import Stopping

    two_are_told(people, going)

    def stop_after_one(share):
        if share:
            raise Stopping

    with pytest.raises(Stopping):
        sending.letters(stop_after_one, on=DUE, now=at(DUE))
    assert len(sent()) == 1
    post(DUE)
    assert sorted(sent()) == ["ash", "birch"]


def test_what_was_sent_is_kept_ninety_days_and_the_trail_says_to_whom(people, going):
    post(DUE)
    kept = Digest.objects.get()
    assert kept.text == mail.outbox[0].body and kept.sent_at
    row = Entry.objects.get(did="reminders.sent")
    assert (row.by, row.to) == ("Muster", f"person:{people[0].pk}")
    post(date(2026, 7, 30))
    assert [one.on for one in Digest.objects.all()] == [date(2026, 7, 30)]


def test_an_action_far_off_is_in_no_letter(people, plan, going):
    far = changing.add_action(plan, heading="Far off", on=DUE, by="c")
    changing.set_owners(far, [people[0].contact], on=DUE, by="c")
    changing.set_deadline(far, [of_day(date(2026, 9, 1))], on=DUE, by="c")
    post(DUE)
    assert "Far off" not in mail.outbox[0].body


def test_the_site_s_address_is_the_first_of_its_names(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert digest.site() == "http://127.0.0.1:8000"


def test_everybody_s_letter_has_a_name_of_its_own(people, going):
    two_are_told(people, going)
    post(DUE)
    names = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert names == [
        f"<reminders-2026-04-30-{one.pk}@muster.example>" for one in people[:2]
    ]


def test_a_name_without_an_account_never_stops_a_round(people, going):
    changing.set_owners(going, [named("F. Fir")], on=date(2026, 4, 2), by="c")
    post(DUE)
    assert sent() == ["birch"]


def test_a_letter_another_worker_took_meanwhile_is_left_to_it(
    people, going, monkeypatch
):
    """Two read what waits, and both are about to send it."""
    two_are_told(people, going)
    read = sending._waiting

    def read_and_taken(on, now):
        found = list(read(on, now))
        Digest.objects.filter(person=people[0]).update(handed_at=now)
        return found

    monkeypatch.setattr(sending, "_waiting", read_and_taken)
    assert post(DUE) == "Sent 1 letter of what is due."
    assert sent() == ["birch"]
