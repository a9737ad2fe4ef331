"""Persistent and severe absence, and five-point bands of absence.

Integers decide: ``10 * absent >= possible`` is exact where a division is not. Exactly one
in ten is persistent and exactly one in two severe; persistent includes severe (rules.md 0
items 5 and 6, 2.1). An enrolment with no possible session is not counted (rules.md 2.3).
``pupil.few`` is the number of possible sessions at or below which a rule leaves an
enrolment out: none under the census rules, ten under the live ones (peers.md 2.3).
"""

from muster.measures.measure import Measure, measure


SOURCE = "DfE, Pupil absence in schools in England: methodology"


@measure(title="Persistent absence", source=SOURCE, unit="enrolments")
def persistent_absence(pupil):
    """Pupils who missed one in ten or more of their own possible sessions."""
    counted = pupil.possible > pupil.few
    return counted & (10 * pupil.absent >= pupil.possible), counted


@measure(title="Severe absence", source=SOURCE, unit="enrolments")
def severe_absence(pupil):
    """Pupils who missed one in two or more of their own possible sessions."""
    counted = pupil.possible > pupil.few
    return counted & (2 * pupil.absent >= pupil.possible), counted


def _band(start: int) -> Measure:
    """Absence from ``start`` to under ``start + 5`` per cent; the last band has no top."""
    top = start == LAST_BAND
    range_ = f"{start} % or more" if top else f"from {start} % to under {start + 5} %"

    @measure(
        name=f"absence_band_{start}",
        title=f"Absence {range_}",
        sentence=f"Pupils who missed {range_} of their own possible sessions.",
        source=SOURCE,
        unit="enrolments",
        polarity="none",
    )
    def band(pupil):
        counted = pupil.possible > pupil.few
        reached = counted & (100 * pupil.absent >= start * pupil.possible)
        if top:
            return reached, counted
        return reached & (100 * pupil.absent < (start + 5) * pupil.possible), counted

    return band


LAST_BAND = 50
BANDS: tuple[Measure, ...] = tuple(_band(start) for start in range(0, LAST_BAND + 5, 5))
