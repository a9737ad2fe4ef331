"""A table of figures in Word: its widths, its header row, its cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate, pairwise

from muster.design.charts import palette
from muster.documents.blocks import Column, Table
from muster.documents.cells import Cell, Line, Lines, Rating
from muster.documents.render.word_look import TABLE
from muster.documents.render.word_parts import (
    PAD,
    SLACKS,
    TWIPS_A_POINT,
    Canvas,
    Piece,
    cell,
    edge,
    grid,
    paragraph,
    row,
    run,
    shading,
)
from muster.documents.widths import fitted


USUAL = 9.0
# Smaller only when the words would not fit otherwise; smaller than the last is unreadable.
SIZES = (USUAL, 8.0, 7.0, 6.0)
# The type of a table whose columns' shares are said, by how many it has, and on a page
# wider than one that stands.
MANY, CROWDED, ROOMY, PORTRAIT = 8, 8.5, 10.0, 10_000
# How far the words of a point stand in.
HANG = 130
# A table this long is left to part at a page's end; a shorter one stays together.
TOGETHER = 14


def drawn(canvas: Canvas, table: Table) -> Piece:
    size, widths = widths_of(table, canvas.width, canvas.slacks)
    style = canvas.styles["Table Text"]
    size = 0 if size == USUAL else size
    is_short = len(table.rows) <= TOGETHER and not table.runs_on
    heads = [
        cell(
            width,
            paragraph(
                style,
                run(column.title, bold=True, colour=palette.BRAND_DARK, size=size),
                keep_next=True,
                align=_side(column),
            ),
        )
        for column, width in zip(table.columns, widths, strict=True)
    ]
    rows = [row(*heads, is_header=True)]
    for at, cells in enumerate(table.rows):
        after = len(table.rows) - 1 - at
        # So that no page begins or ends with a single row, or with a note by itself.
        stays = is_short or at == 0 or after <= 1
        stays = stays and (after > 0 or bool(table.note))
        stays = stays and not table.runs_on
        may_part = table.may_part(at)
        made = [
            _cell(
                width,
                column,
                held,
                style=style,
                size=size,
                bold=at in table.totals,
                keep_next=stays,
                may_part=may_part,
            )
            for column, held, width in zip(table.columns, cells, widths, strict=True)
        ]
        rows.append(row(*made, may_part=may_part))
    return grid(
        canvas.styles[TABLE], widths, rows, caption=table.caption, has_header=True
    )


def _cell(
    width: int, column: Column, held: Cell, *, style, size, bold, keep_next, may_part
) -> Piece:
    if isinstance(held, Rating):
        ink = partial(run, colour=held.colour.ink)
        fill = held.colour.fill
        made = [paragraph(style, ink(held.word, bold=True, size=size))]
        if held.detail:
            made.append(paragraph(style, ink(held.detail, size=size)))
        if not may_part:
            # White between, so that two colours side by side are told apart.
            sides = [edge(side, "#ffffff", 12) for side in ("left", "right")]
            return cell(width, *made, fill=fill, borders=sides)
        # A cell's colour would run on over the page's end, where its word does not.
        for one in made:
            one.pPr.append(shading(fill))
        return cell(width, *made)
    if isinstance(held, Lines):
        made = [_line(style, line, size) for line in held.items]
        return cell(width, *(made or [paragraph(style)]))
    words = _words(column, held, size, bold)
    side = _side(column)
    return cell(width, paragraph(style, words, keep_next=keep_next, align=side))


def _line(style: str, line: Line, size: float) -> Piece:
    """A point has its dash in its text, not a list's: whoever reads the table back, or
    pastes it elsewhere, must not lose where one step ends."""
    parts = [run("- ", size=size)] if line.is_point else []
    if line.lead:
        parts.append(
            run(f"{line.lead} " if line.text else line.lead, bold=True, size=size)
        )
    parts.append(run(line.text, size=size))
    return paragraph(style, *parts, hang=HANG if line.is_point else 0)


def _side(column: Column) -> str:
    return "right" if column.numeric else ""


def _words(column: Column, text: str, size: float, is_total: bool) -> Piece:
    is_withheld = column.numeric and text == "c"
    colour = palette.GREY_TEXT if is_withheld else ""
    return run(text, bold=is_total, colour=colour, size=size)


def widths_of(
    table: Table, room: int, slacks: Sequence[float] = SLACKS
) -> tuple[float, list[int]]:
    """The largest type in which no word is broken, and the columns' widths in twips."""
    size = USUAL
    if table.shares and len(table.columns) > MANY:
        size = CROWDED
    elif table.shares and room > PORTRAIT:
        size = ROOMY
    size, widths = fitted(
        table,
        room / TWIPS_A_POINT,
        [size, *(one for one in SIZES if one < size)],
        pad=2 * PAD / TWIPS_A_POINT,
        slacks=slacks,
    )
    return size, _exact([width * TWIPS_A_POINT for width in widths])


def _exact(widths: Sequence[float]) -> list[int]:
    """Whole twips that add up: each edge is rounded, not each width."""
    edges = [round(at) for at in accumulate(widths, initial=0.0)]
    return [b - a for a, b in pairwise(edges)]
