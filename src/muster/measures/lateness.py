"""Lateness: L is present, U is absent; DfE's late sessions are both (rules.md 0 item 9)."""

from muster.measures.measure import measure


SOURCE = "SI 2024/208 regulation 10"


@measure(title="Late before the register closed", source=SOURCE, codes=("L",))
def late_before(pupil):
    """Possible sessions marked L: late, but present."""
    return pupil.of_codes, pupil.possible


@measure(title="Late after the register closed", source=SOURCE, codes=("U",))
def late_after(pupil):
    """Possible sessions marked U: arrived after the register closed, so absent."""
    return pupil.of_codes, pupil.possible
