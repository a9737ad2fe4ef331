"""The organisations posts are at: teams and partners are added here; schools and trusts
are the store's, and are made the first time a post needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from muster.accounts import audit
from muster.accounts.models import Organisation
from muster.accounts.posts import Refused
from muster.accounts.roles import At, Role
from muster.design.filters import day
from muster.school_year import clock
from muster.tables.state import State, remembered


# Kinds that are added by hand. The rest are the store's.
BY_HAND = (At.TEAM, At.PARTNER)
TITLES = {
    At.AUTHORITY: "Authority",
    At.TEAM: "Team",
    At.SCHOOL: "School",
    At.TRUST: "Trust",
    At.PARTNER: "Partner",
}


@dataclass(frozen=True)
class School:
    """A school of the store, as a choice."""

    id: int
    name: str
    area: str
    trust: str
    closed_on: date | None


@remembered(1)
def schools(state: State) -> dict[int, School]:
    """Every school of the store by its number, by name."""
    wanted = ("id", "name", "area", "trust", "closed_on")
    rows = state.schools.select(wanted).iter_rows()
    found = [
        School(number, name, area or "", trust or "", closed_on)
        for number, name, area, trust, closed_on in rows
    ]
    return {
        one.id: one
        for one in sorted(found, key=lambda one: (one.name.casefold(), one.id))
    }


def trusts(state: State) -> list[str]:
    return sorted(
        {one.trust for one in schools(state).values()} - {""}, key=str.casefold
    )


@transaction.atomic
def add(*, kind: str, name: str, by: str) -> Organisation:
    """A team or a partner. Raises Refused for another kind, and for a name that is there."""
    if kind not in BY_HAND:
        raise Refused(
            "Only teams and partners are added. Schools and trusts are loaded."
        )
    made = Organisation(kind=kind, name=name.strip())
    _check(made)
    made.save()
    _record("organisation.added", made, by)
    return made


@transaction.atomic
def rename(*, organisation: Organisation, name: str, by: str) -> None:
    _must_be_by_hand(organisation)
    before, organisation.name = organisation.name, name.strip()
    _check(organisation)
    organisation.save(update_fields=["name"])
    _record("organisation.renamed", organisation, by, before={"name": before})


@transaction.atomic
def close(*, organisation: Organisation, by: str) -> None:
    """No post is given at it from now on. Raises Refused while one is held, or will be."""
    _must_be_by_hand(organisation)
    today = clock.today()
    held = [
        post
        for post in organisation.posts.select_related("person")
        if post.to_on is None or post.to_on > today
    ]
    if held:
        who = ", ".join(sorted({str(post.person) for post in held}))
        raise Refused(f"End the posts held at {organisation} first: {who}.")
    organisation.closed_on = today
    organisation.save(update_fields=["closed_on"])
    _record("organisation.closed", organisation, by)


@transaction.atomic
def open_again(*, organisation: Organisation, by: str) -> None:
    organisation.closed_on = None
    organisation.save(update_fields=["closed_on"])
    _record("organisation.opened", organisation, by)


def of_school(state: State, number: int) -> Organisation:
    """The store's school as an organisation. Raises KeyError for a number it hasn't."""
    name = schools(state)[number].name
    made, _ = Organisation.objects.update_or_create(
        school=number, defaults={"kind": At.SCHOOL.value, "name": name[:200]}
    )
    return made


def of_trust(state: State, name: str) -> Organisation:
    """The store's trust as an organisation. Raises KeyError for a name it hasn't."""
    known = {one.casefold(): one for one in trusts(state)}
    called = known[name.strip().casefold()]
    found = Organisation.objects.filter(
        kind=At.TRUST.value, name__iexact=called
    ).first()
    return found or Organisation.objects.create(kind=At.TRUST.value, name=called)


def choices(role: Role, state: State) -> list[tuple[str, str]]:
    """Where a role's posts can be, as a list chooses: “school:12”, “trust:…”, “3”, or ""
    for the authority itself."""
    found = [("", "The authority itself")] if At.AUTHORITY in role.at else []
    kinds = [kind.value for kind in BY_HAND if kind in role.at]
    by_hand = Organisation.objects.filter(kind__in=kinds, closed_on=None).order_by(
        "kind", "name"
    )
    found += [(str(one.pk), f"{one.name} ({one.kind})") for one in by_hand]
    if At.SCHOOL in role.at:
        found += [
            (f"school:{one.id}", one.name + _closed(one))
            for one in schools(state).values()
        ]
    if At.TRUST in role.at:
        found += [(f"trust:{name}", name) for name in trusts(state)]
    return found


def chosen(value: str, state: State) -> Organisation | None:
    """The organisation of a choice, made if it is the first time; None for “”."""
    kind, _, rest = value.partition(":")
    if kind == "school":
        return of_school(state, int(rest))
    if kind == "trust":
        return of_trust(state, rest)
    return Organisation.objects.get(pk=value) if value else None


def standing(organisation: Organisation, state: State) -> str:
    """What is to be said of whether it is open."""
    if organisation.closed_on:
        return f"Closed on {day(organisation.closed_on)}"
    if organisation.kind == At.SCHOOL:
        school = schools(state).get(organisation.school or 0)
        if school is None:
            return "Not in the list of schools any more"
        if school.closed_on:
            return f"The school closed on {day(school.closed_on)}"
    known = {name.casefold() for name in trusts(state)}
    if organisation.kind == At.TRUST and organisation.name.casefold() not in known:
        return "No school has this trust any more"
    return ""


def _closed(school: School) -> str:
    return f" (closed on {day(school.closed_on)})" if school.closed_on else ""


def _must_be_by_hand(organisation: Organisation) -> None:
    if organisation.kind not in BY_HAND:
        raise Refused(
            f"{organisation} is as the list of schools has it. Load another to change it."
        )


def _check(organisation: Organisation) -> None:
    try:
        organisation.full_clean()
    except ValidationError as refused:
        raise Refused(" ".join(refused.messages)) from refused


def _record(
    did: str, organisation: Organisation, by: str, before: object = None
) -> None:
    after = {"kind": organisation.kind, "name": organisation.name}
    to = f"organisation:{organisation.pk}"
    audit.record(did=did, by=by, to=to, before=before, after=after)
