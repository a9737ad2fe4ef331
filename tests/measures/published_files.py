"""Small published files of invented areas, in the shapes the Department's have.

Three authorities in one region: Ashdale (901), Birchall (902) and Cedarwick (903), and
England. Counts are given a publication; percentages are what they come to.
"""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path


AREAS = {
    "England": ("National", "E92000001", ""),
    "Northmarch": ("Regional", "E12000001", ""),
    "Ashdale": ("Local authority", "E09999001", "901"),
    "Birchall": ("Local authority", "E09999002", "902"),
    "Cedarwick": ("Local authority", "E09999003", "903"),
}
LAIT_NUMBERS = {"England": "970", "Northmarch": "980"} | {
    name: number for name, (_, _, number) in AREAS.items() if number
}
# The sessions missed with authority and without, of those possible, and a percentage of
# persistent absentees.
Counts = Mapping[str, tuple[int, int, int, str]]


def year_to_date(
    folder: Path, as_at: date, counts: Counts, year: str = "202526", phase="Total"
) -> Path:
    """One publication of the year to date."""
    path = folder / f"ytd_{year}_asat_{as_at}.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            "time_period time_identifier geographic_level country_code country_name"
            " region_code region_name new_la_code la_name old_la_code education_phase"
            " overall_attendance overall_absence authorised_absence"
            " unauthorised_absence possible_sessions overall_absence_perc pa_perc".split()
        )
        for area, (authorised, unauthorised, possible, persistent) in counts.items():
            level, code, number = AREAS[area]
            absent = authorised + unauthorised
            region = ("", "") if level == "National" else ("E12000001", "Northmarch")
            mine = (code, area, number) if number else ("", "", "")
            writer.writerow(
                [year, "Academic year", level, "E92000001", "England", *region, *mine,
                 phase, possible - absent, absent, authorised, unauthorised, possible,
                 100 * absent / possible, persistent]
            )  # fmt: skip
    return path


def yearly(folder: Path, figures: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Path:
    """LAIT's annual figures: by its short name and area, of 2022/23 to 2024/25."""
    path = folder / "lait.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["measure_short", "la_number", "area", "region", "2023", "2024", "2025"]
        )
        for short, areas in figures.items():
            for area, values in areas.items():
                region = "" if area == "England" else "Northmarch"
                writer.writerow([short, LAIT_NUMBERS[area], area, region, *values])
    return path


def neighbours(folder: Path, of: Mapping[str, list[str]]) -> Path:
    path = folder / "neighbours_asat_2025-06-01.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            "la_number la_name region rank neighbour_la_number closeness".split()
        )
        for area, others in of.items():
            for place, other in enumerate(others, start=1):
                writer.writerow(
                    [AREAS[area][2], area, "Northmarch", place, AREAS[other][2], ""]
                )
    return path
