"""What registers leave unsaid: missing marks and codes nobody knows (rules.md 1.3, 1.4).

Neither counts as present or absent. Both are shares of the sessions that should hold a
countable mark: possible ones, those without a mark and those with an unknown code.
"""

from muster.measures.measure import measure


SOURCE = "SI 2024/208 regulation 10; Muster's own measure"


@measure(title="No mark recorded", source=SOURCE, behind="due_pupils")
def not_recorded(pupil):
    """Sessions with no mark in the register, out of those that should have one."""
    return pupil.not_recorded, pupil.possible + pupil.not_recorded + pupil.unknown


@measure(title="Unknown codes", source=SOURCE, behind="due_pupils")
def unknown_codes(pupil):
    """Sessions marked with a code that is not a national one on that date."""
    return pupil.unknown, pupil.possible + pupil.not_recorded + pupil.unknown
