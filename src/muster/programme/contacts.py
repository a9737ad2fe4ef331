"""People as papers name them: “JS”, “S. Stevens”, “a headteacher of a PRU”.

A contact may have an account. Who is the same person is for somebody to say: names that
look alike are offered, never joined unasked.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from muster.accounts.history import History
from muster.accounts.models import User


class Contact(models.Model):
    """Somebody named on a paper. ``aliases`` are other ways papers write the name."""

    name = models.CharField("as papers write it", max_length=200, unique=True)
    aliases = models.JSONField("also written as", default=list, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="contact"
    )

    history = History()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        return [self.name, *self.aliases]


def named(name: str) -> Contact:
    """Whoever papers call this, made if there is nobody: by a name or an alias in full.

    Where two could be meant it is neither of them, and a third is made for somebody to
    sort out.
    """
    found = [one for one in Contact.objects.all() if _is(one, name)]
    exact = [one for one in found if one.name == name]
    if exact or len(found) == 1:
        return (exact or found)[0]
    return Contact.objects.create(name=name)


def of_user(user: User) -> Contact:
    """The contact who has this account, made if there is none."""
    held = Contact.objects.filter(user=user).first()
    if held is not None:
        return held
    same = Contact.objects.filter(name=user.name, user=None).first()
    if same is None:
        same = Contact(name=_free(user), aliases=list(user.aliases), email=user.email)
    same.user = user
    same.save()
    return same


def join(*, kept: Contact, other: Contact) -> None:
    """Two contacts are one person: ``other``'s names are ``kept``'s from now on, and what
    names ``other`` goes on doing so, as papers did."""
    kept.aliases = sorted({*kept.aliases, other.name, *other.aliases} - {kept.name})
    kept.user = kept.user or other.user
    if other.user:
        other.user = None
        other.save()
    kept.save()


def of_same_person(contact: Contact) -> Iterable[Contact]:
    """Every contact whose name is one of this one’s names, itself among them."""
    return Contact.objects.filter(
        models.Q(pk=contact.pk) | models.Q(name__in=contact.aliases)
    )


def _is(contact: Contact, name: str) -> bool:
    return any(name.casefold() == one.casefold() for one in contact.names)


def _free(user: User) -> str:
    taken = Contact.objects.filter(name=user.name).exists()
    return f"{user.name} ({user.username})" if taken else user.name
