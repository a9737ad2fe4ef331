"""No CSV of Muster's is run by a spreadsheet."""

import csv
import io
import re
from pathlib import Path

import pytest

import muster
from muster.design import spreadsheets


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+SUM(A1)",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "-x",
        "+44 20",
    ],
)
def test_what_would_be_run_is_text(text):
    assert spreadsheets.harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", ["Ash", "", "-3.2", "+4", "-1,204", "-12%", "-", "+", None, -3, 4.5]
)
def test_what_is_harmless_stays_as_it_is(value):
    assert spreadsheets.harmless(value) == value


def test_rows_are_written_so(tmp_path):
    into = io.StringIO()
    spreadsheets.writer(into).writerows([("=A1", 3), ("Ash", None)])
    assert list(csv.reader(io.StringIO(into.getvalue()))) == [
        ["'=A1", "3"],
        ["Ash", ""],
    ]


# Made to be read by Muster itself, never given to anybody.
READ_BY_MUSTER = {
    "sources/reading/events.py",
    "sources/reading/geojson.py",
    "sources/reading/workbook.py",
    "sources/setting_up/written.py",
}


def test_every_csv_that_is_given_out_is_written_here():
    package = Path(muster.__file__).parent
    own = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if re.search(r"csv\.(writer|DictWriter)\(|write_csv\(", path.read_text("utf-8"))
    }
    of_the_demo = {name for name in own if name.startswith("demo/")}
    assert own - of_the_demo - READ_BY_MUSTER == {
        "design/spreadsheets.py",
        "reports/tidy.py",  # by pyarrow, each text made harmless first
    }
