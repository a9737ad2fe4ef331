"""Legal intervention: measures over legal steps, one row each (rules.md 4)."""

from functools import partial

from muster.measures.measure import measure
from muster.tables.legal import IMPROVE, LEGAL, NOTICE, PROSECUTION, THRESHOLD


STEPS = "Muster’s register of legal intervention"

of_legal = partial(measure, table=LEGAL, source=STEPS, polarity="none")


def _of(step, kind):
    return step.kind == kind


def _lately(step):
    return step.on >= step.period_from


@of_legal(title="Thresholds met")
def thresholds_met(step):
    """Times in the period a child met the threshold of ten sessions without leave, as the register was on the day, out of all by its end."""
    return _of(step, THRESHOLD) & _lately(step), _of(step, THRESHOLD)


@of_legal(title="Thresholds met that a corrected register took back")
def thresholds_unmet(step):
    """Times in the period a child met the threshold on the day and does not by the register as it was corrected by its end, out of all times in the period."""
    met = _of(step, THRESHOLD) & _lately(step)
    return met & step.is_unmet, met


@of_legal(title="Penalty notices issued")
def notices_issued(step):
    """Penalty notices issued in the period, out of all issued by its end."""
    return _of(step, NOTICE) & _lately(step), _of(step, NOTICE)


@of_legal(title="Penalty notices paid")
def notices_paid(step):
    """Penalty notices of the period that were paid by its end, out of those not withdrawn."""
    stands = _of(step, NOTICE) & _lately(step) & (step.is_withdrawn == 0)
    return stands & step.is_paid, stands


@of_legal(title="Penalty notices withdrawn")
def notices_withdrawn(step):
    """Penalty notices of the period that were withdrawn by its end, out of all of it."""
    issued = _of(step, NOTICE) & _lately(step)
    return issued & step.is_withdrawn, issued


@of_legal(title="Notices to improve")
def notices_to_improve(step):
    """Notices to improve sent in the period, out of all sent by its end."""
    return _of(step, IMPROVE) & _lately(step), _of(step, IMPROVE)


@of_legal(title="Prosecutions for absence")
def prosecutions(step):
    """Prosecutions begun in the period, out of all begun by its end."""
    return _of(step, PROSECUTION) & _lately(step), _of(step, PROSECUTION)


MEASURES = (
    thresholds_met,
    thresholds_unmet,
    notices_issued,
    notices_paid,
    notices_withdrawn,
    notices_to_improve,
    prosecutions,
)
