"""Earlier requests, ended holds and corrections of a child’s data."""

from __future__ import annotations

from muster.protection import access, holds
from muster.protection.correcting import Correction
from muster.protection.reach.who import Who, struck
from muster.protection.requests import Kind, Request
from muster.sources.words import counted


def from_requests(who: Who, *, do: bool) -> str:
    """Earlier requests: their answers go, and the names in them; their numbers stay."""
    pattern = who.pattern
    found = [
        one for one in Request.objects.all() if set(one.children) & set(who.children)
    ]
    for request in found if do else []:
        access.throw_away(request.folder)
        request.children, request.about, request.asked_by = [], "", ""
        request.folder, request.paused_for, request.extended = "", "", ""
        request.withheld = {}
        if pattern:
            request.decision = struck(request.decision, pattern)
        request.save()
    earlier = [one for one in found if one.kind == Kind.ACCESS]
    return counted(len(earlier), "request") + " to see the data" if earlier else ""


def from_holds(who: Who, *, do: bool) -> str:
    """Holds that were ended: that there was one stays, and not on whom."""
    found = [
        one for one in holds.Hold.objects.all() if set(one.children) & {*who.children}
    ]
    for hold in found if do else []:
        hold.children, hold.on = [], "somebody who was erased"
        hold.save(update_fields=["children", "on"])
    return counted(len(found), "ended hold") if found else ""


def from_corrections(who: Who, *, do: bool) -> str:
    found = Correction.objects.filter(child__in=who.children)
    n = found.count()
    if do:
        found.delete()
    return counted(n, "correction") if n else ""
