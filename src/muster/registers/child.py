"""A child, and the one way to one: `Children.visible_to`.

Who may see a child, and how much of one, is decided here and nowhere else. A post at a
school or a trust shows the child's places at those schools: its own marks and enrolments,
never another school's. A post at the authority that reaches a child shows every place. Of
a child who is looked after, or lives here, or is on a caseload, that is all that is held,
from before it was so too: work with a child begins with how they came to it. A patch
reaches the children who were on its schools' rolls this school year; of those who left
before, it shows what a school would see.
Sources: rules.md 11.4 (minimisation), 7.2 (enrolment status), 8.4 (UPNs).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from muster.accounts.permissions import Permission
from muster.accounts.reach import reaches_of
from muster.accounts.roles import At
from muster.measures import Reach, Scope
from muster.measures.dimensions import TITLES
from muster.measures.members import school_names
from muster.measures.titles import title_of
from muster.registers.among import Numbers
from muster.registers.openings import open_to
from muster.school_year import SchoolYear, clock
from muster.tables import children, in_cohorts
from muster.tables.cohorts import informed
from muster.tables.columns import ENROLMENTS, Privacy
from muster.tables.state import State, remembered
from muster.tables.upn import is_upn


AT_A_SCHOOL = frozenset({At.SCHOOL, At.TRUST})
# A search that finds more has asked too little.
MOST = 200
NAMELESS = "Name not known"
# What an enrolment's status is called (rules.md 7.2).
STATUSES = {
    "C": "Only roll",
    "M": "Main roll",
    "S": "Second roll",
    "F": "FE college",
    "O": "Other provider",
    "G": "Guest",
    "P": "Previous",
}
# What is said of a child besides, in order. The sensitive ones need a permission more.
CHARACTERISTICS = (
    "sex",
    "fsm",
    "eal",
    "home_authority",
    "ward",
    "idaci_decile",
    "sen",
    "ethnicity",
    "looked_after",
    "child_in_need",
    "child_protection",
    "social_worker",
    "youth_justice",
    "young_carer",
)
ALSO_TITLED = {"home_authority": "Lives in", "idaci_decile": "IDACI decile"}
# Figures speak of girls and boys, and this page of one of them.
ONE_OF = {"sex": {"F": "Girl", "M": "Boy"}}
SPECIAL = (
    frozenset(
        column.name for column in ENROLMENTS.columns if column.cls is Privacy.SPECIAL
    )
    | informed()
)


class TooMany(ValueError):
    """The message is a sentence for whoever searched."""


@dataclass(frozen=True)
class Spell:
    """One time on a roll. A day nobody gave is None."""

    from_on: date | None
    to_on: date | None
    status: str
    year_group: str

    def stands(self, on: date) -> bool:
        return (self.from_on is None or self.from_on <= on) and (
            self.to_on is None or self.to_on >= on
        )


@dataclass(frozen=True)
class Place:
    """A child's place at one school: what the school calls them, and when they were there."""

    pupil: int
    school: int
    school_name: str
    identifier: str
    spells: tuple[Spell, ...]

    @property
    def is_upn(self) -> bool:
        return is_upn(self.identifier)

    def is_on_roll(self, on: date) -> bool:
        """Whether they are on the roll; who was met only in marks may be."""
        return not self.spells or any(spell.stands(on) for spell in self.spells)


@dataclass(frozen=True)
class InCohort:
    """A time in a cohort, as another service's list has it (`tables.in_cohorts`)."""

    cohort: str
    from_on: date
    to_on: date | None
    placed_in: str
    at_school: str


@dataclass(frozen=True)
class Child:
    """A child as far as somebody may see one. ``number`` is the store's, and means nothing
    outside it. ``names`` are as last given, then as given before. ``also_at`` are schools
    whose roll they are on too, of which no more is shown."""

    number: int
    names: tuple[str, ...]
    born_on: date | None
    places: tuple[Place, ...]
    also_at: tuple[str, ...]
    characteristics: tuple[tuple[str, str], ...]
    in_cohorts: tuple[InCohort, ...] = ()

    @property
    def name(self) -> str:
        return self.names[0] if self.names else NAMELESS

    @property
    def upns(self) -> tuple[str, ...]:
        """Their UPN, then former ones: of the roll joined last first."""
        found = [one.identifier for one in reversed(self.places) if one.is_upn]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Listed:
    """A child in a list."""

    number: int
    name: str
    born_on: date | None
    school: int
    school_name: str
    year_group: str
    left_on: date | None


@dataclass(frozen=True)
class Sight:
    """What somebody sees with a permission: children reached ``whole``, with all their
    places; those on a ``patch`` roll ``since`` a day, the same; and of others the places on
    rolls of the patch, or of their ``own`` schools. ``on`` is the day dated cohorts are
    looked at for: who left care yesterday is no longer seen for having been in it."""

    whole: Scope
    patch: Scope
    own: Scope
    since: date
    on: date

    @classmethod
    def of(
        cls, user: Any, permission: Permission, state: State, opened: Collection[int]
    ) -> Sight:
        whole, patch, own = [], [], []
        for post, reach in reaches_of(user, permission, state):
            if post.organisation is not None and post.organisation.kind in AT_A_SCHOOL:
                own.append(reach)
            else:
                (whole if reach.schools is None else patch).append(reach)
        if opened and (whole or patch or own):
            whole.append(Reach(children=frozenset(opened)))
        on = clock.today()
        since = SchoolYear.of(on).starts_on
        return cls(*map(Scope.any_of, (whole, patch, own)), since, on)

    def of_places(self, rows: Any) -> Any:
        """Those of some children's places that are seen; all of a child's must be given."""
        if self.whole.is_all:
            return rows
        whole = rows["child"].is_in(sorted(self.reached(rows)))
        return rows.filter(whole | self.patch.of_pupils() | self.own.of_pupils())

    def reached(self, rows: Any) -> set[int]:
        """The children of whom every place is seen, of some children's places; all of a
        child's must be given."""
        left = rows["to_on"]
        # Marks alone say that somebody was there, and not that they still are.
        enrolled = rows["load_order"].is_not_null()
        lately = rows.filter(enrolled & (left.is_null() | (left >= self.since)))
        return {
            *rows.filter(self.whole.of_pupils())["child"],
            *lately.filter(self.patch.of_pupils())["child"],
        }


@remembered(8)
def _reached(state: State, sight: Sight) -> set[int]:
    """The children somebody sees whole."""
    return sight.reached(in_cohorts.places(state, sight.on))


@remembered(8)
def _seen(state: State, sight: Sight) -> Any:
    """Every place somebody sees: the same for all who reach the same."""
    return sight.of_places(in_cohorts.places(state, sight.on))


@remembered(8)
def _numbers_reached(state: State, sight: Sight) -> Numbers:
    return Numbers(_reached(state, sight))


@remembered(8)
def _numbers_seen(state: State, sight: Sight) -> Numbers:
    return Numbers(_seen(state, sight)["child"].unique().to_list())


@remembered(8)
def _children_seen(state: State, sight: Sight) -> frozenset[int]:
    return frozenset(_numbers_seen(state, sight).numbers)


class Children:
    """The children somebody may see. Ask :meth:`visible_to` for one."""

    def __init__(self, state: State, seen: Sight, sensitive: Sight) -> None:
        self.state, self.seen, self.sensitive = state, seen, sensitive

    @classmethod
    def visible_to(cls, user: Any, state: State) -> Children:
        """The children within somebody's reach, and those opened to them for an hour."""
        opened = open_to(user)
        see = Sight.of(user, Permission.SEE_CHILDREN, state, opened)
        sensitive = Sight.of(user, Permission.SEE_SENSITIVE, state, opened)
        return cls(state, see, sensitive)

    def of_cases(self) -> Q:
        """Which rows of cases, of a `child` and a `school`, are of children that are seen:
        every one of a child seen whole, and of others those at the schools that see them."""
        return self._of_cases(self.seen)

    def of_health(self) -> Q:
        """The same, of rows that say of a child's health (:mod:`health`): where the most
        sensitive is seen, and at a school that has it in its own register."""
        return self._of_cases(replace(self.sensitive, own=self.seen.own))

    def _of_cases(self, seen: Sight) -> Q:
        if seen.whole.is_all:
            return Q()
        schools = (seen.patch.schools or frozenset()) | (
            seen.own.schools or frozenset()
        )
        of_child = Q(child__among=_numbers_reached(self.state, seen))
        at_school = Q(child__among=_numbers_seen(self.state, seen))
        return of_child | (at_school & Q(school__in=sorted(schools)))

    def of_children(self) -> Q:
        """Which rows of a `child` alone are of children that are seen."""
        if self.seen.whole.is_all:
            return Q()
        return Q(child__among=_numbers_seen(self.state, self.seen))

    def count(self) -> int:
        return self._places["child"].n_unique()

    def get(self, number: int, on: date) -> Child | None:
        """The child of that number. None if there is none, or none that may be seen."""
        every = in_cohorts.places(self.state, self.seen.on).filter(child=number)
        mine = self.seen.of_places(every)
        if not mine.height:
            return None
        pupils = mine["pupil"].to_list()
        rows = children.enrolments_of(self.state, pupils)
        places = self._places_of(mine, rows)
        sensitive = self.sensitive.of_places(every)["pupil"].to_list()
        return Child(
            number=number,
            names=_names(rows),
            born_on=_last(rows, "born_on"),
            places=places,
            also_at=self._also_at(every, places, on),
            characteristics=_characteristics(
                rows, sensitive, self._on_lists(number) if sensitive else {}
            ),
            in_cohorts=self._times(number) if sensitive else (),
        )

    def find(
        self,
        *,
        name: str = "",
        born_on: date | None = None,
        identifier: str = "",
        school: int | None = None,
        year_group: str = "",
    ) -> list[Listed]:
        """Children of whom all that is asked is so, each at the school they joined last.

        Of a name, a birth date or an identifier one is needed: nobody is listed unasked.
        Raises TooMany for more than anybody would read through.
        """
        asked = []
        if name.strip():
            asked.append(children.pupils_called(self.state, name.split()))
        if born_on:
            asked.append(children.pupils_born(self.state, born_on))
        if identifier.strip():
            asked.append(children.pupils_known_as(self.state, identifier))
        if not asked:
            raise ValueError("A search needs a name, a birth date or an identifier.")
        rows = self._places
        each = (rows.filter(rows["pupil"].is_in(sorted(pupils))) for pupils in asked)
        meant = set.intersection(*(set(found["child"].to_list()) for found in each))
        last = rows.filter(rows["child"].is_in(sorted(meant)))
        last = last.unique("child", keep="last", maintain_order=True)
        if school is not None:
            last = last.filter(school_id=school)
        if year_group:
            last = last.filter(last["year_group"].cast(str) == year_group)
        if last.height > MOST:
            raise TooMany(
                f"{last.height:,} children match. Give a forename and a surname, a date of"
                " birth or a school as well."
            )
        return self._listed(last)

    def names_of(self, numbers: Collection[int]) -> dict[int, str]:
        """The names of those of these children who are seen, as last given."""
        rows = self._places
        held = rows.filter(rows["child"].is_in(sorted(set(numbers))))
        whose = dict(held.select("pupil", "child").iter_rows())
        said = children.named(self.state)
        said = said.filter(said["pupil"].is_in(sorted(whose)))
        named = {whose[row["pupil"]]: _name(row) for row in said.iter_rows(named=True)}
        return {number: named.get(number, NAMELESS) for number in whose.values()}

    def places_of(self, numbers: Collection[int]) -> dict[int, list[Place]]:
        """The places that are seen of these children, the roll joined last at the end."""
        rows = self._places
        mine = rows.filter(rows["child"].is_in(sorted(set(numbers))))
        whose = dict(mine.select("pupil", "child").iter_rows())
        found: dict[int, list[Place]] = {}
        for one in self._places_of(
            mine, children.enrolments_of(self.state, list(whose))
        ):
            found.setdefault(whose[one.pupil], []).append(one)
        return found

    def called(self) -> Iterator[dict[str, Any]]:
        """Every name, birth date and place of those who are seen, to find which child
        somebody else's words mean: child, school, supplied, forename, surname, born_on."""
        at = self._places.select("pupil", "child", "school_id")
        at = at.join(self.state.pupils.select("pupil", "supplied"), on="pupil")
        rows = children.enrolments_of(self.state, at["pupil"].to_list())
        names = rows.select("pupil", "forename", "surname", "born_on").unique()
        yield from at.join(names, on="pupil", how="left").iter_rows(named=True)

    def of_school(self, school: int, year_group: str = "") -> list[Listed]:
        """Every child of a school's roll that may be seen, those who left it too."""
        rows = self._places.filter(school_id=school)
        if year_group:
            rows = rows.filter(rows["year_group"].cast(str) == year_group)
        return self._listed(rows)

    def schools(self) -> list[tuple[int, str]]:
        """The schools they are at, by name."""
        names = school_names(self.state)
        held = self._places["school_id"].unique().to_list()
        found = [(one, names[one]) for one in held if one in names]
        return sorted(found, key=lambda one: one[1].casefold())

    @cached_property
    def cared_for(self) -> frozenset[int]:
        """The children of whom the most sensitive is seen too."""
        return _children_seen(self.state, self.sensitive)

    @cached_property
    def _places(self) -> Any:
        return _seen(self.state, self.seen)

    def _listed(self, places: Any) -> list[Listed]:
        names = school_names(self.state)
        rows = children.enrolments_of(self.state, places["pupil"].to_list())
        latest = rows.unique("pupil", keep="last", maintain_order=True)
        told = {row["pupil"]: row for row in latest.iter_rows(named=True)}
        found = []
        for row in places.iter_rows(named=True):
            said = told.get(row["pupil"], {})
            listed = Listed(
                number=row["child"],
                name=_name(said) or NAMELESS,
                born_on=said.get("born_on"),
                school=row["school_id"],
                school_name=names.get(row["school_id"], ""),
                year_group=_titled("year_group", row["year_group"] or ""),
                left_on=row["to_on"],
            )
            found.append((_sorted_by(said), listed))
        return [listed for _, listed in sorted(found, key=lambda one: one[0])]

    def _places_of(self, mine: Any, rows: Any) -> tuple[Place, ...]:
        """The places that are seen, the roll joined last at the end."""
        names = school_names(self.state)
        spells: dict[int, list[Spell]] = {}
        for row in children.spells_of(rows).iter_rows(named=True):
            spells.setdefault(row["pupil"], []).append(_spell(row))
        called = self.state.pupils.filter(
            self.state.pupils["pupil"].is_in(mine["pupil"].to_list())
        )
        supplied = dict(called.select("pupil", "supplied").iter_rows())
        return tuple(
            Place(
                pupil=pupil,
                school=school,
                school_name=names.get(school, ""),
                identifier=supplied[pupil],
                spells=tuple(spells.get(pupil, ())),
            )
            for pupil, school in mine.select("pupil", "school_id").iter_rows()
        )

    def _times(self, child: int) -> tuple[InCohort, ...]:
        """The child's times in cohorts, the latest first."""
        if not in_cohorts.is_held(self.state):
            return ()
        times = in_cohorts.of_child(self.state, child).drop("child", "ended_by_list")
        rows = times.sort("from_on", descending=True).iter_rows(named=True)
        return tuple(InCohort(**row) for row in rows)

    def _on_lists(self, child: int) -> dict[str, str]:
        """What lists of cohorts say of a child today, by breakdown; nothing of who is on
        none."""
        if not self._times(child):
            return {}
        held = in_cohorts.places(self.state, self.sensitive.on).filter(child=child)
        said = held.select(sorted(informed())).row(-1, named=True)
        return {name: value for name, value in said.items() if value}

    def _also_at(self, every: Any, seen: Sequence[Place], on: date) -> tuple[str, ...]:
        """Other schools whose roll the child is on today, while on one that is seen."""
        if not any(place.is_on_roll(on) for place in seen):
            return ()
        names = school_names(self.state)
        shown = {place.pupil for place in seen}
        found = [
            names.get(row["school_id"], "")
            for row in every.iter_rows(named=True)
            if row["pupil"] not in shown and _is_enrolled(row, on)
        ]
        return tuple(found)


def _is_enrolled(row: dict[str, Any], on: date) -> bool:
    """Whether a file has them on the roll; marks alone say nothing of a second one."""
    return row["load_order"] is not None and _spell(row).stands(on)


def _spell(row: dict[str, Any]) -> Spell:
    return Spell(
        from_on=row["from_on"],
        to_on=row["to_on"],
        status=STATUSES.get(row["status"] or "", row["status"] or ""),
        year_group=_titled("year_group", row["year_group"] or ""),
    )


def _names(rows: Any) -> tuple[str, ...]:
    """Every name given, the last given first."""
    given = rows.select("forename", "surname").reverse().iter_rows(named=True)
    return tuple(dict.fromkeys(name for row in given if (name := _name(row))))


def _name(row: dict[str, Any]) -> str:
    parts = (row.get("forename") or "", row.get("surname") or "")
    return " ".join(part for part in parts if part)


def _sorted_by(row: dict[str, Any]) -> tuple[str, str]:
    # Whoever has no name comes last.
    return (row.get("surname") or "\uffff").casefold(), (row.get("forename") or "")


def _last(rows: Any, name: str) -> Any:
    """What was said of it last; nothing if it never was."""
    said = [value for value in rows[name].to_list() if value not in (None, "")]
    return said[-1] if said else None


def _characteristics(
    rows: Any, sensitive: Iterable[int], listed: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """What was said last of each; the sensitive of pupils whose are seen, and left out,
    name and all, where none are. What dated lists say goes before what schools do."""
    allowed = rows.filter(rows["pupil"].is_in(sorted(sensitive)))
    found = []
    for name in CHARACTERISTICS:
        held = allowed if name in SPECIAL else rows
        sent = _last(held, name) if name in held.columns else None
        if value := listed.get(name) or sent:
            title = ALSO_TITLED.get(name) or TITLES[name]
            found.append((title, _titled(name, value)))
    return tuple(found)


def _titled(name: str, value: str) -> str:
    if one := ONE_OF.get(name, {}).get(value):
        return one
    return title_of(name, value) if value else ""
