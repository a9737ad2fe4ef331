"""England's published absence, year by year: what the demo's other authorities are near.

From LAIT's yearly figures and the Department's year-to-date files. Contains public sector
information licensed under the Open Government Licence v3.0.
"""

from collections.abc import Mapping
from types import MappingProxyType


# The year each ends in, as LAIT names them. 2020 was not collected.
YEARS = tuple(range(2016, 2026))
NOT_COLLECTED = 2020


def _by_year(text: str) -> Mapping[int, float]:
    figures = map(float, text.split())
    return MappingProxyType(
        dict(zip([y for y in YEARS if y != NOT_COLLECTED], figures, strict=True))
    )


# LAIT's short names: overall, authorised, unauthorised, persistent and severe.
LAIT = {
    "TotAbs": _by_year("4.57 4.65 4.81 4.73 4.62 7.55 7.37 7.15 6.78"),
    "TotAuthAbs": _by_year("3.44 3.39 3.45 3.31 3.36 5.49 4.95 4.68 4.48"),
    "TotUnAuthAbs": _by_year("1.13 1.26 1.36 1.41 1.25 2.06 2.42 2.47 2.30"),
    "TotPerAbNew": _by_year("10.5 10.79 11.17 10.86 12.08 22.51 21.22 19.95 18.14"),
    "TotSevPerAbNew": _by_year("0.6 0.7 0.77 0.85 1.13 1.65 2.03 2.3 2.39"),
    "PriTotAbs": _by_year("4.01 4.03 4.17 4.03 3.64 6.26 5.9 5.53 5.2"),
    "PriAuth": _by_year("3.07 2.98 3.04 2.89 2.71 4.8 4.25 3.89 3.7"),
    "PriUnauth": _by_year("0.94 1.05 1.13 1.14 0.92 1.46 1.65 1.63 1.5"),
    "SFPriPerAbNew": _by_year("8.24 8.32 8.67 8.25 8.78 17.7 16.21 14.56 12.99"),
    "SFPriSevPerAbNew": _by_year("0.31 0.35 0.37 0.39 0.72 0.64 0.75 0.85 0.93"),
    "SecTotAbs": _by_year("5.21 5.35 5.53 5.49 5.49 8.99 9.01 8.89 8.44"),
    "SecAuth": _by_year("3.83 3.84 3.88 3.74 3.84 6.19 5.64 5.42 5.21"),
    "SecUnauth": _by_year("1.38 1.51 1.65 1.75 1.65 2.79 3.37 3.47 3.22"),
    "SFSecPerAbNew": _by_year("13.06 13.54 13.91 13.69 14.83 27.71 26.52 25.56 23.37"),
    "SFSecSevPerAbNew": _by_year("0.92 1.07 1.17 1.32 1.48 2.74 3.4 3.81 3.88"),
    "total_absence_special": _by_year(
        "9.07 9.73 10.22 10.13 15.21 13.18 13.02 13.01 12.76"
    ),
    "authorised_absence_special": _by_year(
        "7.39 7.65 7.99 7.81 13.11 10.33 9.87 9.7 9.38"
    ),
    "unauthorised_absence_special": _by_year(
        "1.68 2.08 2.24 2.31 2.09 2.85 3.15 3.31 3.38"
    ),
    "SpecPerAbNew": _by_year("26.95 28.47 29.65 28.85 48.94 40.36 38.33 37.21 35.26"),
    "SpecSevPerAbNew": _by_year("3.23 4.03 4.4 4.58 5.58 5.82 6.24 6.7 6.91"),
}

PHASES = ("Primary", "Secondary", "Special")
# Of all pupils.
SHARE = {"Primary": 0.55, "Secondary": 0.43, "Special": 0.02}
PUPILS = 8_000_000
SIZE = {"Primary": 270, "Secondary": 1050, "Special": 130}

# Per cent of possible sessions in a year, to July 2026: the parts of absence.
PARTS = {
    "Primary": {"I": 2.79, "M": 0.27, "C": 0.67, "G": 0.53, "O": 0.80, "N": 0.05, "U": 0.17},
    "Secondary": {"I": 3.63, "M": 0.38, "C": 1.21, "G": 0.31, "O": 2.61, "N": 0.05, "U": 0.30},
    "Special": {"I": 5.02, "M": 1.01, "C": 3.54, "G": 0.41, "O": 2.80, "N": 0.07, "U": 0.32},
}  # fmt: skip
LATE = {"Primary": 1.9, "Secondary": 3.1, "Special": 1.2}
ELSEWHERE = {"Primary": 0.6, "Secondary": 1.5, "Special": 1.8}
# Of the year's overall absence, each half-term's: 2025/26.
SEASON = (0.86, 1.07, 0.98, 1.00, 1.01, 1.11)
# Of a year's persistent absence, what the year to date has at each half-term's end.
PERSISTENT_SO_FAR = (0.93, 1.06, 1.02, 0.99, 0.98, 1.0)
# Of 2025/26's overall absence, how many times each year's was.
YEAR = {2023: 1.045, 2024: 1.0, 2025: 0.985}
PERSISTENT = {
    2023: {"Primary": 15.2, "Secondary": 26.7, "Special": 37.6},
    2024: {"Primary": 14.2, "Secondary": 24.8, "Special": 36.5},
    2025: {"Primary": 13.8, "Secondary": 23.8, "Special": 36.1},
}
