"""Letters with links: the first one, and reminders to whoever has not answered."""

from __future__ import annotations

import io
import logging
from datetime import date, timedelta
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db.models import Q, QuerySet

from muster.accounts import audit
from muster.accounts.authority import authority
from muster.accounts.password_reset import is_possible
from muster.design import spreadsheets
from muster.design.charts.printable import printable
from muster.design.filters import day
from muster.documents.mail import CannotSend
from muster.jobs.queue import Tell, background, enqueue
from muster.programme import Refused
from muster.programme.replies.answering import new_link
from muster.programme.replies.form import Form, Invitation


log = logging.getLogger(__name__)
# One letter a week at most, the first one counted.
APART = timedelta(days=7)


def unsent(form: Form) -> QuerySet[Invitation]:
    return form.invitations.filter(sent_on=None, answered_on=None).exclude(email="")


def to_remind(form: Form, on: date) -> QuerySet[Invitation]:
    """Who has not answered, and has had no letter for a week."""
    rested = Q(reminded_on=None) | Q(reminded_on__lte=on - APART)
    return form.invitations.filter(
        rested, sent_on__lte=on - APART, answered_on=None
    ).exclude(email="")


def why_not(form: Form, on: date) -> str:
    """The reason no letter can go out today; "" if one can."""
    if not is_possible():
        return "Muster sends no email here. Download the links, and send them yourself."
    return why_no_links(form, on)


def why_no_links(form: Form, on: date) -> str:
    if not form.questions.exists():
        return "It asks nothing yet. Add a question first."
    if not form.is_open(on):
        days = f"{day(form.opens_on)} to {day(form.closes_on)}"
        return f"It can be answered from {days} only. Change the days first."
    return ""


def ask_to_send(form: Form, *, is_reminder: bool, on: date, site: str, by: str) -> int:
    """Puts the letters in the queue, and says how many. Raises Refused."""
    if reason := why_not(form, on):
        raise Refused(reason)
    to = to_remind(form, on) if is_reminder else unsent(form)
    if not to:
        raise Refused(_nobody(is_reminder))
    enqueue(
        send,
        title=f"Letters about “{form.title}”"[:200],
        by=by,
        page=form.get_absolute_url(),
        form=form.pk,
        is_reminder=is_reminder,
        on=on.isoformat(),
        site=site,
        by_whom=by,
    )
    return to.count()


@background
def send(
    tell: Tell, *, form: int, is_reminder: bool, on: str, site: str, by_whom: str
) -> str:
    """Each with a link of its own. Who was sent one is seen here again, so that a job that
    is begun twice sends nobody two."""
    asked, today = Form.objects.get(pk=form), date.fromisoformat(on)
    to = list(to_remind(asked, today) if is_reminder else unsent(asked))
    sent = 0
    for at, one in enumerate(to):
        tell(at / len(to), f"Sent {sent} of {len(to)}")
        sent += _send(one, today, site, is_reminder)
    did = "form.reminded" if is_reminder else "form.sent"
    audit.record(did=did, by=by_whom, to=f"form:{form}", after={"letters": sent})
    left = len(to) - sent
    return f"{sent} sent." + (
        f" {left} could not be sent, and can be tried again." * bool(left)
    )


def links_csv(form: Form, *, on: date, site: str) -> bytes:
    """A new link for everybody who has not answered, to be sent by hand: shown this once.
    They count as sent. Raises Refused."""
    if reason := why_no_links(form, on):
        raise Refused(reason)
    waiting = list(form.invitations.filter(answered_on=None))
    if not waiting:
        raise Refused("Everybody who was asked has answered.")
    saved = io.StringIO()
    rows = spreadsheets.writer(saved)
    rows.writerow(["Who", "Email", "Link"])
    for one in waiting:
        link = site.rstrip("/") + new_link(one)
        rows.writerow(printable([str(one), one.email, link]))
        one.sent_on = one.sent_on or on
        one.save(update_fields=["sent_on"])
    return saved.getvalue().encode("utf-8-sig")


def _send(one: Invitation, on: date, site: str, is_reminder: bool) -> bool:
    """False: it could not be sent, and the one before goes on as it was."""
    before = one.digest, one.earlier
    link = site.rstrip("/") + new_link(one)
    subject = f"Reminder: {one.form.title}" if is_reminder else one.form.title
    try:
        send_mail(" ".join(subject.split()), _letter(one, link), None, [one.email])
    except (CannotSend, SMTPException, OSError):
        log.exception("A letter about form %s could not be sent.", one.form_id)
        one.digest, one.earlier = before
        one.save(update_fields=["digest", "earlier"])
        return False
    field = "reminded_on" if is_reminder else "sent_on"
    setattr(one, field, on)
    one.save(update_fields=[field])
    return True


def _letter(one: Invitation, link: str) -> str:
    form = one.form
    of = authority().name or "the authority"
    anonymous = (
        "Nobody will know which reply is yours.\n\n" if form.is_anonymous else ""
    )
    return (
        f"{of} asks for your reply: {form.title}\n\n{form.purpose}\n\n"
        f"Reply here by {day(form.closes_on)}. The link is yours alone; you need no"
        f" account, and can change your reply until then:\n\n{link}\n\n"
        f"{anonymous}{form.privacy}\n\nPlease name no child in your reply."
    )


def _nobody(is_reminder: bool) -> str:
    if is_reminder:
        return (
            "Nobody is to be reminded today: each has answered, or had a letter less than"
            " a week ago."
        )
    return "Everybody with an email address has been sent theirs."
