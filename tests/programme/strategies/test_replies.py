"""The reply form: who may reply, how often, what is kept of it, and what is told to whom."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from muster.accounts.trail import Entry
from muster.programme import Refused
from muster.programme.contacts import Contact
from muster.programme.replies import answering, asking, results, sending
from muster.programme.replies.asking import Asked
from muster.programme.replies.form import Form, Invitation, Question, Reply
from muster.tables.upn import check_letter


TODAY = date(2025, 12, 1)
UPN = f"{check_letter('999012345678'[:12])}999012345678"
SITE = "http://testserver/"


def keys(form: Form) -> list[str]:
    return [one.key for one in form.questions.all()]


# By a link ---------------------------------------------------------------------------------


def test_whoever_has_a_link_replies_without_an_account(form, invited, answers):
    path = invited(form)
    answers(form, path, ["Yes", ["Transport", "Data"], "More buses"])
    [reply] = Reply.objects.all()
    clear, first, change = form.questions.all()
    assert str(reply) == "A. Ash"
    assert reply.said(first) == "Transport; Data"
    assert reply.said(change) == "More buses"
    assert reply.invitation.answered_on == reply.on == TODAY
    assert Entry.objects.filter(did="form.answered", by="").count() == 1


def test_the_page_says_why_it_asks_and_warns_not_to_name_a_child(form, invited, opened):
    client, here = opened(invited(form))
    page = client.get(here).content.decode()
    assert form.purpose in page and form.privacy in page
    assert "Name no child in your reply" in page
    assert "csrfmiddlewaretoken" in page


def test_a_reply_needs_the_token_its_page_came_with(form, invited):
    strict = Client(enforce_csrf_checks=True)
    here = strict.get(invited(form)).url
    assert strict.post(here, {keys(form)[0]: "Yes"}).status_code == 403
    assert not Reply.objects.exists()


def test_a_second_reply_by_a_link_stands_in_the_place_of_the_first(
    form, invited, answers, opened
):
    path = invited(form)
    answers(form, path, ["Yes"])
    answers(form, path, ["No", [], "I thought again"])
    [reply] = Reply.objects.all()
    assert reply.answers[keys(form)[0]] == "No"
    client, here = opened(path)
    assert "I thought again" in client.get(here).content.decode()


def test_two_links_in_one_browser_are_two_replies(make_form, invited):
    client = Client()
    forms = [make_form(title="One"), make_form(title="Two")]
    pages = [client.get(invited(one)).url for one in forms]
    for form, here in zip(forms, pages, strict=True):
        client.post(here, {keys(form)[0]: "Yes"})
    assert [one.replies.count() for one in forms] == [1, 1]


def test_only_a_digest_of_a_link_is_kept(form, invited):
    code = answering.code_of(invited(form).rstrip("/").split("/")[-1])
    held = str(list(Invitation.objects.values()))
    assert code and code not in held


# Links that are no good --------------------------------------------------------------------


def said_by(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 404
    page = answer.content.decode()
    return re.sub(r'(nonce|value|csrf\S*)="[^"]*"|"X-CSRFToken": "[^"]*"', "", page)


def test_what_is_wrong_with_a_link_is_told_to_nobody(make_form, invited):
    form = make_form(title="Secret title")
    good = invited(form)
    closed = invited(
        make_form(opens_on=date(2025, 11, 1), closes_on=date(2025, 11, 30))
    )
    early = invited(make_form(opens_on=date(2025, 12, 2)))
    made_up = reverse("programme:follow_reply", args=["made-up:signature"])
    another = reverse("programme:reply", args=[form.invitations.get().pk])
    pages = {
        said_by(one) for one in (closed, early, made_up, another, good[:-4] + "x/")
    }
    assert len(pages) == 1
    assert "Secret title" not in pages.pop()


@given(token=st.text(min_size=1, max_size=60))
def test_a_guessed_link_is_not_even_looked_for(token):
    assert answering.code_of(token) == ""


def test_a_form_that_closed_while_somebody_wrote_keeps_nothing(form, invited, opened):
    client, here = opened(invited(form))
    form.closes_on = form.opens_on = date(2025, 11, 30)
    form.save()
    assert client.post(here, {keys(form)[0]: "Yes"}).status_code == 404
    assert not Reply.objects.exists()


def test_the_last_day_counts(make_form, invited, opened):
    form = make_form(opens_on=date(2025, 11, 1), closes_on=TODAY)
    client, here = opened(invited(form))
    assert client.post(here, {keys(form)[0]: "Yes"}).status_code == 302


def test_replying_over_and_over_is_stopped(form, invited, opened, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"reply": "3/5m/ip"}
    client, here = opened(invited(form))
    codes = [client.post(here, {keys(form)[0]: "Yes"}).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]


# What is written ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({}, "Answer “Is it clear?”"),
        ({0: "Perhaps"}, "Choose one of those shown"),
        ({0: "Yes", 1: "Nothing offered"}, "Choose from those shown"),
        ({0: "Yes", 2: "x" * 5_001}, "Use 5,000 letters at most; there are 5001"),
        ({0: "Yes", 2: f"About {UPN} I know"}, "a pupil’s number in this answer"),
        (
            {0: "Yes", 2: f"About {UPN[:4]} {UPN[4:]}."},
            "a pupil’s number in this answer",
        ),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(
    form, invited, opened, written, says
):
    client, here = opened(invited(form))
    page = client.post(here, {keys(form)[at]: one for at, one in written.items()})
    assert page.status_code == 200 and says in page.content.decode()
    assert "Error:" in page.content.decode()
    assert not Reply.objects.exists()


HOSTILE = '<script>alert(1)</script>"><b>\u202e=cmd|calc\U0001f600'


def test_hostile_text_is_shown_and_does_nothing(form, invited, answers, signed_in):
    answers(form, invited(form, "=HYPERLINK(1)"), ["Yes", [], f"={HOSTILE}"])
    officer = signed_in("programme-officer")
    page = officer.get(reverse("programme:results", args=[form.pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    [head, line] = csv.reader(io.StringIO(results.as_csv(form).decode("utf-8-sig")))
    assert head == [
        "From",
        "Day",
        "Is it clear?",
        "What should come first?",
        "What should we change?",
    ]
    assert line[0] == "'=HYPERLINK(1)" and line[-1].startswith("'=<script>")


# Anonymous ---------------------------------------------------------------------------------


def test_an_anonymous_reply_is_tied_to_nobody(make_form, invited, answers):
    form = make_form(is_anonymous=True)
    path = invited(form, email="ash@ash.example")
    answers(form, path, ["No", [], "Said freely"])
    [reply] = Reply.objects.all()
    [invitation] = form.invitations.all()
    assert (reply.invitation, reply.on, str(reply)) == (None, None, "Somebody")
    assert invitation.answered_on == TODAY
    kept = {str(value) for value in Invitation.objects.values().get().values()}
    assert not kept & {str(value) for value in (reply.pk, reply.key)}
    [trail] = Entry.objects.filter(did="form.answered")
    assert trail.to == f"form:{form.pk}"
    assert "Ash" not in results.as_csv(form).decode()


def test_not_even_the_session_ties_an_anonymous_reply_to_its_link(
    make_form, invited, opened
):
    form = make_form(is_anonymous=True)
    path = invited(form)
    client, here = opened(path)
    code = client.session["muster_replies"][str(form.invitations.get().pk)]
    thanks = client.post(here, {keys(form)[0]: "Yes"}, follow=True)
    assert "open the link you were sent again" in thanks.content.decode()
    assert code not in str(dict(client.session))
    client.get(path)
    assert "Your reply is kept" in client.get(here).content.decode()


def test_nobody_is_thanked_who_did_not_reply(form, invited, opened):
    client, here = opened(invited(form))
    assert client.get(f"{here}thanks/").status_code == 404


def test_what_is_asked_about_is_read_by_the_link_and_by_nobody_else(
    make_form, invited, opened
):
    form = make_form(reading=[{"heading": "Aim", "text": "Every day\n- and on time"}])
    client, here = opened(invited(form))
    assert "Read the text first" in client.get(here).content.decode()
    page = client.get(f"{here}text/").content.decode()
    assert "<li>and on time</li>" in page
    assert Client().get(f"{here}text/").status_code == 404


def test_an_anonymous_reply_is_changed_by_its_own_link_only(
    make_form, invited, answers
):
    form = make_form(is_anonymous=True)
    one, other = invited(form, "A. Ash"), invited(form, "B. Birch")
    answers(form, one, ["No"])
    answers(form, other, ["Yes"])
    answers(form, one, ["Yes"])
    said = [reply.answers[keys(form)[0]] for reply in form.replies.all()]
    assert said == ["Yes", "Yes"]


def test_a_later_letter_does_not_make_a_second_anonymous_reply(
    make_form, invited, answers, opened
):
    form = make_form(is_anonymous=True)
    first = invited(form)
    later = answering.new_link(form.invitations.get())
    answers(form, first, ["No"])
    client, here = opened(later)
    page = client.post(here, {keys(form)[0]: "Yes"}).content.decode()
    assert "by the link in an earlier letter" in page
    assert form.replies.count() == 1


def test_whether_it_is_anonymous_is_not_changed_under_those_who_replied(
    form, invited, answers
):
    answers(form, invited(form), ["Yes"])
    said = {name: getattr(form, name) for name in ("title", "opens_on", "closes_on")}
    with pytest.raises(Refused, match="told otherwise"):
        asking.change(form, on=TODAY, by="chair", is_anonymous=True, **said)


# Making one --------------------------------------------------------------------------------


def test_questions_stay_as_they_are_once_somebody_replied(form, invited, answers):
    answers(form, invited(form), ["Yes"])
    question = form.questions.first()
    with pytest.raises(Refused, match="replies already"):
        asking.add_question(form, by="chair", kind=Question.Kind.TEXT, text="And?")
    with pytest.raises(Refused, match="replies already"):
        asking.drop_question(question, by="chair")


@pytest.mark.parametrize(
    ("choices", "says"), [(["One"], "two choices"), (["One", "One", "Two"], "twice")]
)
def test_choices_are_two_and_differ(form, choices, says):
    with pytest.raises(Refused, match=says):
        asking.add_question(form, by="c", kind="single", text="Which?", choices=choices)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("A. Ash, sam@@ash", "Line 2: “sam@@ash” is not an email address."),
        ("office@ash.example", "Begin the line with a comma"),
        ("A, a@ash.example, Ash, more", "more than a name, an email address"),
        ("Other, OFFICE@oak.example", "stands on an earlier line too"),
    ],
)
def test_a_line_that_names_nobody_is_said_by_its_number(line, says):
    with pytest.raises(Refused, match=re.escape(says)):
        asking.read_asked(f"O. Oak, office@oak.example, Oak\n{line}")


def test_a_quote_that_is_never_closed_spoils_no_other_line():
    _, other = asking.read_asked('"A. Ash\nB. Birch')
    assert other.name == "B. Birch"
    with pytest.raises(Refused, match=r"Line 10: .* And 5 more\."):
        asking.read_asked("\n".join(["no@such@address"] * 15))


def test_whoever_was_asked_already_is_asked_once(form):
    found = asking.read_asked("O. Oak, office@oak.example, Oak\n\n,, Ash Primary")
    assert asking.ask(form, found, on=TODAY, by="chair") == 2
    assert asking.ask(form, found, on=TODAY, by="chair") == 0
    assert Contact.objects.get(name="O. Oak").email == "office@oak.example"


# Letters -----------------------------------------------------------------------------------


@pytest.fixture
def written(form, settings, jobs):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    asking.ask(form, [Asked("O. Oak", "oak@oak.example")], on=TODAY, by="chair")
    sending.ask_to_send(form, is_reminder=False, on=TODAY, site=SITE, by="chair")
    jobs()
    return form


def link_in(letter) -> str:
    return re.search(r"http://testserver(/\S+)", letter.body)[1]


def test_a_letter_has_a_link_of_its_own(written, answers):
    [letter] = mail.outbox
    assert letter.to == ["oak@oak.example"] and letter.subject == written.title
    assert "31 December 2025" in letter.body and "name no child" in letter.body
    answers(written, link_in(letter), ["Yes"])
    with pytest.raises(Refused, match="has been sent theirs"):
        sending.ask_to_send(written, is_reminder=False, on=TODAY, site=SITE, by="c")


def remind(form: Form, days: int) -> None:
    on = TODAY + timedelta(days=days)
    sending.ask_to_send(form, is_reminder=True, on=on, site=SITE, by="chair")


def test_nobody_is_reminded_twice_in_a_week(written, jobs):
    for days in (0, 6):
        with pytest.raises(Refused, match="less than a week ago"):
            remind(written, days)
    remind(written, 7)
    jobs()
    assert mail.outbox[-1].subject == f"Reminder: {written.title}"
    with pytest.raises(Refused, match="less than a week ago"):
        remind(written, 13)
    remind(written, 14)


def test_the_first_letter_goes_on_working_after_a_reminder(written, jobs, answers):
    remind(written, 7)
    jobs()
    first, second = map(link_in, mail.outbox)
    answers(written, first, ["Yes"])
    answers(written, second, ["No"])
    assert written.replies.count() == 1
    with pytest.raises(Refused):
        remind(written, 20)


def test_a_letter_that_cannot_be_sent_is_tried_again(form, settings, jobs):
    settings.EMAIL_BACKEND = "tests.programme.strategies.broken.Backend"
    asking.ask(form, [Asked("O. Oak", "oak@oak.example")], on=TODAY, by="chair")
    sending.ask_to_send(form, is_reminder=False, on=TODAY, site=SITE, by="chair")
    jobs()
    assert sending.unsent(form).count() == 1


def test_where_no_email_is_sent_links_are_handed_over(
    form, signed_in, settings, answers
):
    settings.EMAIL_IS_SET = False
    asking.ask(form, [Asked(organisation="Ash Primary")], on=TODAY, by="chair")
    officer = signed_in("programme-officer")
    page = officer.get(form.get_absolute_url()).content.decode()
    assert "Muster sends no email here" in page
    file = officer.post(reverse("programme:form_links", args=[form.pk]))
    [_, [who, _, link]] = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert who == "Ash Primary"
    answers(form, link.removeprefix("http://testserver"), ["Yes"])
    assert Entry.objects.filter(did="form.links-made").count() == 1


# What is told of replies -------------------------------------------------------------------


def test_small_numbers_are_for_officers(form, invited, answers):
    for at in range(6):
        clear = "No" if at == 0 else "Yes"
        answers(form, invited(form, f"Person {at}"), [clear, ["Data"], "Words"])
    clear, first, change = results.counted(form, for_officers=True)
    assert dict(clear.choices) == {"Yes": 5, "No": 1}
    assert len(change.texts) == 6
    clear, first, change = results.counted(form, for_officers=False)
    assert clear.is_hidden and not clear.choices
    assert dict(first.choices) == {"Early help": 0, "Transport": 0, "Data": 6}
    assert change.is_hidden and not change.texts


def test_whoever_reads_the_programme_reads_no_names(form, invited, answers, signed_in):
    answers(form, invited(form, "A. Ash"), ["Yes", [], "Between us"])
    reader = signed_in("democratic-services")
    for name in ("form", "results"):
        page = reader.get(reverse(f"programme:{name}", args=[form.pk]))
        assert page.status_code == 200
        assert "A. Ash" not in page.content.decode()
        assert "Between us" not in page.content.decode()
    assert (
        reader.get(reverse("programme:replies_csv", args=[form.pk])).status_code == 403
    )


def days_in(page: str) -> list[str]:
    """The days in the rows of a page's tables."""
    [table] = re.findall(r"<tbody.*?</tbody>", page, re.DOTALL)
    return re.findall(r"\d+ December \d+", table)


def test_an_anonymous_reply_is_read_only_after_the_form_closed_and_among_others(
    make_form, invited, answers, signed_in, monkeypatch
):
    form = make_form(is_anonymous=True)
    monkeypatch.setattr("muster.programme.replies.pages.today", lambda: TODAY)
    pages = [reverse(f"programme:{one}", args=[form.pk]) for one in ("results", "form")]
    officer = signed_in("programme-officer")

    def told():
        return [officer.get(page).content.decode() for page in pages]

    answers(form, invited(form), ["No", [], "My head is a bully"])
    said, who = told()
    assert "nobody reads one before the form has closed, on 31 December 2025" in said
    assert days_in(who) == []
    handed = officer.get(reverse("programme:replies_csv", args=[form.pk]))
    assert handed.status_code == 302

    monkeypatch.setattr(
        "muster.programme.replies.pages.today", lambda: date(2026, 1, 5)
    )
    said, _ = told()
    assert "fewer than 5 came" in said and "bully" not in said
    form.opens_on, form.closes_on = TODAY, TODAY
    form.save()
    for name in ("B. Birch", "C. Cedar", "D. Dogwood", "E. Elm"):
        answers(form, invited(form, name), ["Yes"])
    said, who = told()
    assert "bully" in said
    assert days_in(who) == []


# What was promised stands -------------------------------------------------------------------


def test_what_was_promised_is_not_changed_under_who_replied(form, invited, answers):
    said = {"opens_on": TODAY, "closes_on": form.closes_on, "is_anonymous": False}
    asking.change(form, on=TODAY, by="chair", privacy="Officers read them.", **said)
    answers(form, invited(form), ["Yes"])
    with pytest.raises(Refused, match="given on the promise that is there"):
        asking.change(
            form, on=TODAY, by="chair", privacy="We publish your name.", **said
        )


def test_a_promise_that_is_kept_in_other_line_ends_is_the_same(form, invited, answers):
    said = {"opens_on": TODAY, "closes_on": form.closes_on, "is_anonymous": False}
    asking.change(form, on=TODAY, by="chair", privacy="We read them.\nOnly we.", **said)
    answers(form, invited(form), ["Yes"])
    as_sent = "We read them.\r\nOnly we."
    asking.change(form, on=TODAY, by="chair", privacy=as_sent, **said)
    assert form.privacy.split() == as_sent.split()


def test_anonymous_replies_that_could_be_read_are_not_joined_by_others(
    make_form, invited, answers
):
    form = make_form(is_anonymous=True, closes_on=TODAY)
    longer = {
        "opens_on": TODAY,
        "closes_on": date(2025, 12, 31),
        "is_anonymous": True,
    }
    later = date(2025, 12, 8)
    for name in ("A. Ash", "B. Birch", "C. Cedar", "D. Dogwood"):
        answers(form, invited(form, name), ["Yes"])
    asking.change(form, on=later, by="chair", **longer)
    answers(form, invited(form, "E. Elm"), ["Yes"])
    asking.change(form, on=later, by="chair", **longer | {"closes_on": TODAY})
    with pytest.raises(Refused, match="can be read already"):
        asking.change(form, on=later, by="chair", **longer)


def test_letters_go_by_their_own_address_only(form, signed_in):
    page = reverse("programme:send_form", args=[form.pk, "rubbish"])
    assert signed_in("programme-officer").post(page).status_code == 404
