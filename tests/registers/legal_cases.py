"""A case to test with: one invented child, ten sessions without leave, one parent."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.measures.authority import Authority, stored
from tests.registers.conftest import ASH, SCHOOLS, enrolled, week

from muster.registers import finding, keeping
from muster.registers.contact import Contact
from muster.registers.found import Found
from muster.registers.legal import opening
from muster.registers.legal.case import Legal
from muster.school_year import Calendar


CALENDAR = Calendar.template()
FULL = "/ \\ / \\ / \\ / \\ / \\"
AWAY = "O O O O O O O O O O"
MONDAY = date(2025, 9, 8)
ON = date(2025, 9, 26)
# Whatever the checks ask that can't be told from here.
SAID = {
    "others": "The school was asked, and issued none.",
    "in_time": "It is the parent’s first, and prosecution is not what is wanted.",
    "improve": "Absence goes on while support is refused.",
    "address": "It is handed over at school.",
    "schools": "One family, one notice.",
    "register": "The rest stands.",
    "threshold": "The parents have refused every offer before.",
    "age": "The school confirmed the age.",
    "holiday": "The school wrote it as O.",
}


@pytest.fixture(scope="session")
def _homes(tmp_path_factory):
    return tmp_path_factory.mktemp("legal"), {}


@pytest.fixture
def registers(opened, _homes):
    """registers(AWAY, FULL) is the store of Ash Primary’s register of one child, week by
    week from 8 September 2025; drawn once, however many tests ask for it."""
    folder, made = _homes

    def registers(*drawn, born_on=date(2016, 2, 1)):
        key = (drawn, born_on)
        if key not in made:
            made[key] = folder / str(len(made))
            _store(made[key], drawn, born_on)
        return opened(made[key])

    return registers


def _store(folder, drawn, born_on):
    rows = [enrolled(ASH, "A1", "Wren", "Ashby", date(2023, 9, 4), born_on=born_on)]
    marks = [
        mark
        for nth, codes in enumerate(drawn)
        for mark in week(ASH, "A1", MONDAY + timedelta(weeks=nth), codes)
    ]
    stored(Authority(SCHOOLS, rows, [], [marks]), folder)


def parent(child, name="Ada Ashby", **more):
    said = {"relation": "mother", "is_parent": True, "address": "1 Ash Lane"} | more
    return Contact.objects.create(
        child=child, name=name, added_by="ada", added_at=timezone.now(), **said
    )


def case(state, on=ON, supported=True, **more):
    """A case opened from the list, with what a notice needs said of support."""
    finding.look(state, on)
    [found] = Found.objects.filter(on_list="threshold")
    [entry] = opening.open_cases(
        found, [parent(found.child, **more)], on=on, by="ada", calendar=CALENDAR
    )
    if supported:
        keeping.fill_in(
            entry,
            on=on,
            by="ada",
            support_first=Legal.Support.OFFERED,
            support_says="A meeting was offered, and refused.",
        )
    return entry
