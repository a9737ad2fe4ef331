"""Who stands around a child: added, changed, ended. Each leaves a mark on the trail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.registers.contact import Contact
from muster.registers.keeping import Refused


CHANGED = ("name", "relation", "is_parent", "address", "phone", "email")


@transaction.atomic
def add(child: int, *, by: str, **said: Any) -> Contact:
    """Raises Refused for somebody who stands there already, and for what can't be."""
    contact = Contact(child=child, added_by=by, added_at=timezone.now())
    _say(contact, said)
    same = Contact.objects.now().filter(child=child, name__iexact=contact.name)
    if same.exists():
        raise Refused(f"{contact.name} is there already. Change what is held of them.")
    contact.save()
    _record("added", contact, by, after=_told(contact))
    return contact


@transaction.atomic
def change(contact: Contact, *, by: str, **said: Any) -> None:
    """Raises Refused for one who was ended: letters and notices name them as they were."""
    _refuse_ended(contact)
    before = _told(contact)
    _say(contact, said)
    contact.save()
    if before != _told(contact):
        _record("changed", contact, by, before=before, after=_told(contact))


@transaction.atomic
def end(contact: Contact, *, on: date, by: str) -> None:
    """They no longer are one, and stay for what was written to them."""
    _refuse_ended(contact)
    contact.ended_on = on
    contact.save(update_fields=["ended_on"])
    _record("ended", contact, by, after={"on": on.isoformat()})


def _say(contact: Contact, said: dict[str, Any]) -> None:
    for name in CHANGED:
        if name in said:
            value = said[name]
            setattr(contact, name, value.strip() if isinstance(value, str) else value)
    contact.address = "\n".join(
        line.strip() for line in contact.address.splitlines() if line.strip()
    )
    try:
        contact.clean_fields()
    except ValidationError as why:
        raise Refused(" ".join(why.messages)) from why


def _refuse_ended(contact: Contact) -> None:
    if contact.ended_on:
        raise Refused(
            f"{contact.name} was ended on {contact.ended_on:%d/%m/%Y}. Add them again."
        )


def _told(contact: Contact) -> dict[str, Any]:
    """What the trail keeps of one: which things are held, and not what they say."""
    return {
        "relation": contact.relation,
        "is_parent": contact.is_parent,
        **{
            name: bool(getattr(contact, name)) for name in ("address", "phone", "email")
        },
    }


def _record(deed: str, contact: Contact, by: str, **said: Any) -> None:
    audit.record(
        did=f"contact.{deed}",
        by=by,
        child=contact.child,
        to=f"contact:{contact.pk}",
        **said,
    )
