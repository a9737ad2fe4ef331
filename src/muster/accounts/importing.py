"""People from a CSV file: checked whole, shown as it would be, then taken all or nothing.

What is shown before is what is done and rolled back, so the one can't differ from the
other. Nothing is taken away by leaving it out, and a blank cell leaves what is there: the
same file a second time changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from muster.accounts import invitations, organisations, people, posts
from muster.accounts.authority import authority
from muster.accounts.models import Organisation, Post, User
from muster.accounts.people_file import Wrong, parts, read
from muster.accounts.posts import Refused
from muster.accounts.roles import ROLES, At, Role, Within
from muster.school_year import BadDate, clock, parse_date
from muster.tables.ids import UnknownSchool
from muster.tables.state import State


OF_POST = ("organisation", "title", "schools", "from_on", "to_on")


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, and what to do. Row 1 is the headings."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Deed:
    """One thing that is done because of a row."""

    row: int
    person: User
    sentence: str


@dataclass
class Taken:
    """What came of a file: what was done, or why none of it was."""

    problems: list[Problem] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    added: list[User] = field(default_factory=list)
    unchanged: int = 0
    # Where each of those added chooses a password, if they are invited.
    links: dict[int, str] = field(default_factory=dict)


def rehearse(content: bytes, *, by: str, state: State) -> Taken:
    """What would be done with a file. Nothing is."""
    with transaction.atomic():
        taken = _take(content, by, state)
        transaction.set_rollback(True)
    return taken


def carry_out(
    content: bytes, *, by: str, state: State, inviting: bool = False
) -> Taken:
    """Takes a file whole, or not at all where there is a problem."""
    with transaction.atomic():
        taken = _take(content, by, state)
        if taken.problems:
            transaction.set_rollback(True)
        elif inviting:
            for person in taken.added:
                taken.links[person.pk] = invitations.invite(person=person, by=by)
    return taken


def _take(content: bytes, by: str, state: State) -> Taken:
    taking = _Taking(by, state)
    for number, row in taking.rows(content):
        taking.take(number, row)
    taking.taken.problems.sort()
    return taking.taken


class _Taking:
    """One file being taken, row by row."""

    def __init__(self, by: str, state: State):
        self.by = by
        self.state = state
        self.taken = Taken()
        # Of whom a row was seen, and which; None of whom it couldn't be taken.
        self.seen: dict[str, tuple[int, User | None]] = {}

    def rows(self, content: bytes) -> list[tuple[int, dict[str, str]]]:
        """The rows with their numbers; none of a file that can't be read."""
        try:
            return read(content)
        except Wrong as wrong:
            self.taken.problems.append(Problem(wrong.row, wrong.column, wrong.sentence))
            return []

    def take(self, number: int, row: dict[str, str]) -> None:
        before = len(self.taken.deeds)
        try:
            person = self._person(number, row)
            if person is not None:
                self._post(number, row, person)
        except Wrong as wrong:
            self.taken.problems.append(Problem(number, wrong.column, wrong.sentence))
        else:
            self.taken.unchanged += len(self.taken.deeds) == before

    def _person(self, number: int, row: dict[str, str]) -> User | None:
        """Whose row it is: found, changed or added. None of whom an earlier row was
        wrong: that is said once."""
        username = row["username"]
        if not username:
            raise Wrong("username", "There is no username. Enter one.")
        key = username.casefold()
        if key in self.seen:
            first, person = self.seen[key]
            if person is not None:
                _must_agree(row, person, first)
            return person
        self.seen[key] = number, None
        person = User.objects.filter(username__iexact=username).first()
        _check_email(row["email"], person)
        if person is None:
            person = self._added(number, row)
        else:
            self._changed(number, row, person)
        self.seen[key] = number, person
        return person

    def _added(self, number: int, row: dict[str, str]) -> User:
        if not row["name"]:
            raise Wrong("name", f"“{row['username']}” is new. Enter their name.")
        try:
            person = people.add(
                username=row["username"],
                name=row["name"],
                email=row["email"],
                aliases=parts(row["aliases"]),
                by=self.by,
            )
        except Refused as refused:
            raise Wrong("username", str(refused)) from None
        self.taken.added.append(person)
        self._did(number, person, "A new account.")
        return person

    def _changed(self, number: int, row: dict[str, str], person: User) -> None:
        if not person.is_active:
            raise Wrong(
                "username",
                f"The account of {person} is closed. Open it on their page first, or take"
                " the row out.",
            )
        said = _said_of_person(row)
        names = [name for name, value in said.items() if getattr(person, name) != value]
        try:
            people.change(person=person, by=self.by, **said)
        except Refused as refused:
            raise Wrong("name", str(refused)) from None
        if names:
            self._did(number, person, f"Another {' and '.join(names)}.")

    def _post(self, number: int, row: dict[str, str], person: User) -> None:
        if not row["role"]:
            for name in OF_POST:
                if row[name]:
                    raise Wrong(
                        "role",
                        f"There is no role, but {name} is filled in. Enter a role.",
                    )
            return
        role = _role(row["role"])
        organisation = self._organisation(row["organisation"], role)
        schools = self._schools(row["schools"], role)
        from_on, to_on = _day(row, "from_on"), _day(row, "to_on")
        same = _same(person, role, organisation, from_on)
        try:
            if same is None:
                self._give(number, row, person, role, organisation, schools)
            elif posts.change(
                post=same,
                by=self.by,
                title=row["title"] or None,
                schools=schools or None,
                to_on=to_on,
            ):
                self._did(number, person, f"A change to the post of {same}.")
        except Refused as refused:
            is_own = person.username.casefold() == self.by.casefold()
            raise Wrong("username" if is_own else "role", str(refused)) from None

    def _give(
        self,
        number: int,
        row: dict[str, str],
        person: User,
        role: Role,
        organisation: Organisation | None,
        schools: list[int],
    ) -> None:
        post = posts.give(
            person=person,
            role_key=role.key,
            by=self.by,
            organisation=organisation,
            title=row["title"],
            schools=schools,
            from_on=_day(row, "from_on"),
            to_on=_day(row, "to_on"),
        )
        self._did(number, person, f"The post of {post}.")

    def _organisation(self, text: str, role: Role) -> Organisation | None:
        if not text or text.casefold() == authority().name.casefold():
            if At.AUTHORITY in role.at:
                return None
            kinds = " or a ".join(one.value for one in At if one in role.at)
            raise Wrong(
                "organisation", f"{role.title} is a post at a {kinds}. Enter which."
            )
        kinds = [kind.value for kind in organisations.BY_HAND if kind in role.at]
        by_hand = Organisation.objects.filter(kind__in=kinds, name__iexact=text).first()
        if by_hand is not None:
            return by_hand
        if At.SCHOOL in role.at and (school := self._school(text, "organisation")):
            return organisations.of_school(self.state, school)
        if At.TRUST in role.at:
            try:
                return organisations.of_trust(self.state, text)
            except KeyError:
                pass
        raise Wrong("organisation", _not_there(text, role))

    def _schools(self, text: str, role: Role) -> list[int]:
        names = parts(text)
        has_patch = role.within is Within.PATCH
        if names and not has_patch:
            raise Wrong("schools", f"{role.title} has no patch: leave schools blank.")
        if has_patch and not names:
            raise Wrong(
                "schools", f"Enter the schools of the patch of {role.title.lower()}."
            )
        found = []
        for name in names:
            school = self._school(name, "schools")
            if school is None:
                raise Wrong(
                    "schools",
                    f"The list of schools has no “{name}”. Correct it, or load a schools"
                    " file that has it.",
                )
            found.append(school)
        return found

    def _school(self, text: str, column: str) -> int | None:
        try:
            found = self.state.school_keys.find(text)
        except UnknownSchool as several:
            raise Wrong(column, str(several)) from None
        return found if found in organisations.schools(self.state) else None

    def _did(self, number: int, person: User, sentence: str) -> None:
        self.taken.deeds.append(Deed(number, person, sentence))


def _said_of_person(row: dict[str, str]) -> dict[str, object]:
    """What a row says of the person; a blank says nothing."""
    said: dict[str, object] = {
        name: row[name] for name in ("name", "email") if row[name]
    }
    return said | ({"aliases": parts(row["aliases"])} if row["aliases"] else {})


def _must_agree(row: dict[str, str], person: User, first: int) -> None:
    for name, value in _said_of_person(row).items():
        if getattr(person, name) != value:
            raise Wrong(
                name,
                f"Row {first} says another {name} of “{person.username}”. Correct one, or"
                " leave this blank.",
            )


def _check_email(email: str, person: User | None) -> None:
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError:
        raise Wrong("email", f"“{email}” is not an email address.") from None
    others = User.objects.filter(email__iexact=email)
    if other := others.exclude(pk=person.pk if person else None).first():
        raise Wrong(
            "email",
            f"“{other.username}” has that address already. Correct one of them.",
        )


def _role(text: str) -> Role:
    wanted = text.casefold()
    for role in ROLES:
        if wanted in (role.key, role.title.casefold()):
            return role
    keys = ", ".join(role.key for role in ROLES)
    raise Wrong("role", f"There is no role “{text}”. The roles are: {keys}.")


def _day(row: dict[str, str], name: str) -> date | None:
    try:
        return parse_date(row[name]) if row[name] else None
    except BadDate as why:
        raise Wrong(name, str(why)) from None


def _same(
    person: User, role: Role, organisation: Organisation | None, from_on: date | None
) -> Post | None:
    """The post a row is about, if it is held: of the same first day, or without one not
    over yet."""
    held = Post.objects.filter(
        person=person, role_key=role.key, organisation=organisation
    )
    if from_on is None:
        return held.current_or_coming(clock.today()).first()
    return held.filter(from_on=from_on).first()


def _not_there(text: str, role: Role) -> str:
    todo = [
        ("school", At.SCHOOL, "load a schools file that has it"),
        ("trust", At.TRUST, "load a schools file that has it"),
        ("team or partner", At.TEAM, "add it under Organisations first"),
        ("partner", At.PARTNER, "add it under Organisations first"),
    ]
    kind, do = next((kind, do) for kind, at, do in todo if at in role.at)
    return f"There is no {kind} “{text}”. Correct it, or {do}."
