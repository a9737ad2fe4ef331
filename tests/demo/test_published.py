"""The demo's England: invented, near the real rates, and at one with the demo's marks."""

import json
import re
from datetime import date

import pytest

from muster.demo import england
from muster.demo.compared import stored
from muster.demo.counted import counted
from muster.demo.given import write_given
from muster.demo.history import write_history
from muster.demo.others import REGIONS, authorities, boundaries, neighbours
from muster.demo.published import edges, write_published
from muster.demo.words import AUTHORITY, NEIGHBOURS
from muster.school_year import SchoolYear
from muster.sources.reading import read
from muster.tables.published import NUMBERED


TODAY = date(2026, 3, 27)


@pytest.fixture(scope="module")
def own(small, tmp_path_factory):
    return counted(stored(small, tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def written(own, tmp_path_factory):
    paths = write_published(tmp_path_factory.mktemp("published"), 1, own, TODAY)
    return {path.name: path for path in paths}


def rows_of(path) -> list[dict]:
    return read(path).table.to_pylist()


def test_thirty_authorities_in_four_regions_have_codes_nobody_has():
    found = authorities(1)
    assert len({one.name for one in found}) == len({one.number for one in found}) == 30
    assert all(re.fullmatch(r"E09999\d{3}", one.code) for one in found)
    assert {one.region for one in found} == set(REGIONS)
    assert {AUTHORITY, *NEIGHBOURS} < {one.name for one in found}


def test_no_other_authority_is_a_real_one(shared):
    text = (shared / "data" / "lait" / "la_code_list.csv").read_text("utf-8-sig")
    lines = [line.split(",") for line in text.splitlines()]
    numbers, names = {line[0] for line in lines}, text.casefold()
    assert not {one.number for one in authorities(1)} & numbers
    assert not set(REGIONS) & numbers
    for name in [*REGIONS.values(), *(one.name for one in authorities(1))]:
        assert name.casefold() not in names
    codes = (shared / "data" / "geo" / "england_ctyua_may2023_buc.geojson").read_text(
        "utf-8"
    )
    assert not [one.code for one in authorities(1) if one.code in codes]


def test_every_file_is_read_with_nothing_to_say(written):
    for path in written.values():
        reading = read(path)
        assert [path.name, *map(str, reading.problems)] == [path.name]
        assert reading.rows_loaded == reading.rows_read


def test_attendance_is_published_at_each_half_term_so_far(written):
    days = [name[-14:-4] for name in written if "_ytd_2025-26_" in name]
    # The last is of the half-term under way, as far as it ran a fortnight before.
    assert days == ["2025-11-06", "2026-01-01", "2026-02-26", "2026-03-26"]
    assert sum("_ytd_" in name for name in written) == 16
    assert edges(SchoolYear(2025))[0] == date(2025, 10, 24)


def test_the_demos_own_year_is_what_its_marks_come_to(written, own):
    lait = written["lait_absence_2016-2025_asat_2026-03-20.csv"]
    found = {
        row["dfe:SFPriPerAbNew"]
        for row in rows_of(lait)
        if row["area"] == AUTHORITY
        and row["period"] == "2024-25"
        and row["dfe:SFPriPerAbNew"]
    }
    counted_, of = own.years[2024, "Primary"]["persistent_absence"]
    assert found == {f"{100 * counted_ / of:.2f}"}

    year_end = written["pupil_attendance_ytd_2024-25_asat_2025-08-07.csv"]
    [row] = [
        row
        for row in rows_of(year_end)
        if row["area"] == AUTHORITY and row["phase"] == "Primary"
    ]
    absent = sum(
        held["authorised"] + held["unauthorised"]
        for (year, _, phase), held in own.half_terms.items()
        if (year, phase) == (2024, "Primary")
    )
    possible = sum(
        held["possible"]
        for (year, _, phase), held in own.half_terms.items()
        if (year, phase) == (2024, "Primary")
    )
    assert float(row["dfe:overall_absence_perc"]) == pytest.approx(
        100 * absent / possible, abs=0.05
    )


def test_england_is_near_the_published_rates(written):
    path = written["pupil_attendance_ytd_2025-26_asat_2026-02-26.csv"]
    found = {
        row["phase"]: float(row["dfe:overall_absence_perc"])
        for row in rows_of(path)
        if row["level"] == "National"
    }
    # The Department's own, as it published them on 5 March 2026.
    assert found["Primary"] == pytest.approx(5.20, abs=0.25)
    assert found["Secondary"] == pytest.approx(8.08, abs=0.25)
    assert found["Total"] == pytest.approx(6.67, abs=0.25)


def test_englands_years_are_as_published(shared):
    text = (
        shared / "data" / "lait" / "lait_absence_cin_cla_neet_by_la_2016-2025_wide.csv"
    ).read_text("utf-8-sig")
    for name, figures in england.LAIT.items():
        [line] = [x for x in text.splitlines() if x.startswith(f"{name},970,")]
        published = line.split(",")[4:]
        assert {
            year: float(text)
            for year, text in zip(england.YEARS, published, strict=True)
            if year != england.NOT_COLLECTED
        } == dict(figures)


def test_regions_are_known_by_their_numbers(written):
    [path] = [path for name, path in written.items() if name.startswith("lait")]
    regions = {row["area"] for row in rows_of(path) if row["level"] == "Regional"}
    assert regions == set(REGIONS.values())
    assert set(REGIONS) <= set(NUMBERED)


def test_everybody_has_ten_neighbours_and_none_is_their_own():
    for one in authorities(1):
        assert len(set(neighbours(1, one))) == 10
        assert one not in neighbours(1, one)


def test_outlines_meet_and_close():
    features = json.loads(boundaries(1))["features"]
    outlines = [each["geometry"]["coordinates"][0] for each in features]
    assert all(each[0] == each[-1] for each in outlines)
    seen = [tuple(point) for each in outlines for point in each[:-1]]
    # Each point inside is two, three or four authorities'.
    assert len(set(seen)) < 0.65 * len(seen)


def test_the_past_is_read_whole_and_says_who_reported_it(own, tmp_path):
    report, workbook = write_history(tmp_path, 1, own)
    for path, fmt in ((report, "own-figures"), (workbook, "own-figures-wide")):
        reading = read(path)
        assert (reading.format.name, list(map(str, reading.problems))) == (fmt, [])
    rows = rows_of(workbook)
    assert {row["source"] for row in rows} == {"School returns"}
    assert {row["school"] for row in rows} == set(own.schools)


def test_the_same_seed_writes_the_same_bytes(own, small, written, tmp_path):
    for path in write_published(tmp_path / "again", 1, own, TODAY):
        assert path.read_bytes() == written[path.name].read_bytes()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    for write in (
        lambda folder: write_history(folder, 1, own),
        lambda folder: write_given(small, folder),
    ):
        pairs = zip(write(tmp_path / "one"), write(tmp_path / "two"), strict=True)
        assert all(one.read_bytes() == two.read_bytes() for one, two in pairs)
