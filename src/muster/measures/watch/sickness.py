"""Fifteen school days of illness in a school year, together or apart.

Source: rules.md 3.3 and 7.4 (SI 2024/208, regulation 13; Education Act 1996, section 19).
A session with I is half a day. One spell of illness is a run of I over the sessions that
were possible, so that a return is made of each spell once: of that in which the year's
illness came to fifteen days, and of each later one that is fifteen days by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.measures.watch.register import Register, Session
from muster.measures.watch.rules import number
from muster.measures.watch.runs import runs_of
from muster.school_year import SchoolYear
from muster.tables import codes


ILL = codes.mask_of("I")


@dataclass(frozen=True)
class Spell:
    """One illness without a possible session between: ``half_days`` are sessions with I."""

    from_on: date
    to_on: date
    half_days: int


@dataclass(frozen=True)
class Sickness:
    """A child whose illness came to fifteen school days. ``spell`` is the one in which it
    did so, of which a return is made; ``is_running`` that the last of ``spells`` is not over
    yet. A later one that is fifteen days by itself is found apart (``is_apart``), and not
    among these."""

    pupil: int
    half_days: int
    reached_on: date
    spells: tuple[Spell, ...]
    spell: Spell
    is_running: bool
    is_apart: bool
    sessions: tuple[Session, ...]


def sick(register: Register, on: date) -> list[Sickness]:
    """Every pupil whose sessions with I came to fifteen school days in the school year, and
    again for each later spell of fifteen."""
    needed = 2 * number("sickness_days", on)
    register = register.since(SchoolYear.of(on).starts_on).upto(on)
    ill = ILL[register.marks]
    found = []
    for row in np.flatnonzero(ill.sum(axis=1) >= needed).tolist():
        runs = runs_of(ill[row], codes.POSSIBLE[register.marks[row]])
        reached = np.flatnonzero(ill[row])[needed - 1]
        apart = [run for run in runs if run[0] > reached and len(run) >= needed]
        begins = {int(run[0]) for run in apart}
        rest = [run for run in runs if int(run[0]) not in begins]
        found.append(_found(register, row, rest, needed, is_apart=False))
        found += [_found(register, row, [a], needed, is_apart=True) for a in apart]
    return found


def _found(
    register: Register, row: int, runs: list[np.ndarray], needed: int, *, is_apart: bool
) -> Sickness:
    at = np.concatenate(runs)
    reached = int(at[needed - 1])
    spells = tuple(
        Spell(register.on(int(run[0])), register.on(int(run[-1])), len(run))
        for run in runs
    )
    nth = next(n for n, run in enumerate(runs) if run[-1] >= reached)
    possible = np.flatnonzero(codes.POSSIBLE[register.marks[row]])
    return Sickness(
        pupil=int(register.pupils[row]),
        half_days=len(at),
        reached_on=register.on(reached),
        spells=spells,
        spell=spells[nth],
        is_running=bool(at[-1] == possible[-1]),
        is_apart=is_apart,
        sessions=tuple(register.session(row, place) for place in at.tolist()),
    )
