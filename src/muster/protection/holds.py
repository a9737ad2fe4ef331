"""Legal holds: what may not be erased, or cleared away when its time is up, until somebody
ends them. Source: rules.md 11.5 (inquiries, claims and prosecutions override a schedule)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import models

from muster.accounts import audit
from muster.protection.requests import Refused
from muster.school_year import clock
from muster.tables.keeping import Kept


class Standing(models.QuerySet):
    def standing(self) -> Standing:
        """Those that hold today: not ended, and not past their day."""
        until = models.Q(until=None) | models.Q(until__gte=clock.today())
        return self.filter(until, ended_on=None)


class Hold(models.Model):
    """One hold: on a child, on a school's pupils, or on a whole kind of record."""

    children = models.JSONField("the child’s numbers in the store", default=list)
    school = models.IntegerField("school, in the store", null=True)
    record = models.CharField("kind of record", max_length=20, blank=True)
    on = models.CharField("on whom or what, in words", max_length=200)
    reason = models.TextField()
    from_on = models.DateField()
    until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    put_by = models.CharField(max_length=150)
    ended_by = models.CharField(max_length=150, blank=True)

    objects = Standing.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Hold {self.pk}, on {self.on}"


def put(
    *,
    on: str,
    reason: str,
    by: str,
    children: Collection[int] = (),
    school: int | None = None,
    record: str = "",
    until: date | None = None,
) -> Hold:
    """Holds a child, a school or a kind of record. Raises Refused for a day that is past."""
    if until and until < clock.today():
        raise Refused("The last day of the hold is past. Leave it empty to hold on.")
    made = Hold.objects.create(
        children=sorted(children),
        school=school,
        record=record,
        on=on[:200],
        reason=reason,
        from_on=clock.today(),
        until=until,
        put_by=by,
    )
    _note(made, "hold.put", by, reason)
    return made


def end(hold: Hold, *, by: str, reason: str) -> None:
    """Lets go. Raises Refused where it was let go before."""
    if hold.ended_on:
        raise Refused(f"It was ended on {hold.ended_on:%d/%m/%Y}.")
    hold.ended_on, hold.ended_by = clock.today(), by
    hold.save(update_fields=["ended_on", "ended_by"])
    _note(hold, "hold.ended", by, reason)


def over(children: Collection[int], schools: Collection[int]) -> list[Hold]:
    """The holds that keep a child from being erased."""
    return [
        hold
        for hold in Hold.objects.standing()
        if set(hold.children) & set(children) or hold.school in set(schools)
    ]


def kept() -> Kept:
    """Who stays when what is too old is cleared away."""
    standing = list(Hold.objects.standing())
    return Kept(
        frozenset(child for hold in standing for child in hold.children),
        frozenset(hold.school for hold in standing if hold.school is not None),
    )


def records() -> set[str]:
    """Kinds of record that are held whole."""
    return {hold.record for hold in Hold.objects.standing() if hold.record}


def _note(hold: Hold, did: str, by: str, reason: str) -> None:
    for child in hold.children or [None]:
        audit.record(
            did=did,
            by=by,
            child=child,
            school=hold.school,
            to=f"hold:{hold.pk}",
            reason=reason,
        )
