"""The demo authority's past figures, of the years before its marks: reports it once made.

One is the workbook an officer kept, a row a school and a column a year; the other is what
an annual report said of the whole.
"""

import csv
from datetime import datetime
from pathlib import Path

import xlsxwriter

from muster.school_year import SchoolYear

from .counted import Counted
from .dice import dice
from .england import LAIT, NOT_COLLECTED


# The years each ends in.
YEARS = tuple(year for year in range(2017, 2024) if year != NOT_COLLECTED)
REPORT = "Annual attendance report"
SHEET = "Persistent absence"
# Of the whole authority: what the report gave, and LAIT's name for England's.
GIVEN = {
    "Overall absence": "TotAbs",
    "Persistent absence": "TotPerAbNew",
    "Severe absence": "TotSevPerAbNew",
}
MADE_ON = datetime(2024, 1, 12)


def write_history(folder: Path, seed: int, own: Counted) -> list[Path]:
    """Writes both; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    report, workbook = folder / "annual-reports.csv", folder / "school-history.xlsx"
    _write_report(report, seed)
    _write_workbook(workbook, seed, own)
    return [report, workbook]


def _write_report(path: Path, seed: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("school", "period", "measure", "value", "source"))
        for measure, name in GIVEN.items():
            for year in YEARS:
                pull = dice(seed, "report", name, year).normal(1.03, 0.012)
                value = f"{LAIT[name][year] * pull:.1f}%"
                period = SchoolYear(year - 1).title
                writer.writerow(("", period, measure, value, f"{REPORT} {year}"))


def _write_workbook(path: Path, seed: int, own: Counted) -> None:
    """Each school's persistent absence, going back from what its marks come to."""
    england = LAIT["TotPerAbNew"]
    now = england[2024]
    with xlsxwriter.Workbook(path) as book:
        # A workbook says when it was made, and the same demo is the same bytes.
        book.set_properties({"created": MADE_ON})
        percent = book.add_format({"num_format": "0.0%"})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(SHEET)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(YEARS), 18)
        sheet.write(0, 0, "Persistent absence by school, as returned each summer", bold)
        titles = [f"{SHEET} {SchoolYear(year - 1).title}" for year in YEARS]
        sheet.write_row(2, 0, ["School", *titles, "Source"], bold)
        for row, (name, (counted, of)) in enumerate(own.schools.items(), 3):
            sheet.write(row, 0, name)
            for column, year in enumerate(YEARS, 1):
                draw = dice(seed, "history", name, year).normal(1, 0.09)
                rate = min(counted / of * england[year] / now * draw, 0.97)
                sheet.write(row, column, round(max(rate, 0.0), 3), percent)
            sheet.write(row, len(YEARS) + 1, "School returns")
