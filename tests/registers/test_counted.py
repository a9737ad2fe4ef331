"""Entries as the catalogue counts them: as they stood, and within a scope."""

from datetime import date

import pytest
from tests.registers.conftest import IVY, OMAR, ROBIN
from tests.registers.test_entry import CALENDAR

from muster.measures.provided import Stretch
from muster.measures.scope import ALL, Scope
from muster.registers import counted, finding, keeping
from muster.registers.found import Found
from muster.registers.support import REGISTER
from muster.tables.entries import ENTRIES
from muster.tables.findings import FINDINGS


pytestmark = pytest.mark.django_db
ON = date(2025, 9, 15)


@pytest.fixture
def held(state, schools, number):
    def opened(child, school):
        return keeping.open_entry(
            REGISTER,
            child=number(child),
            school=schools[school],
            on=ON,
            reason="severe",
            by="ada",
            calendar=CALENDAR,
        )

    return {
        name: opened(child, school)
        for name, child, school in [
            ("robin", ROBIN, "Beech High"),
            ("ivy", IVY, "Ash Primary"),
            ("omar", OMAR, "Beech High"),
        ]
    }


def test_every_row_is_as_its_table_declares_it(held):
    every = list(counted.rows(Stretch(date(2025, 12, 1), date(2025, 12, 1)), ALL))
    assert len(every) == 3
    for row in every:
        ENTRIES.check(row)
    assert every[0]["register"] == "Severe-absence plans"
    assert every[0]["why"] == "Missed half of what was possible"


def test_an_entry_stands_as_it_did_on_the_day(held):
    keeping.close(held["ivy"], outcome="attends", on=date(2025, 11, 3), by="ada")
    before = {
        row["ended_on"]
        for row in counted.rows(Stretch(date(2025, 11, 2), date(2025, 11, 2)), ALL)
    }
    assert before == {None}
    after = [
        row["outcome"]
        for row in counted.rows(Stretch(date(2025, 11, 3), date(2025, 11, 3)), ALL)
    ]
    assert after.count("Attends again") == 1
    assert not list(counted.rows(Stretch(date(2025, 9, 14), date(2025, 9, 14)), ALL))


def test_a_clock_is_late_after_its_day_until_it_is_met(held):
    def late(on):
        rows = {row["entry"]: row for row in counted.rows(Stretch(on, on), ALL)}
        return rows[held["ivy"].pk]["clocks_late"]

    assert late(date(2025, 9, 29)) == 0
    assert late(date(2025, 9, 30)) == 1
    keeping.move(
        held["ivy"], to="talked", on=date(2025, 10, 2), by="ada", calendar=CALENDAR
    )
    assert late(date(2025, 10, 1)) == 1
    assert late(date(2025, 10, 2)) == 0


def test_a_school_counts_its_own_entries_and_no_other(held, schools):
    scope = Scope.of_schools([schools["Ash Primary"]])
    # Robin was at Ash, and the entry is Beech's.
    rows = list(counted.rows(Stretch(date(2025, 12, 1), date(2025, 12, 1)), scope))
    assert [row["school"] for row in rows] == ["Ash Primary"]


def found(number, school, list_name="unresolved", on=ON):
    return Found.objects.create(
        on_list=list_name,
        child=number,
        pupil=number,
        school=school,
        since_on=on,
        rank=0,
        found_on=on,
    )


def test_a_finding_waits_until_it_is_decided_and_again_when_that_has_run_out(
    state, schools, number
):
    one = found(number(IVY), schools["Ash Primary"], "severe")
    finding.decide(one, code="health", on=date(2025, 10, 1), by="ada", why="A doctor")

    def waits(on):
        [row] = counted.findings(Stretch(on, on), ALL)
        FINDINGS.check(row)
        return row["is_waiting"], row["decision"]

    assert waits(date(2025, 9, 30)) == (True, "")
    words = "Education is being arranged because of ill health"
    assert waits(date(2025, 10, 1)) == (False, words)
    assert waits(date(2025, 11, 12)) == (False, words)
    assert waits(date(2025, 11, 13)) == (True, words)


def test_findings_of_another_school_are_outside_a_scope(state, schools, number):
    found(number(IVY), schools["Ash Primary"])
    found(number(ROBIN), schools["Beech High"])
    ash = Scope.of_schools([schools["Ash Primary"]])
    assert (
        len(list(counted.findings(Stretch(date(2025, 12, 1), date(2025, 12, 1)), ALL)))
        == 2
    )
    [row] = counted.findings(Stretch(date(2025, 12, 1), date(2025, 12, 1)), ash)
    assert row["school"] == "Ash Primary"
