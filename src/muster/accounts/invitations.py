"""Invitations: a link by which somebody chooses their own password, once.

Nobody who keeps people ever knows a password. A link is signed, so that what was made up
isn't even looked for; what is wrong with one that isn't good is told to nobody.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from smtplib import SMTPException

from django.core.mail import send_mail
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from muster.accounts import audit, password_reset
from muster.accounts.authority import authority
from muster.accounts.models import Invitation, User
from muster.accounts.posts import Refused
from muster.design.filters import moment
from muster.documents.mail import CannotSend


log = logging.getLogger(__name__)


@transaction.atomic
def invite(*, person: User, by: str) -> str:
    """The address, in this site, where somebody chooses a password. Whatever was sent
    before is of no more use. Raises Refused for a closed account, and for a service."""
    if not person.is_active:
        raise Refused(f"The account of {person} is closed. Open it again first.")
    if person.is_service:
        raise Refused(f"{person} is a service: it has tokens, and no password.")
    code = secrets.token_urlsafe(32)
    Invitation.objects.update_or_create(
        person=person,
        defaults={
            "digest": _digest(code),
            "sent_by": by,
            "sent_at": timezone.now(),
        },
    )
    audit.record(did="person.invited", by=by, to=f"person:{person.pk}")
    return reverse("follow_invitation", args=[_signer().sign(code)])


def code_of(token: str) -> str:
    """The code a link was made with; "" for a link nobody made."""
    try:
        return _signer().unsign(token)
    except BadSignature:
        return ""


def found(code: str) -> Invitation | None:
    """The invitation with a code, while it is good."""
    held = Invitation.objects.select_related("person").filter(digest=_digest(code))
    return next((one for one in held if one.is_good), None)


@transaction.atomic
def accept(*, code: str, password: str) -> User:
    """Somebody's own password. Raises Refused when the link is good no more: of two who
    follow it at once, one is the first."""
    invitation = found(code)
    if invitation is None or not _used(invitation):
        raise Refused("This link is of no use any more.")
    person = invitation.person
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.record(
        did="person.chose-password", by=person.username, to=f"person:{person.pk}"
    )
    return person


def email(*, person: User, by: User, address: str) -> bool:
    """Sends the link, where Muster sends email and knows theirs. False: it wasn't sent,
    and is to be handed over by hand."""
    if not (password_reset.is_possible() and person.email):
        return False
    until = moment(person.invitation.ends_at)
    of = f" of {held.name}" if (held := authority()).name else ""
    text = (
        f"{by} invites you to Muster, the attendance system{of}.\n\n"
        f"Choose your password here. The link works once, until {until}:\n\n"
        f"{address}\n\n"
        f"Your username is {person.username}.\n\n"
        "If you didn’t expect this, leave it alone: nothing is done until it is opened."
    )
    try:
        send_mail("Your account in Muster", text, None, [person.email])
    except (CannotSend, SMTPException, OSError):
        log.exception("An invitation could not be sent.")
        return False
    return True


def withdraw(person: User) -> None:
    """Whatever was sent to somebody is of no more use."""
    Invitation.objects.filter(person=person).delete()


def _used(invitation: Invitation) -> bool:
    deleted, _ = Invitation.objects.filter(
        pk=invitation.pk, digest=invitation.digest
    ).delete()
    return bool(deleted)


def _signer() -> Signer:
    return Signer(salt="muster.accounts.invitation")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
