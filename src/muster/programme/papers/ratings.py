"""The colours of a status: what each means on a day, and a word as it is printed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from muster.documents.blocks import Column, Table
from muster.documents.cells import Cell, Colour, Rating


HELD = Path(__file__).parents[1] / "plans" / "colours.toml"
NEW_TASK = "New Task"
MEANINGS = "What the colours mean"


@dataclass(frozen=True)
class Meaning:
    """One colour of a status: `key` names it, `letter` and `word` say it in print."""

    key: str
    letter: str
    word: str
    definition: str
    valid_from: date

    @property
    def rating(self) -> Rating:
        return rating(self.word)


@cache
def held() -> tuple[Meaning, ...]:
    text = HELD.read_text(encoding="utf-8")
    return tuple(Meaning(**said) for said in tomllib.loads(text)["colours"])


def meanings(on: date | None) -> tuple[Meaning, ...]:
    """What each colour meant on a day; what it means now where no day is said.

    Before the first day any meaning is held for, the first one stands.
    """
    chosen: dict[str, Meaning] = {}
    for one in sorted(held(), key=lambda one: one.valid_from):
        if one.key not in chosen or on is None or one.valid_from <= on:
            chosen[one.key] = one
    return tuple(chosen.values())


def rating(word: str, detail: str = "") -> Rating:
    """A status as it was said, with its colour behind it where it is one; what stands in
    brackets after it says what it was before."""
    plain = word.partition("(")[0].strip().casefold()
    for one in held():
        if plain in (one.key, one.word.casefold(), one.letter.casefold()):
            is_colour = one.key in set(Colour)
            return Rating(
                word.strip(), Colour(one.key) if is_colour else Colour.PLAIN, detail
            )
    return Rating(word.strip(), Colour.PLAIN, detail)


def choices(*, with_new: bool = False) -> tuple[Rating, ...]:
    """The words a status may be given."""
    return tuple(
        one.rating for one in meanings(None) if with_new or one.word != NEW_TASK
    )


def meanings_table(on: date | None) -> Table:
    """What stands under a log, so that nobody need guess what amber is."""
    columns = [
        Column("Status", share=8),
        Column("Letter", share=6),
        Column("What it means", share=86),
    ]
    rows: list[list[Cell]] = [
        [one.rating, one.letter, one.definition] for one in meanings(on)
    ]
    return Table(MEANINGS, columns, rows)
