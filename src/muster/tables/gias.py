"""What GIAS calls types of school, where the type and not the phase says what it is.

GIAS gives special schools, PRUs and alternative provision the phase “Not applicable”
(rules.md 8.5).
"""

from __future__ import annotations


_TYPES = {
    "special": (
        "community special school",
        "foundation special school",
        "non-maintained special school",
        "academy special converter",
        "academy special sponsor led",
        "free schools special",
        "other independent special school",
    ),
    "pru": ("pupil referral unit",),
    "alternative provision": (
        "academy alternative provision converter",
        "academy alternative provision sponsor led",
        "free schools alternative provision",
    ),
    "nursery": ("local authority nursery school",),
    "independent": ("other independent school",),
    "16 plus": (
        "free schools 16 to 19",
        "academy 16-19 converter",
        "academy 16 to 19 sponsor led",
        "sixth form centres",
        "further education",
    ),
}
PHASE_OF_TYPE = {name: phase for phase, names in _TYPES.items() for name in names}
