# ruff: noqa: F811  fixtures, asked for by name
"""Figures of legal work: what the Department collects, whom it falls on, and thresholds a
corrected register took back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.registers.legal_cases import (  # noqa: F401  fixtures
    AWAY,
    CALENDAR,
    FULL,
    ON,
    _homes,
    case,
    registers,
)
from tests.registers.test_legal_notices import issue, pay
from tests.registers.test_legal_steps import decide, prosecute

from muster.measures.legal import MEASURES
from muster.measures.provided import Stretch, count_rows
from muster.measures.scope import ALL
from muster.registers import choices, finding
from muster.registers.found import Found
from muster.registers.legal import counted, figures
from muster.registers.legal.case import Status
from muster.registers.legal.counted import PerChild
from muster.registers.legal.notice import Notice
from muster.tables.legal import (
    GROUPS,
    LEGAL,
    NOTICE,
    OF_PROSECUTION,
    PROSECUTION,
    THRESHOLD,
    UNMET,
)


pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 9, 1), date(2025, 12, 1)


@pytest.fixture
def state(registers):
    return registers(AWAY, FULL, FULL)


class TestFigures:
    def test_every_row_is_as_its_table_declares_it(self, state):
        entry = case(state)
        issue(entry, state)
        rows = list(counted.rows(Stretch(date(2025, 12, 1), date(2025, 12, 1)), ALL))
        assert [row["kind"] for row in rows] == ["Threshold met", "Penalty notice"]
        for row in rows:
            LEGAL.check(row)
        assert rows[1]["school"] == "Ash Primary"

    def test_the_collection_tells_21_days_from_28(self, state):
        entry = case(state)
        pay(entry, issue(entry, state), date(2025, 10, 17), 160)
        said = {
            one.what: one.count
            for one in figures.collected(date(2025, 9, 1), date(2025, 12, 1))
            if one.why in (figures.ALL_REASONS, "")
        }
        assert said["Penalty notices issued"] == 1
        assert said["Paid within 21 days"] == 1
        assert said["Paid after 21 days, within 28"] == 0

    def test_small_groups_are_hidden(self, state):
        issue(case(state), state)
        rows = figures.by_group(date(2025, 9, 1), date(2025, 12, 1))
        assert {one.group for one in rows} >= {"Sex", "Ethnicity"}
        assert all(n is None or n == 0 for one in rows for n in one.counts)

    def test_groups_are_summed_as_the_rows_would_be(self, state):
        entry = case(state)
        issue(entry, state)
        by_rows = {}
        for row in counted.rows(Stretch(LAST, LAST), ALL):
            key = (row["kind"], row["child"], *(row[name] for name in GROUPS))
            by_rows[key] = by_rows.get(key, 0) + 1
        summed = counted.per_child(FIRST, LAST)
        assert {
            (one.kind, one.child, *one.groups.values()): one.times for one in summed
        } == by_rows
        assert {"WBRI"} == {one.groups["ethnicity"] for one in summed}

    def test_no_row_is_loaded_however_many_there_are(self, state):
        entry = case(state)
        notice = issue(entry, state)
        with CaptureQueriesContext(connection) as before:
            figures.by_group(FIRST, LAST)
        held = Notice.objects.filter(pk=notice.pk).values().get()
        for day in range(1, 9):
            more = {"id": None, "issued_on": ON + timedelta(days=day)}
            more["served_on"] = more["issued_on"]
            Notice.objects.create(**(held | more))
        with CaptureQueriesContext(connection) as after:
            times = {one.kind: one.times for one in counted.per_child(FIRST, LAST)}
        assert times[NOTICE] == 9
        assert len(after) <= len(before)
        assert not [one for one in after if "sessions" in one["sql"]]

    def many(self, **times):
        """Children of one ethnicity or another, each of one step of a kind."""
        return [
            PerChild(
                kind,
                100 * at + n,
                1,
                dict.fromkeys(GROUPS, "") | {"ethnicity": ethnicity},
            )
            for kind, mine in times.items()
            for at, (ethnicity, number) in enumerate(mine.items())
            for n in range(number)
        ]

    def test_what_is_left_of_a_threshold_taken_back_is_hidden_where_it_is_small(
        self, monkeypatch
    ):
        held = self.many(
            **{
                THRESHOLD: {"WBRI": 40, "BAFR": 30, "AIND": 20},
                UNMET: {"WBRI": 38, "BAFR": 10},
            }
        )
        monkeypatch.setattr(figures, "per_child", lambda *span: held)
        rows = {
            one.value: one.counts[:2]
            for one in figures.by_group(FIRST, LAST)
            if one.group == "Ethnicity"
        }
        # Two of the 40 still met it: with 38 beside 40 anyone could subtract.
        assert sorted(rows.values(), key=str) == [(20, 0), (30, None), (40, None)]

    def test_of_one_kind_few_and_of_another_many_each_is_hidden_by_itself(
        self, monkeypatch
    ):
        held = self.many(
            **{
                THRESHOLD: {"WBRI": 40, "BAFR": 30},
                PROSECUTION: {"WBRI": 3, "BAFR": 6},
            }
        )
        monkeypatch.setattr(figures, "per_child", lambda *span: held)
        rows = [
            one for one in figures.by_group(FIRST, LAST) if one.group == "Ethnicity"
        ]
        assert {one.counts for one in rows} == {
            (40, 0, 0, 0, None),
            (30, 0, 0, 0, None),
        }
        assert {one.shares[0] for one in rows} == {"57%", "43%"}
        assert {one.shares[-1] for one in rows} == {""}


class TestTakenBack:
    """A threshold counts as met by the register of the day, and says so once it isn’t."""

    def counts(self, on=LAST):
        found = count_rows(MEASURES, (), Stretch(FIRST, on), audience="unsuppressed")
        held = {one.measure: (one.numerator, one.denominator) for one in found}
        return held["thresholds_met"], held["thresholds_unmet"]

    def test_a_corrected_register_takes_a_threshold_back_and_figures_say_both(
        self, state, registers
    ):
        finding.look(state, ON)
        assert self.counts() == ((1, 1), (0, 1))
        later = ON + timedelta(days=7)
        corrected = registers("I I I O O O O O O O", FULL, FULL)
        finding.look(corrected, later)
        assert Found.objects.get(on_list="threshold").unmet_on == later
        assert self.counts() == ((1, 1), (1, 1))
        # On the day it was counted nobody knew.
        assert self.counts(ON) == ((1, 1), (0, 1))
        kinds = {one.kind for one in counted.per_child(FIRST, LAST)}
        assert kinds == {THRESHOLD, UNMET}
        # A later look keeps the day; put right again, it stands.
        finding.look(corrected, later + timedelta(days=1))
        assert Found.objects.get(on_list="threshold").unmet_on == later
        finding.look(registers(AWAY, FULL, FULL), later + timedelta(days=2))
        assert self.counts() == ((1, 1), (0, 1))

    def test_of_one_decided_on_it_is_said_too(self, state, registers):
        case(state)
        finding.look(registers("I I I O O O O O O O", FULL, FULL), ON)
        assert self.counts() == ((1, 1), (1, 1))

    def test_one_that_moved_to_a_later_session_is_one_and_was_not_taken_back(
        self, registers
    ):
        finding.look(registers(AWAY, AWAY, FULL), ON)
        corrected = registers("I I O O O O O O O O", AWAY, FULL)
        finding.look(corrected, ON)
        assert self.counts() == ((1, 1), (0, 1))
        met = Found.objects.get(on_list="threshold").since_on
        finding.look(corrected, ON)
        assert Found.objects.get(on_list="threshold").since_on == met
        finding.look(registers("I I O O O O O O O O", FULL, FULL), ON)
        assert self.counts() == ((1, 1), (1, 1))

    def test_a_threshold_decided_and_moved_is_not_to_be_decided_again(self, registers):
        finding.look(registers(AWAY, AWAY, FULL), ON)
        [found] = Found.objects.waiting("threshold", ON)
        finding.decide(found, code="none", on=ON, by="ada", why="A bereavement")
        finding.look(registers("I I O O O O O O O O", AWAY, FULL), ON)
        assert not Found.objects.waiting("threshold", ON).exists()
        assert [*Found.objects.corrected_for("ada")] == [found]

    def test_a_mark_that_is_no_longer_held_takes_it_back(self, state, registers):
        finding.look(state, ON)
        finding.look(registers("O O O O O O O O", FULL, FULL), ON)
        assert self.counts() == ((1, 1), (1, 1))

    def test_what_a_notice_relied_on_was_met_all_the_same(self, state):
        issue(case(state), state)
        finding.look(state, ON)
        found = Found.objects.get(on_list="threshold")
        assert found.gone_on == ON
        assert found.unmet_on is None

    def test_another_unauthorised_code_leaves_it_met(self, state, registers):
        finding.look(state, ON)
        finding.look(registers("G G O O O O O O O O", FULL, FULL), ON)
        assert self.counts() == ((1, 1), (0, 1))

    def test_of_a_year_the_register_is_not_asked_for_what_was_known_stays(self, state):
        finding.look(state, ON)
        finding.look(state, date(2026, 9, 25))
        found = Found.objects.get(on_list="threshold", since_on__lt=date(2026, 8, 1))
        assert found.gone_on and found.unmet_on is None


def test_whatever_counts_prosecutions_is_among_what_is_sensitive():
    ends = dict(choices.choices("legal", "outcome", ON))
    named = {Status.PROSECUTION.label, ends["convicted"], ends["ended"]}
    assert named == {*OF_PROSECUTION}


def test_a_prosecution_is_one_of_the_steps_of_its_child(state):
    entry = case(state)
    decide(entry, "prosecute")
    prosecute(entry, state, ON)
    summed = counted.per_child(FIRST, LAST)
    of = [one.child for one in summed if one.kind == PROSECUTION]
    assert of == [entry.child]
