"""Copies of a document, each damaged in the ways documents are: the same for a seed."""

import random
from collections.abc import Callable

from muster.programme.printed import Kind
from muster.programme.reading.cells import Line, line
from muster.programme.reading.headers import read_headings


Rows = list[list[str]]


def damaged(text: str, seed: int, kind: Kind) -> str:
    """From one to four faults, chosen by the seed."""
    chance = random.Random(seed)
    rows = [row.split("\t") for row in text.split("\n")]
    for _ in range(chance.randint(1, 4)):
        chance.choice(FAULTS)(rows, chance, kind)
    return "\n".join("\t".join(row) for row in rows)


def _is_heading(row: list[str], kind: Kind) -> bool:
    return read_headings(_line(row), kind) is not None


def _line(row: list[str]) -> Line:
    return line(row, "")


def _one_of_rows(rows: Rows, chance: random.Random, kind: Kind) -> int:
    return chance.choice(
        [
            place
            for place, row in enumerate(rows)
            if len(row) > 2 and any(row) and not _is_heading(row, kind)
        ]
    )


def _one_of_headings(rows: Rows, chance: random.Random, kind: Kind) -> int | None:
    found = [
        place
        for place, row in enumerate(rows)
        if len(row) > 2 and _is_heading(row, kind)
    ]
    return chance.choice(found) if found else None


def drop_a_cell(rows: Rows, chance: random.Random, kind: Kind) -> None:
    row = rows[_one_of_rows(rows, chance, kind)]
    del row[chance.randrange(len(row))]


def split_a_row(rows: Rows, chance: random.Random, kind: Kind) -> None:
    """The rest of a row stands on the next line, under its own columns or at the left."""
    place = _one_of_rows(rows, chance, kind)
    row = rows[place]
    at = chance.randrange(1, len(row))
    rest = [""] * at * chance.randint(0, 1) + row[at:]
    rows[place : place + 1] = [row[:at], rest]


def split_a_cell(rows: Rows, chance: random.Random, kind: Kind) -> None:
    """The last words of a cell are on the next line."""
    place = _one_of_rows(rows, chance, kind)
    row = rows[place]
    at = chance.randrange(len(row))
    words = row[at].split(" ")
    keep = chance.randint(0, len(words))
    row[at] = " ".join(words[:keep])
    rest = [""] * len(row)
    rest[at] = " ".join(words[keep:])
    rows.insert(place + 1, rest)


def repeat_headings(rows: Rows, chance: random.Random, kind: Kind) -> None:
    place = _one_of_headings(rows, chance, kind)
    if place is not None:
        rows.insert(_one_of_rows(rows, chance, kind), list(rows[place]))


def merge_headings(rows: Rows, chance: random.Random, kind: Kind) -> None:
    place = _one_of_headings(rows, chance, kind)
    if place is not None:
        _merge(rows[place], chance, leaves_empty=chance.random() < 0.5)


def drop_a_tab(rows: Rows, chance: random.Random, kind: Kind) -> None:
    _merge(rows[_one_of_rows(rows, chance, kind)], chance, leaves_empty=False)


def drop_a_heading(rows: Rows, chance: random.Random, kind: Kind) -> None:
    place = _one_of_headings(rows, chance, kind)
    if place is not None:
        del rows[place][chance.randrange(len(rows[place]))]


def swap_rows(rows: Rows, chance: random.Random, kind: Kind) -> None:
    one, two = (_one_of_rows(rows, chance, kind) for _ in range(2))
    rows[one], rows[two] = rows[two], rows[one]


def _merge(row: list[str], chance: random.Random, *, leaves_empty: bool) -> None:
    if len(row) < 2:
        return
    at = chance.randrange(len(row) - 1)
    row[at : at + 2] = [f"{row[at]} {row[at + 1]}".strip(), *[""] * leaves_empty]


FAULTS: tuple[Callable[[Rows, random.Random, Kind], None], ...] = (
    drop_a_cell,
    split_a_row,
    split_a_cell,
    repeat_headings,
    merge_headings,
    drop_a_tab,
    drop_a_heading,
    swap_rows,
)
