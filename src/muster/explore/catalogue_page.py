"""Everything Muster counts, in groups, each with its sentence and its latest figure."""

from typing import Any

from django.urls import reverse

from muster.explore import words
from muster.explore.looking import Look
from muster.measures import MEASURES, Measure
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


def of(look: Look | None) -> list[dict[str, Any]]:
    """Groups of measures; with a look, each measure's figure in it."""
    asked = look.ask(_asked(look)) if look else None
    return [
        {
            "title": title,
            "measures": [
                {
                    "measure": measure,
                    "rate": words.rate(asked.figure(measure.name)) if asked else "",
                    "href": _address(measure, look),
                }
                for measure in measures
            ],
        }
        for title, measures in grouped()
    ]


def _asked(look: Look) -> list[str]:
    """The measures there can be a figure of."""
    return [one.name for one in MEASURES if not look.why_not((one.name,))]


def grouped() -> list[tuple[str, list[Measure]]]:
    """Every measure of the catalogue, once."""
    by_name = {measure.name: measure for measure in MEASURES}
    groups = [(title, [by_name.pop(name) for name in names]) for title, names in GROUPS]
    for title, classes in REASON_GROUPS:
        mine = [m for m in REASONS if by_code(m.codes[0]).cls in classes]
        groups.append((title, [by_name.pop(m.name) for m in mine]))
    bands = [by_name.pop(n) for n in list(by_name) if n.startswith("absence_band_")]
    groups.append((BANDS, bands))
    # Whatever is new and has no group yet is still shown.
    if by_name:
        groups.append(("More measures", list(by_name.values())))
    return groups


def _address(measure: Measure, look: Look | None) -> str:
    if look is None:
        return reverse("explore:measure", args=[measure.name])
    return look.link("explore:measure", measure.name)
