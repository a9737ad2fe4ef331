"""Everything Muster counts, in groups, each with its sentence and its latest figure."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from muster.explore import words
from muster.explore.looking import Look
from muster.measures import (
    MEASURES,
    OF_MARKS,
    Measure,
    legal,
    meetings,
    programme,
    registers,
    returns,
)
from muster.measures.reasons import REASONS
from muster.tables.codes import Class, by_code


GROUPS = (
    (
        "Attendance and absence",
        ("attendance", "overall_absence", "authorised_absence", "unauthorised_absence"),
    ),
    ("Persistent and severe absence", ("persistent_absence", "severe_absence")),
    ("Lateness", ("late_before", "late_after")),
    ("How well registers are kept", ("not_recorded", "unknown_codes")),
)
REASON_GROUPS = (
    ("Reasons for authorised absence", (Class.AUTHORISED,)),
    ("Reasons for unauthorised absence", (Class.UNAUTHORISED,)),
    ("Late, or educated elsewhere", (Class.ATTENDING, Class.AEA)),
)
BANDS = "Bands of absence"
CASE_GROUPS = (
    ("Plans and their actions", programme.MEASURES),
    ("Severely absent children", registers.OF_SEVERE),
    ("The week’s lists", registers.OF_LISTS),
    ("Registers of children", registers.OF_ENTRIES),
    ("Legal intervention", legal.MEASURES),
    ("Returns of schools", returns.MEASURES),
    ("Support meetings with schools", meetings.MEASURES),
)


def of(look: Look | None, of_cases: Mapping[str, str]) -> list[dict[str, Any]]:
    """Groups of measures; with a look, each measure's figure in it. ``of_cases`` has what
    measures of cases come to, by name: they need no marks."""
    asked = look.ask(_asked(look)) if look else None

    def rate(measure: Measure) -> str:
        if measure.table:
            return of_cases.get(measure.name, "")
        return words.rate(asked.figure(measure.name)) if asked else ""

    return [
        {
            "title": title,
            "measures": [
                {
                    "measure": measure,
                    "rate": rate(measure),
                    "href": _address(measure, look),
                }
                for measure in measures
            ],
        }
        for title, measures in grouped()
    ]


def _asked(look: Look) -> list[str]:
    """The measures of marks there can be a figure of."""
    return [one.name for one in OF_MARKS if not look.why_not((one.name,))]


def grouped() -> list[tuple[str, list[Measure]]]:
    """Every measure of the catalogue, once."""
    by_name = {measure.name: measure for measure in MEASURES}
    groups = [(title, [by_name.pop(name) for name in names]) for title, names in GROUPS]
    for title, classes in REASON_GROUPS:
        mine = [m for m in REASONS if by_code(m.codes[0]).cls in classes]
        groups.append((title, [by_name.pop(m.name) for m in mine]))
    bands = [by_name.pop(n) for n in list(by_name) if n.startswith("absence_band_")]
    groups.append((BANDS, bands))
    for title, mine in CASE_GROUPS:
        groups.append((title, [by_name.pop(one.name) for one in mine]))
    # Whatever is new and has no group yet is still shown.
    if by_name:
        groups.append(("More measures", list(by_name.values())))
    return groups


def _address(measure: Measure, look: Look | None) -> str:
    address = reverse("explore:measure", args=[measure.name])
    if look is None:
        return address
    if measure.table:  # of a day, and under no rules
        return f"{address}?{urlencode({'period': look.period.text}, safe='/')}"
    return look.link("explore:measure", measure.name)
