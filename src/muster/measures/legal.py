"""Legal intervention: measures over legal steps, one row each (rules.md 4)."""

from functools import partial

from muster.measures.measure import Measure, measure
from muster.tables.legal import IMPROVE, LEGAL, NOTICE, PROSECUTION, THRESHOLD


STEPS = "Muster’s register of legal intervention"

of_legal = partial(measure, table=LEGAL, source=STEPS, polarity="none")


def _of(step, kind):
    return step.kind == kind


def _lately(step):
    return step.on >= step.period_from


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
    notices_issued,
    notices_paid,
    notices_withdrawn,
    notices_to_improve,
    prosecutions,
)


def _counted(kind: str) -> Measure:
    """How many of one kind in the period, out of themselves: of each group its number."""

    def count(step):
        mine = _of(step, kind) & _lately(step)
        return mine, mine

    return of_legal(title=kind, name=f"of_{kind}", sentence=f"{kind}.")(count)


# For equality monitoring: each group’s number of each, threshold first.
OF_GROUPS = tuple(map(_counted, (THRESHOLD, IMPROVE, NOTICE, PROSECUTION)))
