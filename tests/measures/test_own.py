"""Past figures are given back as they were reported, beside who reported them."""

from decimal import Decimal

import pytest
from tests.measures.authority import Authority, stored, table_of

from muster.measures.catalogue import NoSuchMeasure
from muster.measures.own import own
from muster.tables.own import OWN_FIGURES


SCHOOLS = [{"name": "Ash", "urn": "900001"}, {"name": "Birch", "urn": "900002"}]
REPORT = {"measure": "persistent_absence", "source": "Report"}


@pytest.fixture
def held(tmp_path):
    """held(rows, later) is the state after each of those loads."""

    def held(*loads: list[dict]):
        store = stored(Authority(schools=SCHOOLS), tmp_path)
        for number, rows in enumerate(loads):
            with store.draft("own") as draft:
                table = table_of(OWN_FIGURES, [REPORT | row for row in rows])
                draft.add_table(f"own{number}", "own_figures", table)
                store.make_current(draft.save())
        return store.state()

    return held


def test_the_authoritys_own_comes_first_then_schools_by_name(held):
    state = held(
        [
            {"school": "Birch", "period": "2022-23", "value": "22.0"},
            {"school": "900001", "period": "2023-24", "value": "18.70"},
            {"school": "Ash", "period": "2022-23", "value": "19.3"},
            {"period": "2022-23", "value": "20.1"},
        ]
    )
    found = own(state, "persistent_absence")
    assert [(each.school, each.period, str(each.value)) for each in found] == [
        ("", "2022-23", "20.1"),
        ("Ash", "2022-23", "19.3"),
        ("Ash", "2023-24", "18.70"),
        ("Birch", "2022-23", "22.0"),
    ]
    assert found[0].said == "as reported elsewhere, by Report"


def test_one_period_or_one_school_can_be_asked_for(held):
    state = held(
        [
            {"school": "Ash", "period": "2022-23", "value": "19.3"},
            {"school": "Ash", "period": "2023-24", "value": "18.7"},
            {"period": "2023-24", "value": "20"},
        ]
    )
    assert len(own(state, "persistent_absence", "2023-24")) == 2
    ash = state.school_keys.find("Ash")
    [found] = own(state, "persistent_absence", "2023-24", ash)
    assert found.value == Decimal("18.7")


def test_a_percentage_nobody_gave_comes_of_the_counts(held):
    state = held([{"period": "2022-23", "numerator": 58, "denominator": 301}])
    [found] = own(state, "persistent_absence")
    assert found.value == Decimal("19.269103")


def test_two_sources_stand_side_by_side_and_one_corrects_itself(held):
    row = {"period": "2022-23", "value": "20.1"}
    state = held(
        [row, row | {"source": "Inspection", "value": "20.4"}],
        [row | {"value": "20.2"}],
    )
    found = own(state, "persistent_absence")
    assert [(each.source, str(each.value)) for each in found] == [
        ("Inspection", "20.4"),
        ("Report", "20.2"),
    ]


def test_nothing_held_is_nothing_given_and_an_unknown_measure_says_so(held):
    state = held()
    assert own(state, "persistent_absence") == []
    with pytest.raises(NoSuchMeasure):
        own(state, "persistant")
