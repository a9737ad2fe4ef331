"""An old case system’s spreadsheet: its own headings and words, and a few hundred cases.

Ten rows are doubtful and three can’t be read, each in a way that happens.
"""

import csv
import io
from datetime import date, timedelta

from openpyxl import Workbook
from tests.measures.authority import Authority, upn


ASH, BEECH = "900001", "900002"
SCHOOLS = [
    {"urn": ASH, "name": "Ash Primary", "phase": "primary"},
    {"urn": BEECH, "name": "Beech High", "phase": "secondary"},
]
FORENAMES = "Ivy Omar Robin Noah Lila Tess Arun Mina Zeb Cleo".split()
SURNAMES = "Lark Teal Finch Swift Crane Heron Linnet Martin Pipit Quail".split()
HEADINGS = [
    "Case Ref",
    "UPN",
    "Family Name",
    "First Name",
    "D.O.B.",
    "Establishment",
    "Yr Grp",
    "Date Opened",
    "Stage",
    "Why",
    "Allocated To",
    "Next Action",
    "Review",
    "Case notes",
    "Colour of folder",
]
TODAY = date(2025, 10, 3)
STAGES = ["Open - new", "Spoken to family", "Plan in place"]
DOUBTFUL, UNREADABLE = 10, 3


def children(count):
    """Each of another name and birth date, every second at Beech."""
    return [
        {
            "school": (ASH, BEECH)[n % 2],
            "pupil": upn(f"child {n}"),
            "forename": FORENAMES[n % 10] + "abcdefghijklmnopqrstuvwxyz"[n // 100],
            "surname": SURNAMES[n // 10 % 10],
            "born_on": date(2012, 1, 13) + timedelta(days=n),
            "from_on": date(2024, 9, 2),
            "year_group": "6",
            "status": "C",
        }
        for n in range(count)
    ]


def authority(count=300):
    return Authority(SCHOOLS, children(count), [], [])


def row(n, child):
    return [
        f"C/{n:04}",
        child["pupil"] if n % 3 else "",
        child["surname"].upper(),
        child["forename"],
        f"{child['born_on']:%d/%m/%Y}",
        "Ash Primary" if child["school"] == ASH else "Beech High",
        "Y6",
        f"{date(2025, 9, 1) + timedelta(days=n % 20):%d/%m/%Y}",
        STAGES[n % 3],
        "<50%",
        "J. Officer",
        "Ring home",
        "14/11/2025",
        "03/09/2025: Rang home.\n10/09/2025: No answer." if n % 2 else "Known to us.",
        "Blue",
    ]


def cases(count=300):
    """The rows of the sheet: the first ten doubtful, the next three not readable."""
    rows = [row(n, child) for n, child in enumerate(children(count))]
    for n, one in enumerate(rows[:DOUBTFUL]):
        one[1] = ""
        if n % 2:
            one[3] = one[3][:-1] + "x"  # a forename with a slip
        else:
            one[4] = "01/01/2011"  # another birth date
    rows[10][7] = "soon"
    rows[11][7] = "31/02/2025"
    rows[12][7] = ""
    return rows


def as_csv(rows, headings=HEADINGS, above=(), delimiter=","):
    """A file of rows; ``above`` are rows that stand above the headings."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([*above, headings, *rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(*sheets, headings=HEADINGS, above=()):
    """A workbook of some sheets’ rows."""
    book = Workbook()
    book.remove(book.active)
    for n, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Cases {n + 1}")
        for cells in [*above, headings, *rows]:
            sheet.append(cells)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
