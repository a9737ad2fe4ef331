"""A head opens every address there is of another school's things, and meets none of them.

Each thing is planted twice, at Ash and at Beech, so that an address a head may open for
their own school is there to be tried with the other's number.
"""

import re
from itertools import product

import pytest
from django.urls import URLPattern, get_resolver
from tests.practice.conftest import (  # noqa: F401  fixtures
    ON,
    _two_schools,
    as_head,
    at,
    opened,
    schools,
    state,
)

from muster.accounts.pages import audience_of
from muster.practice import challenging, holding, planning, sharing
from muster.practice.term import term_on
from muster.registers import keeping
from muster.registers.found import Found
from muster.registers.lists import lists
from muster.registers.register import registers
from muster.registers.returns import expecting
from muster.registers.returns.kinds import kinds


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BEECHES = ("Beech High", "Beecham", "Finch", "of the other")
WORDS = {
    "name": ["severe", "support", *list(lists())[:2]],
    "kind": ["pdf", *list(kinds(ON))[:2]],
    "what": ["close"],
    "key": ["looked_after"],
}
UNDER = ("support/", "my-school/", "children/", "schools/")


def plant(state):  # noqa: F811
    """A meeting and its pack, a document, a challenge, a plan of each school’s child."""
    numbers = dict(state.schools.select("name", "id").iter_rows())
    child = dict(state.pupils.select("supplied", "child").iter_rows())
    expecting.bring_up(state, ON, state.schools["id"].to_list())
    for school, pupil in (("Ash Primary", "A1"), ("Beech High", "B1")):
        number, calendar = numbers[school], state.calendar(numbers[school])
        mine = "of our own" if school == "Ash Primary" else "of the other"
        said = {"school": number, "by": "ada", "calendar": calendar, "on": ON}
        meeting = planning.plan(**said, today=ON, minutes=60, term=term_on(ON))
        holding.share(meeting, state=state, on=ON, by="ada")
        sharing.share_document(
            school=number,
            title=f"A letter {mine}",
            name="a.pdf",
            content=b"%PDF-1",
            by="ada",
        )
        challenging.challenge(
            **said,
            measure="attendance",
            period="2025-26",
            where={},
            numerator=1,
            denominator=2,
            text=f"A figure {mine}",
        )
        keeping.open_entry(
            registers()["support"],
            child=child[pupil],
            reason="severe",
            note=f"A plan {mine}",
            **said,
        )
    assert Found.objects.filter(school=numbers["Beech High"]).exists()


def pages_under(patterns, before=""):
    for one in patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield address, one
        else:
            yield from pages_under(one.url_patterns, address)


def filled(address, schools):  # noqa: F811
    """The address with each number and word its parts may be."""
    parts = re.findall(r"<(\w+):(\w+)>", address)
    values = [
        (sorted(schools.values()) if name in ("school", "number") else range(1, 9))
        if kind == "int"
        else WORDS.get(name, ["x"])
        for kind, name in parts
    ]
    for chosen in product(*values):
        found = address
        for value in chosen:
            found = re.sub(r"<\w+:\w+>", str(value), found, count=1)
        yield f"/{found}"


def test_whatever_number_a_head_types_nothing_of_another_school_is_shown(
    state,  # noqa: F811
    schools,  # noqa: F811
    as_head,  # noqa: F811
    person,  # noqa: F811
):
    plant(state)
    head = as_head("Ash Primary")
    head.raise_request_exception = False
    holder = person("school-leader")
    seen, opened_ = [], 0
    for address, page in pages_under(get_resolver().url_patterns):
        audience = audience_of(page.callback)
        if not address.startswith(UNDER) or not audience.admits(holder):
            continue
        for one in filled(address, schools):
            answer = head.get(one)
            assert answer.status_code < 500, one
            if answer.streaming or answer.status_code != 200:
                continue
            opened_ += 1
            said = answer.content.decode(errors="replace")
            seen += [(one, word) for word in BEECHES if word in said]
    assert seen == []
    assert opened_ > 30
