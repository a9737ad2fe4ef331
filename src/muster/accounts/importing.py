"""People from a CSV file: checked whole, shown as it would be, then taken all or nothing.

What is shown before is what is done and rolled back, so the one can't differ from the
other. Nothing is taken away by leaving it out, and a blank cell leaves what is there: the
same file a second time changes nothing.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from muster.accounts import invitations, organisations, people, posts
from muster.accounts.authority import authority
from muster.accounts.models import Organisation, Post, User
from muster.accounts.posts import Refused
from muster.accounts.roles import ROLES, At, Role, Within
from muster.school_year import BadDate, clock, parse_date
from muster.tables.ids import UnknownSchool
from muster.tables.state import State


MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
BETWEEN = ";"


@dataclass(frozen=True)
class Column:
    """A column of the file, as its page and the reference describe it."""

    name: str
    meaning: str
    example: str = ""
    is_needed: bool = False


COLUMNS = (
    Column("username", "What they sign in with. One person may have several rows, one for"
           " each post.", "jfield", True),
    Column("name", "Their name. Needed in the first row of somebody new.", "Jo Field"),
    Column("email", "Their work email address, where the link to choose a password goes.",
           "jo.field@quillshire.example"),
    Column("aliases", "What minutes and papers call them, with semicolons between.",
           "JF; J. Field"),
    Column("role", "What the post lets them do: a role’s short name, like"
           " attendance-officer. Without one, the row is about the person alone.",
           "attendance-officer"),
    Column("organisation", "Where the post is: the name of a team or partner that is listed"
           " under Organisations, a trust’s name, or a school’s URN, LAESTAB or name. Blank"
           " for the authority itself."),
    Column("title", "What they are called there, if it isn’t what the role is called.",
           "Attendance officer, north"),
    Column("schools", "For a role with a patch: the URN, LAESTAB or name of each school,"
           " with semicolons between.", "100001; 999/2002"),
    Column("from_on", "The first day of the post. Blank for today.", "01/09/2025"),
    Column("to_on", "Its last day. Blank for a post with no end yet.", "31/08/2026"),
)  # fmt: skip
NAMES = tuple(column.name for column in COLUMNS)
OF_POST = ("organisation", "title", "schools", "from_on", "to_on")


def sample() -> str:
    """The headings and a row that shows what goes under each."""
    text = io.StringIO()
    csv.writer(text).writerows([NAMES, [column.example for column in COLUMNS]])
    return text.getvalue()


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


class _Wrong(Exception):
    """A cell that can't be: its column and what to do."""

    def __init__(self, column: str, sentence: str, row: int = 1):
        super().__init__(sentence)
        self.column = column
        self.sentence = sentence
        self.row = row


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
            return _read(content)
        except _Wrong as wrong:
            self.taken.problems.append(Problem(wrong.row, wrong.column, wrong.sentence))
            return []

    def take(self, number: int, row: dict[str, str]) -> None:
        before = len(self.taken.deeds)
        try:
            person = self._person(number, row)
            if person is not None:
                self._post(number, row, person)
        except _Wrong as wrong:
            self.taken.problems.append(Problem(number, wrong.column, wrong.sentence))
        else:
            self.taken.unchanged += len(self.taken.deeds) == before

    def _person(self, number: int, row: dict[str, str]) -> User | None:
        """Whose row it is: found, changed or added. None of whom an earlier row was
        wrong: that is said once."""
        username = row["username"]
        if not username:
            raise _Wrong("username", "There is no username. Enter one.")
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
            raise _Wrong("name", f"“{row['username']}” is new. Enter their name.")
        try:
            person = people.add(
                username=row["username"],
                name=row["name"],
                email=row["email"],
                aliases=_parts(row["aliases"]),
                by=self.by,
            )
        except Refused as refused:
            raise _Wrong("username", str(refused)) from None
        self.taken.added.append(person)
        self._did(number, person, "A new account.")
        return person

    def _changed(self, number: int, row: dict[str, str], person: User) -> None:
        if not person.is_active:
            raise _Wrong(
                "username",
                f"The account of {person} is closed. Open it on their page first, or take"
                " the row out.",
            )
        said = _said_of_person(row)
        names = [name for name, value in said.items() if getattr(person, name) != value]
        try:
            people.change(person=person, by=self.by, **said)
        except Refused as refused:
            raise _Wrong("name", str(refused)) from None
        if names:
            self._did(number, person, f"Another {' and '.join(names)}.")

    def _post(self, number: int, row: dict[str, str], person: User) -> None:
        if not row["role"]:
            for name in OF_POST:
                if row[name]:
                    raise _Wrong(
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
            raise _Wrong("username" if is_own else "role", str(refused)) from None

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
            raise _Wrong(
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
        raise _Wrong("organisation", _not_there(text, role))

    def _schools(self, text: str, role: Role) -> list[int]:
        names = _parts(text)
        has_patch = role.within is Within.PATCH
        if names and not has_patch:
            raise _Wrong("schools", f"{role.title} has no patch: leave schools blank.")
        if has_patch and not names:
            raise _Wrong(
                "schools", f"Enter the schools of the patch of {role.title.lower()}."
            )
        found = []
        for name in names:
            school = self._school(name, "schools")
            if school is None:
                raise _Wrong(
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
            raise _Wrong(column, str(several)) from None
        return found if found in organisations.schools(self.state) else None

    def _did(self, number: int, person: User, sentence: str) -> None:
        self.taken.deeds.append(Deed(number, person, sentence))


def _read(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise _Wrong("", f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Wrong(
            "", "The file isn’t UTF-8 text. In Excel, save it as “CSV UTF-8”."
        ) from None
    if "\0" in text:
        raise _Wrong("", "The file isn’t text. In Excel, save it as “CSV UTF-8”.")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise _Wrong(
            "", "A quotation mark is open to the end of the file. Close it."
        ) from None
    headings = [cell.strip() for cell in lines[0]] if lines else []
    _check_headings(headings)
    rows = [
        (number, _cells(number, headings, line))
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]
    if not rows:
        raise _Wrong(
            "", "There is nothing under the headings. Add a row for each post."
        )
    if len(rows) > MOST_ROWS:
        raise _Wrong("", f"There are more than {MOST_ROWS:,} rows. Send it in parts.")
    return rows


def _check_headings(headings: list[str]) -> None:
    listed = ", ".join(NAMES)
    if "username" not in headings:
        raise _Wrong(
            "username", f"There is no column “username”. The columns are: {listed}."
        )
    for name in headings:
        if name not in NAMES:
            raise _Wrong(
                name, f"“{name}” is no column of this file. The columns are: {listed}."
            )
        if headings.count(name) > 1:
            raise _Wrong(name, f"There are two columns “{name}”. Take one out.")


def _cells(number: int, headings: list[str], line: list[str]) -> dict[str, str]:
    if len(line) > len(headings):
        raise _Wrong(
            "",
            "There are more cells than headings. Put quotation marks round a cell with a"
            " comma in it.",
            number,
        )
    said = dict(zip(headings, (cell.strip() for cell in line), strict=False))
    return {name: said.get(name, "") for name in NAMES}


def _parts(text: str) -> list[str]:
    parts = (part.strip() for part in text.split(BETWEEN))
    return list(dict.fromkeys(part for part in parts if part))


def _said_of_person(row: dict[str, str]) -> dict[str, object]:
    """What a row says of the person; a blank says nothing."""
    said: dict[str, object] = {
        name: row[name] for name in ("name", "email") if row[name]
    }
    return said | ({"aliases": _parts(row["aliases"])} if row["aliases"] else {})


def _must_agree(row: dict[str, str], person: User, first: int) -> None:
    for name, value in _said_of_person(row).items():
        if getattr(person, name) != value:
            raise _Wrong(
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
        raise _Wrong("email", f"“{email}” is not an email address.") from None
    others = User.objects.filter(email__iexact=email)
    if other := others.exclude(pk=person.pk if person else None).first():
        raise _Wrong(
            "email",
            f"“{other.username}” has that address already. Correct one of them.",
        )


def _role(text: str) -> Role:
    wanted = text.casefold()
    for role in ROLES:
        if wanted in (role.key, role.title.casefold()):
            return role
    keys = ", ".join(role.key for role in ROLES)
    raise _Wrong("role", f"There is no role “{text}”. The roles are: {keys}.")


def _day(row: dict[str, str], name: str) -> date | None:
    try:
        return parse_date(row[name]) if row[name] else None
    except BadDate as why:
        raise _Wrong(name, str(why)) from None


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
