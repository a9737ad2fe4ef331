"""Attendance and absence: sessions over possible sessions (rules.md 2.1)."""

from muster.measures.measure import measure


SOURCE = (
    "DfE, Pupil absence in schools in England: methodology; SI 2024/208 regulation 10"
)


@measure(title="Attendance", source=SOURCE, polarity="high")
def attendance(pupil):
    """Possible sessions attended, at school or at an approved educational activity."""
    return pupil.attended, pupil.possible


@measure(title="Overall absence", source=SOURCE)
def overall_absence(pupil):
    """Possible sessions missed, whether or not the absence was authorised."""
    return pupil.absent, pupil.possible


@measure(title="Authorised absence", source=SOURCE)
def authorised_absence(pupil):
    """Possible sessions missed with leave or for another authorised reason."""
    return pupil.authorised, pupil.possible


@measure(title="Unauthorised absence", source=SOURCE)
def unauthorised_absence(pupil):
    """Possible sessions missed with no authorised reason: codes G, N, O and U."""
    return pupil.unauthorised, pupil.possible
