"""People as papers name them: “JS”, “S. Stevens”, “a headteacher of a PRU”.

A contact may have an account. Who is the same person is for somebody to say: names that
look alike are offered, never joined unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from django.db import models, transaction
from django.dispatch import Signal

from muster.accounts import audit
from muster.accounts.history import History
from muster.accounts.models import User
from muster.programme import Refused
from muster.programme.reading.names import may_be


LONGEST = 200
# Sent with the `contact` of whom somebody said who they are, and `by` whom.
who_was_said = Signal()
# As many names are offered for one that nobody has.
NEAR = 3


class Contact(models.Model):
    """Somebody named on a paper. ``aliases`` are other ways papers write the name."""

    name = models.CharField("as papers write it", max_length=LONGEST, unique=True)
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

    @property
    def full_name(self) -> str:
        """The name in full, as far as is known: the account’s, or one that this is short
        for."""
        if self.user is not None and self.user.name:
            return self.user.name
        return next((one for one in self.aliases if may_be(self.name, one)), self.name)


def named(name: str) -> Contact:
    """Whoever papers call this, made if there is nobody: by a name or an alias in full.

    Where two could be meant it is neither of them, and a third is made for somebody to
    sort out. Raises Refused for what is longer than any name.
    """
    if len(name) > LONGEST:
        raise Refused(
            f"“{name[:60]}…” is {len(name)} letters long. Write a name in {LONGEST} at most."
        )
    found = [one for one in Contact.objects.all() if _is(one, name)]
    exact = [one for one in found if one.name == name]
    if exact or len(found) == 1:
        return (exact or found)[0]
    return Contact.objects.create(name=name)


def is_known(name: str) -> bool:
    """Whether a name in full is somebody’s: a contact’s, or that of an account."""
    return any(_is(one, name) for one in Contact.objects.all()) or (
        User.objects.filter(name__iexact=name).exists()
    )


def near(name: str) -> list[str]:
    """The names closest to one that nobody has, the closest first."""
    every = {one for each in Contact.objects.all() for one in each.names}
    every |= set(User.objects.exclude(name="").values_list("name", flat=True))
    folded = {one.casefold(): one for one in sorted(every)}
    close = get_close_matches(name.casefold(), folded, n=NEAR, cutoff=0.6)
    short = [one for one in sorted(every) if may_be(one, name) or may_be(name, one)]
    return list(dict.fromkeys([*(folded[one] for one in close), *short]))[:NEAR]


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


@transaction.atomic
def join(*, kept: Contact, other: Contact, by: str) -> None:
    """Two contacts are one person: ``other``'s names are ``kept``'s from now on, and what
    names ``other`` goes on doing so, as papers did. Raises Refused where both have an
    account, for then they are two."""
    if kept == other:
        raise Refused(f"{kept} is one and the same already.")
    if kept.user and other.user:
        raise Refused(
            f"{kept} and {other} each have an account. Take it from one of them first."
        )
    kept.aliases = sorted({*kept.aliases, other.name, *other.aliases} - {kept.name})
    kept.user = kept.user or other.user
    if other.user:
        other.user = None
        other.save()
    kept.save()
    audit.record(
        did="contact.joined", by=by, to=f"contact:{kept.pk}", after={"other": other.pk}
    )
    who_was_said.send(Contact, contact=kept, by=by)


@transaction.atomic
def link(contact: Contact, user: User | None, *, by: str) -> None:
    """Whose account a contact has, or that it has none. Raises Refused where another
    contact has that account: they are to be joined, or it is taken from the other."""
    held = Contact.objects.filter(user=user).exclude(pk=contact.pk).first()
    if user is not None and held is not None:
        raise Refused(
            f"{held} has the account of {user} already. Say that they are the same person,"
            f" or take it from {held} first."
        )
    contact.user = user
    contact.save()
    audit.record(
        did="contact.linked",
        by=by,
        to=f"contact:{contact.pk}",
        after={"username": user.username if user else None},
    )
    if user is not None:
        who_was_said.send(Contact, contact=contact, by=by)


def stand_alone() -> list[Contact]:
    """Every contact, but for those whose name is another's alias: they were joined."""
    every = list(Contact.objects.select_related("user"))
    joined = {alias for one in every for alias in one.aliases}
    return [one for one in every if one.name not in joined]


def alike(every: Sequence[Contact]) -> list[tuple[Contact, Contact]]:
    """Pairs that may be one person, the longer name first: “Jo Stone” and “JS”. It is a
    question for whoever knows them, and never more."""
    return [
        (full, short)
        for short in every
        for full in every
        if full != short and not (full.user and short.user) and _may_be(short, full)
    ]


def _may_be(short: Contact, full: Contact) -> bool:
    return any(may_be(short.name, name) for name in full.names)


def of_same_person(contact: Contact) -> Iterable[Contact]:
    """Every contact whose name is one of this one’s names, itself among them."""
    return Contact.objects.filter(
        models.Q(pk=contact.pk) | models.Q(name__in=contact.aliases)
    )


def numbers_of(user: User) -> set[int]:
    """The numbers of every contact that is this person, without making any: the one with
    the account, or with their very name if no other account has that; and those joined to
    it."""
    held = Contact.objects.filter(user=user).first()
    if held is None and User.objects.filter(name=user.name).count() == 1:
        held = Contact.objects.filter(name=user.name, user=None).first()
    return {one.pk for one in of_same_person(held)} if held else set()


def _is(contact: Contact, name: str) -> bool:
    return any(name.casefold() == one.casefold() for one in contact.names)


def _free(user: User) -> str:
    taken = Contact.objects.filter(name=user.name).exists()
    return f"{user.name} ({user.username})" if taken else user.name
