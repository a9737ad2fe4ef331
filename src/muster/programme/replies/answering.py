"""What whoever follows a link does. What is wrong with one that isn’t good is told to nobody.

A link is signed, so that what was made up isn’t even looked for.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.urls import reverse

from muster.accounts import audit
from muster.programme import Refused
from muster.programme.replies.form import Invitation, Reply


NO_USE = "This link is of no use."


def new_link(invitation: Invitation) -> str:
    """The path of a new link. The one before goes on working, any earlier does not."""
    code = secrets.token_urlsafe(32)
    invitation.earlier, invitation.digest = invitation.digest, _digest(code)
    invitation.save(update_fields=["earlier", "digest"])
    return reverse("programme:follow_reply", args=[_signer().sign(code)])


def code_of(token: str) -> str:
    """The code a link was made with; "" for a link nobody made."""
    try:
        return _signer().unsign(token)
    except BadSignature:
        return ""


def found(code: str, on: date) -> Invitation | None:
    """Who was given a code, while the form is open."""
    if not code:
        return None
    digest = _digest(code)
    held = Invitation.objects.select_related("form", "contact").filter(
        models.Q(digest=digest) | models.Q(earlier=digest)
    )
    return next((one for one in held if one.form.is_open(on)), None)


def opened(invitation: Invitation, on: date) -> None:
    if invitation.opened_on is None:
        invitation.opened_on = on
        invitation.save(update_fields=["opened_on"])


def reply_of(invitation: Invitation, code: str) -> Reply | None:
    """What was replied by this link, if anything was."""
    return Reply.objects.filter(**_by(invitation, code)).first()


@transaction.atomic
def keep(*, code: str, answers: Mapping[str, Any], on: date) -> Reply:
    """Keeps a reply, in the place of an earlier one by the same link. Raises Refused."""
    invitation = found(code, on)
    if invitation is None:
        raise Refused(NO_USE)
    # Two answers at once by one link wait for each other.
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.refresh_from_db(fields=["answered_on"])
    held = reply_of(invitation, code)
    if held is None and invitation.answered_on is not None:
        raise Refused(
            "A reply was given already by the link in an earlier letter. To change it,"
            " open that one."
        )
    reply = held or Reply(form=invitation.form, **_by(invitation, code))
    reply.answers = dict(answers)
    reply.on = None if invitation.form.is_anonymous else on
    reply.save()
    invitation.answered_on = invitation.answered_on or on
    invitation.save(update_fields=["answered_on"])
    audit.record(did="form.answered", by="", to=f"form:{invitation.form_id}")
    return reply


def _by(invitation: Invitation, code: str) -> dict[str, Any]:
    """What ties a reply to its link: in an anonymous form, nothing that is kept here."""
    if invitation.form.is_anonymous:
        return {"key": _digest(f"reply {code}")}
    return {"invitation": invitation}


def _signer() -> Signer:
    return Signer(salt="muster.programme.reply")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
