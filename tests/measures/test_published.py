"""Our classes and arithmetic reproduce what the Department published (rules.md 2.2)."""

import csv
from types import SimpleNamespace

import pytest

from muster.measures import get
from muster.measures.figures import percentage
from muster.tables.codes import CODES, Class


# Ours, and the published column of it. Marks are counted by code; the rest is worked out.
COLUMNS = {
    "/": "reason_present_am",
    "\\": "reason_present_pm",
    "L": "reason_l_present_late_before_registers_closed",
    "I": "reason_i_authorised_illness",
    "M": "reason_m_authorised_medical_dental",
    "R": "reason_r_authorised_religious_observance",
    "S": "reason_s_authorised_study_leave",
    "T": "reason_t_authorised_mobile_child",
    "H": "reason_h_authorised_holiday",
    "E": "reason_e_authorised_excluded",
    "C": "reason_c_authorised_other",
    "C1": "reason_c1_authorised_regulated_performance",
    "J1": "reason_j1_authorised_interview",
    "C2": "reason_c2_authorised_temp_reduced_timetable",
    "B": "reason_b_aea_education_off_site",
    "J": "reason_j_aea_interview",
    "P": "reason_p_aea_approved_sporting_activity",
    "V": "reason_v_aea_educational_visit_trip",
    "W": "reason_w_aea_work_experience",
    "K": "reason_k_aea_education_arranged_by_la",
    "G": "reason_g_unauthorised_holiday",
    "U": "reason_u_unauthorised_late_after_registers_closed",
    "O": "reason_o_other_unauthorised",
    "N": "reason_n_no_reason_yet",
}
TOTALS = {
    "attendance": "overall_attendance",
    "overall_absence": "overall_absence",
    "authorised_absence": "authorised_absence",
    "unauthorised_absence": "unauthorised_absence",
}
OF_CLASS = {code.code: code.cls for code in CODES}


@pytest.fixture(scope="module")
def published(shared) -> list[dict[str, str]]:
    """The rows of the year to 10 July 2026 that hide nothing."""
    path = shared / "data/attendance/ytd_2025-26_to-10jul_asat_2026-07-23.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 647
    return [row for row in rows if row["possible_sessions"].isdigit()]


def counts(row: dict[str, str]) -> dict[str, int]:
    found = {code: int(row[column]) for code, column in COLUMNS.items()}
    # What authorised absence has beyond its reasons is the withdrawn F, counted with it.
    reasons = sum(n for c, n in found.items() if OF_CLASS[c] == Class.AUTHORISED)
    return found | {"F": int(row["authorised_absence"]) - reasons}


def measured(name: str, by_code: dict[str, int]) -> tuple[int, int]:
    """A measure of one row of counts by code, by the catalogue's own line."""

    def of(*classes: Class) -> int:
        return sum(n for code, n in by_code.items() if OF_CLASS[code] in classes)

    measure = get(name)
    attended = of(Class.ATTENDING, Class.AEA)
    authorised, unauthorised = of(Class.AUTHORISED), of(Class.UNAUTHORISED)
    absent = authorised + unauthorised
    pupil = SimpleNamespace(
        attended=attended,
        authorised=authorised,
        unauthorised=unauthorised,
        absent=absent,
        possible=attended + absent,
        of_codes=sum(by_code[code] for code in measure.codes),
    )
    return measure.count(pupil)


def test_tower_hamlets_primary_is_worked_out(published):
    [row] = [
        row
        for row in published
        if (row["la_name"], row["education_phase"]) == ("Tower Hamlets", "Primary")
    ]
    by_code = counts(row)
    assert measured("attendance", by_code) == (6_039_959, 6_420_254)
    assert measured("overall_absence", by_code) == (380_295, 6_420_254)
    assert measured("authorised_absence", by_code)[0] == 276_323
    assert measured("unauthorised_absence", by_code)[0] == 103_972
    assert measured("reason_i", by_code)[0] == 224_480
    late = [measured(name, by_code)[0] for name in ("late_before", "late_after")]
    assert late == [124_330, 2_339]
    assert sum(late) == int(row["late_sessions"]) == 126_669
    assert f"{percentage(6_039_959, 6_420_254):.4f}" == "94.0766"


@pytest.mark.parametrize("name", TOTALS)
def test_every_row_has_our_counted_and_out_of(published, name):
    for row in published:
        expected = int(row[TOTALS[name]]), int(row["possible_sessions"])
        assert measured(name, counts(row)) == expected, row["la_name"]


def test_every_row_is_late_as_we_count_it(published):
    for row in published:
        by_code = counts(row)
        late = sum(measured(name, by_code)[0] for name in ("late_before", "late_after"))
        assert late == int(row["late_sessions"])
        present = by_code["/"] + by_code["\\"]
        assert present == int(row["reason_present"])
        assert present + by_code["L"] == int(row["present_sessions"])


def test_little_is_left_of_the_code_that_was_withdrawn(published):
    left = [counts(row)["F"] for row in published]
    assert min(left) == 0
    assert sum(number > 0 for number in left) == 51
