"""Everything Muster counts, in one written list. Two papers can never disagree."""

from muster.measures import legal, meetings, programme, registers, returns
from muster.measures.absence import (
    attendance,
    authorised_absence,
    overall_absence,
    unauthorised_absence,
)
from muster.measures.lateness import late_after, late_before
from muster.measures.measure import Measure
from muster.measures.persistence import BANDS, persistent_absence, severe_absence
from muster.measures.reasons import REASONS
from muster.measures.recording import not_recorded, unknown_codes


OF_MARKS: tuple[Measure, ...] = (
    attendance,
    overall_absence,
    authorised_absence,
    unauthorised_absence,
    persistent_absence,
    severe_absence,
    late_before,
    late_after,
    not_recorded,
    unknown_codes,
    *REASONS,
    *BANDS,
)
# Of what people keep in Muster itself, each over a table that whoever keeps it fills.
OF_CASES: tuple[Measure, ...] = (
    *programme.MEASURES,
    *registers.MEASURES,
    *legal.MEASURES,
    *returns.MEASURES,
    *meetings.MEASURES,
)
MEASURES = (*OF_MARKS, *OF_CASES)
_BY_NAME = {measure.name: measure for measure in MEASURES}


class NoSuchMeasure(ValueError):
    """A name the catalogue does not have; the message says what to do."""


def get(name: str) -> Measure:
    """The measure of a name. Raises NoSuchMeasure with the nearest names."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    import difflib

    near = difflib.get_close_matches(name.lower(), _BY_NAME, n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise NoSuchMeasure(
        f"There is no measure called “{name}”.{hint} `muster measures` lists them all."
    )
