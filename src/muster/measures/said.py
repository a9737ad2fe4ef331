"""What a block of pupil-weeks says, in a form that adds up fast.

Most marks are "present", so those are kept as bits, one a session, and counted a
pupil-week at a time. Only the other marks are looked at one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from muster.tables import codes
from muster.tables.codes import Class
from muster.tables.marks import SESSIONS


FIRST_PRESENT = codes.by_code("/").id
PRESENT = 2  # "/" and "\" are the two ids from FIRST_PRESENT
WEEKEND = 10  # the first session of Saturday
CODES = 64  # bytes from here on are unknown: no code has a larger id
DAYS = SESSIONS // 2
# A pupil-week's sessions as bits of one number: seven mornings, then seven afternoons.
BITS = 1 << (np.arange(SESSIONS) // 2 + DAYS * (np.arange(SESSIONS) % 2))
PATTERNS = 1 << SESSIONS  # how many such numbers there are


@dataclass(frozen=True)
class Said:
    """``present`` has the sessions marked present, as BITS, a number a row. The other
    marks that say something have a row each: their ``row``, ``session`` (0 to 13) and
    ``code`` (CODES - 1 where it is unknown)."""

    present: np.ndarray
    row: np.ndarray
    session: np.ndarray
    code: np.ndarray

    @classmethod
    def of(cls, marks: np.ndarray) -> Said:
        """Takes marks as they are stored, ``[rows, 14]``."""
        flat = marks.ravel()
        at = np.flatnonzero((flat >= FIRST_PRESENT + PRESENT) | (flat == codes.NO_MARK))
        code = flat[at]
        row = at // SESSIONS
        session = at - row * SESSIONS
        unmarked = np.flatnonzero(code == codes.NO_MARK)
        idle = unmarked[session[unmarked] >= WEEKEND]
        if len(idle):
            row, session, code = (np.delete(a, idle) for a in (row, session, code))
        return cls(_present(marks), row, session, np.minimum(code, CODES - 1))

    def bits(self, *classes: Class) -> np.ndarray:
        """The sessions with another mark of these classes, as BITS, a number a row."""
        wanted = np.flatnonzero(_of_class(*classes)[self.code])
        bit = BITS[self.session[wanted]].astype(np.float64)
        # A session has one mark, so adding its bits is joining them.
        joined = np.bincount(self.row[wanted], weights=bit, minlength=len(self.present))
        return joined.astype(np.uint16)


@cache
def _of_class(*classes: Class) -> codes.Mask:
    return codes.mask_of_class(*classes)


def without_idle_weekends(marks: np.ndarray) -> np.ndarray:
    """Empties weekend sessions without a mark: nobody was due one.

    Fourteen-character feeds fill Saturday and Sunday with "no mark". A weekend session
    with a real mark still counts (rules.md 1.5 item 7).
    """
    marks = marks.copy()
    weekend = marks[:, WEEKEND:]
    weekend[weekend == codes.NO_MARK] = codes.NOTHING
    return marks


def _present(marks: np.ndarray) -> np.ndarray:
    is_present = (marks - np.uint8(FIRST_PRESENT)) < PRESENT
    # A day is two bytes and so one number: its morning's bit is 0, its afternoon's 8.
    days = np.ascontiguousarray(is_present).view("<u2").T.copy()
    both = days[0]
    for day in range(1, DAYS):
        both |= days[day] << np.uint16(day)
    mornings = (1 << DAYS) - 1
    return (both & mornings) | (both >> 8 << DAYS)
