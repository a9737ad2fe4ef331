"""What a paper makes Muster ask: what it doesn’t know, and nobody was asked before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from muster.programme.contacts import Contact, stand_alone
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import AMBER, RED, Standing
from muster.programme.printed import About, Document, Query, Row
from muster.programme.reading.differences import Difference, called, plain
from muster.programme.reading.names import may_be
from muster.programme.taking.readings import Asked, Reading


# What is asked of more than a cell: who answers for a row, who a name is, why the colour.
ACCOUNTABLE, WHO, REASONS, GONE = "accountable", "contacts", "reasons", "gone"
INITIALS = re.compile(r"[A-Z]{1,4}")
# How late something is changes from paper to paper, and the question doesn’t.
DAYS = re.compile(r"\b\d+ days?\b")
MOST_NAMED = 20


@dataclass(frozen=True)
class Question:
    """A query, and the action it is about."""

    query: Query
    action: Action | None = None

    def asked(self, reading: Reading) -> Asked:
        one = self.query
        return Asked(
            reading=reading,
            action=self.action,
            about=one.about.value,
            field=one.field,
            place=one.place,
            text=one.text,
            says=one.says,
        )

    @property
    def key(self) -> tuple[object, ...]:
        one, pk = self.query, self.action.pk if self.action else None
        return _key(pk, one.about.value, one.field, one.text, one.says)


def _key(action: int | None, *said: str) -> tuple[object, ...]:
    return (action, *(DAYS.sub("", plain(one)) for one in said))


def new_ones(
    plan: Plan, questions: Iterable[Question], same: Collection[int]
) -> list[Question]:
    """Those no paper of the plan raised before of the same row and the same words, whether
    they wait or were answered. ``same`` are the rows that say what the plan says: a paper
    tells nothing new of those, and the plan’s own pages say what is odd in them."""
    fields = ("action_id", "about", "field", "text", "says")
    held = Asked.objects.filter(reading__plan=plan).values_list(*fields)
    known = {_key(*one) for one in held}
    return [
        one for one in questions if one.key not in known and one.query.row not in same
    ]


def same_rows(pairs: Mapping[int, int], differ: Iterable[Difference]) -> frozenset[int]:
    """The rows of a document that are the plan’s own, word for word; ``pairs`` has those
    the plan has at all, by their place in the document."""
    return frozenset(pairs) - {one.after_row for one in differ}


# What Muster knows -----------------------------------------------------------------------


class Known:
    """Whom Muster knew by name before a paper was taken in."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[Contact]] = defaultdict(list)
        for one in stand_alone():
            for name in {each.casefold() for each in one.names}:
                self._by_name[name].append(one)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._by_name

    def is_settled(self, query: Query, now: Standing | None) -> bool:
        """Whether a query asks what is known: who a name is, or who answers for a row."""
        if query.field == WHO:
            return self._is_somebody(query.text)
        if query.field == ACCOUNTABLE:
            return now is not None and now.accountable is not None
        return False

    def _is_somebody(self, name: str) -> bool:
        """Whether this is one person’s name, who has an account or is known by a fuller
        name as well."""
        found = self._by_name.get(name.casefold(), [])
        if len(found) != 1:
            return False
        [one] = found
        return bool(one.user_id) or any(may_be(name, full) for full in one.names)


def strangers(document: Document, known: Known) -> Iterator[Query]:
    """Initials nobody has, on a paper of which other owners are known."""
    names = dict.fromkeys(owner for row in document.rows for owner in row.owners)
    if not any(name in known for name in names):
        return
    for name in names:
        if name in known or not INITIALS.fullmatch(name):
            continue
        at = [at for at, row in enumerate(document.rows) if name in row.owners]
        first = document.rows[at[0]]
        yield Query(
            About.NAME,
            f"“{name}” owns {_named([document.rows[one] for one in at])}, and Muster knows"
            " nobody who is written so. Say who it is, or name another owner.",
            name,
            WHO,
            at[0],
            first.place,
        )


def without_reasons(rows: Sequence[tuple[Row, Standing]]) -> Iterator[Query]:
    """One question of all rows that a paper rated amber or red: it has no column for why,
    or for how they get back to green."""
    at_risk = [row for row, now in rows if lacks_reason(now)]
    if at_risk:
        are = "is" if len(at_risk) == 1 else "are"
        yield Query(
            About.MISSING,
            f"{_named(at_risk)} {are} amber or red, and the paper doesn’t say why, nor how"
            " and by when it is green again. Rate each on its page, and say so.",
            ", ".join(row.ref or row.heading for row in at_risk),
            REASONS,
        )


def lacks_reason(now: Standing) -> bool:
    made = now.rating
    at_risk = made is not None and made.colour in (AMBER, RED) and not made.reason
    return at_risk and not now.is_closed


def _named(rows: Sequence[Row]) -> str:
    """“1 MAPS” for one row, and for several their references."""
    if len(rows) == 1:
        return f"“{called(rows[0])}”"
    names = [row.ref or f"“{row.heading}”" for row in rows]
    more = names[MOST_NAMED:]
    shown = [*names[:MOST_NAMED], *([f"{len(more)} more"] if more else [])]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
