"""Caseloads, registers with all that hangs on them, and schools’ returns of a child."""

from __future__ import annotations

from muster.accounts.models import Case
from muster.practice.models import Challenge, Named
from muster.protection.reach.who import Who
from muster.registers.models import (
    Contact,
    Document,
    Expected,
    Found,
    Opening,
    Return,
    Severe,
)
from muster.registers.models import Entry as RegisterEntry
from muster.sources.words import counted


def from_caseloads(who: Who, *, do: bool) -> str:
    found = Case.objects.filter(child__in=who.children)
    n = found.count()
    if do:
        found.delete()
    return counted(n, "place") + " on a caseload" if n else ""


def from_openings(who: Who, *, do: bool) -> str:
    """Openings of the record beyond somebody's reach: the trail keeps that there were."""
    found = Opening.objects.filter(child__in=who.children)
    n = found.count()
    if do:
        found.delete()
    return counted(n, "opening") + " of the record beyond reach" if n else ""


def from_registers(who: Who, *, do: bool) -> str:
    """Entries of registers with all that happened to them, and the week's lists: counts
    of them that were published stay."""
    entries = RegisterEntry.objects.filter(child__in=who.children)
    found = Found.objects.filter(child__in=who.children)
    contacts = Contact.objects.filter(child__in=who.children)
    named = Named.objects.filter(child__in=who.children)
    challenged = Challenge.objects.filter(child__in=who.children)
    said = []
    if n := entries.count():
        said.append(counted(n, "spell") + " on a register")
    if n := found.count():
        said.append(counted(n, "finding") + " of a weekly list")
    documents = Document.objects.filter(entry__in=entries)
    if n := documents.count():
        said.append(counted(n, "letter or document", "letters and documents"))
    if n := contacts.count():
        said.append(counted(n, "contact"))
    if n := named.count():
        said.append(counted(n, "place") + " on a list of a school’s meeting")
    if n := challenged.count():
        said.append(counted(n, "item") + " of a list that was said to be wrong")
    if do:
        entries.delete()
        found.delete()
        contacts.delete()
        named.delete()
        challenged.update(follows=None)
        challenged.delete()
        Severe.objects.filter(child__in=who.children).delete()
    return ", ".join(said)


def from_returns(who: Who, *, do: bool) -> str:
    """What schools returned of the child, by number or, of one nobody had matched, by UPN
    or name; and what was expected of them."""
    pattern = who.pattern
    unmatched = [
        one.pk
        for one in Return.objects.filter(child=None)
        if {*one.may_be} & {*who.children}
        or (pattern and pattern.search(f"{one.upn} {one.name}"))
    ]
    of_child = Return.objects.filter(child__in=who.children)
    found = of_child | Return.objects.filter(pk__in=unmatched)
    owed = Expected.objects.filter(child__in=who.children)
    said = []
    if n := found.count():
        said.append(counted(n, "return") + " of a school")
    if n := owed.count():
        said.append(counted(n, "return") + " that was expected")
    if do:
        owed.delete()
        found.delete()
    return ", ".join(said)
