"""The round of letters: recorded, handed over one by one, marked.

A worker may be killed anywhere and two may run at once. A round's letters are recorded in
one go. Each is claimed before it is handed over, and only one worker can claim it; so none
is sent twice. One that was claimed and never marked may have arrived: it isn't sent again
that day, `muster check` says so, and what it said is in the next working day's letter,
since that is made from facts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from smtplib import SMTPException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from muster.accounts import audit
from muster.documents.mail import CannotSend
from muster.programme.reminders import digest, due
from muster.programme.reminders.models import Digest, Round
from muster.school_year import clock
from muster.school_year.working_days import is_working_day


# By the clock on the wall: nobody is written to at night.
FROM, UNTIL = 8, 18
RETRY = timedelta(minutes=15)
KEEP = timedelta(days=90)
FAULTS = (CannotSend, SMTPException, OSError)
# After these nobody knows whether the letter was taken.
UNSURE = (SMTPServerDisconnected, TimeoutError)
log = logging.getLogger(__name__)

Tell = Callable[[float], object]


def write_letters(tell: Tell) -> str:
    """A line of the schedule: today's letters, in office hours of a working day."""
    return letters(tell, on=clock.today(), now=timezone.now())


def letters(tell: Tell, *, on: date, now: datetime) -> str:
    """Whatever is still to be sent of a day. Run again, it goes on where it was."""
    hour = timezone.localtime(now).hour
    if not settings.EMAIL_IS_SET or not is_working_day(on):
        return ""
    if not FROM <= hour < UNTIL:
        return ""
    if not Round.objects.filter(on=on).exists():
        _record(on, now)
    # Read once: another worker may be sending them meanwhile.
    every = list(_waiting(on, now))
    return _say(*_send_each(every, tell, now)) if every else ""


def _record(on: date, now: datetime) -> None:
    """All the letters of a day, or none: of two workers at once, one does it."""
    people = digest.readers(due.told(on), on)
    try:
        with transaction.atomic():
            Round.objects.create(on=on, made_at=now)
            Digest.objects.bulk_create(
                Digest(person=one, on=on, recorded_at=now) for one in people
            )
            for kept in (Digest, Round):
                kept.objects.filter(on__lt=on - KEEP).delete()
    except IntegrityError:
        if not Round.objects.filter(on=on).exists():
            raise


def _waiting(on: date, now: datetime) -> QuerySet[Digest]:
    rested = Q(failed_at=None) | Q(failed_at__lte=now - RETRY)
    found = Digest.objects.filter(rested, on=on, handed_at=None)
    return found.select_related("person")


def _send_each(every: list[Digest], tell: Tell, now: datetime) -> tuple[int, int]:
    """How many were sent, and how many failed."""
    # As things stand by now: what was closed since the letters were recorded isn't in them.
    told = due.told(every[0].on)
    post = get_connection()
    sent = failed = 0
    try:
        for done, one in enumerate(every):
            tell(done / len(every))
            items = told.get(one.person_id)
            if not items:
                Digest.objects.filter(pk=one.pk, handed_at=None).delete()
                continue
            try:
                post.open()
            except FAULTS as why:
                # Nobody else's would go either, so nobody waits for each to fail.
                left = [each.pk for each in every[done:]]
                unclaimed = Digest.objects.filter(pk__in=left, handed_at=None)
                return sent, failed + _failed(unclaimed, why, now)
            if _claim(one, items, now):
                went = _hand_over(one, post, now)
                sent, failed = sent + went, failed + (not went)
    finally:
        post.close()
    return sent, failed


def _claim(one: Digest, items: list[due.Item], now: datetime) -> bool:
    """Whether this worker is the one to send it. Its words are kept with that."""
    one.subject, one.text = digest.subject(items), digest.text(items, one.on)
    unclaimed = Digest.objects.filter(pk=one.pk, handed_at=None)
    return bool(unclaimed.update(handed_at=now, subject=one.subject, text=one.text))


def _hand_over(one: Digest, post: Any, now: datetime) -> bool:
    held = Digest.objects.filter(pk=one.pk)
    try:
        if not post.send_messages([_letter(one)]):
            raise CannotSend("The mail server took no letter.")
    except UNSURE as why:
        post.close()
        log.warning("A letter was handed over, and whether it arrived is not known.")
        held.update(failed_at=now, fault=_fault(why))
        return False
    except FAULTS as why:
        post.close()
        _failed(held, why, now)
        return False
    with transaction.atomic():
        held.update(sent_at=timezone.now(), failed_at=None, fault="")
        audit.record(did="reminders.sent", by="Muster", to=f"person:{one.person_id}")
    return True


def _letter(one: Digest) -> EmailMessage:
    """A letter with a name of its own, by which a relay's log finds it."""
    host = digest.site().partition("://")[2].partition(":")[0]
    return EmailMessage(
        one.subject,
        one.text,
        None,
        [one.person.email],
        headers={
            "Message-ID": f"<reminders-{one.on}-{one.person_id}@{host}>",
            # So that nobody's out-of-office answers it (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )


def _failed(held: QuerySet[Digest], why: Exception, now: datetime) -> int:
    """It was not sent: told to whoever runs Muster, and to be tried again."""
    log.warning("A letter of reminders could not be sent: %s", _fault(why))
    return held.update(handed_at=None, failed_at=now, fault=_fault(why))


def _fault(why: Exception) -> str:
    """Why, without what a server says: it may quote what it was told."""
    if isinstance(why, CannotSend):
        return str(why)[:300]
    code = getattr(why, "smtp_code", None) or getattr(why, "errno", None)
    kind = type(why).__name__ + (f" {code}" if code else "")
    return f"The mail server did not take the letter ({kind})."


def _say(sent: int, failed: int) -> str:
    said = []
    if sent:
        said.append(f"Sent {sent:,} letter{'s' * (sent != 1)} of what is due.")
    if failed:
        said.append(f"{failed:,} could not be sent. `muster check` says why.")
    return " ".join(said)
