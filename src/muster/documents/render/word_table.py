"""A table of figures in Word: its widths, its header row, its cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from muster.design.charts import palette
from muster.design.charts.scale import longest_word, text_width
from muster.documents.blocks import Column, Table
from muster.documents.cells import Cell, Line, Lines, Rating, as_text
from muster.documents.render.word_look import TABLE
from muster.documents.render.word_parts import (
    PAD,
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
READABLE, ROOM_FOR_NAMES = 8.0, 0.55
# A table of a few narrow columns as wide as the page is hard to read across.
FEW, NARROWED = 4, 0.72
# The type of a table whose columns' shares are said, by how many it has, and on a page
# wider than one that stands.
MANY, CROWDED, ROOMY, PORTRAIT = 8, 8.5, 10.0, 10_000
# A reader without the paper’s type is shown a wider one, and no name may break there.
SUBSTITUTE = 1.06
# How far the words of a point stand in.
HANG = 130
# A table this long is left to part at a page's end; a shorter one stays together.
TOGETHER = 14


def drawn(canvas: Canvas, table: Table) -> Piece:
    size, widths = widths_of(table, canvas.width, canvas.slack)
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


def widths_of(table: Table, room: int, slack: float = 1.15) -> tuple[float, list[int]]:
    """The largest type in which no word is broken, and the columns' widths in twips.

    Where the table says its columns' shares, those are the widths that words allow.
    """
    if table.shares:
        is_roomy = room > PORTRAIT and len(table.columns) <= MANY
        size = ROOMY if is_roomy else CROWDED if len(table.columns) > MANY else USUAL
        size, widths = fitted(
            table,
            room / TWIPS_A_POINT,
            [size, *(one for one in SIZES if one < size)],
            pad=2 * PAD / TWIPS_A_POINT,
            slack=slack * SUBSTITUTE,
        )
        return size, _exact([width * TWIPS_A_POINT for width in widths], room)
    for size in SIZES:
        least, most = _needs(table, size * slack)
        if sum(least) > room:
            continue
        widths = _shared(table, least, most, room)
        # A little smaller is better than a name over many lines.
        if size <= READABLE or widths[0] >= most[0] * ROOM_FOR_NAMES:
            return size, widths
    whole = sum(least)
    return SIZES[-1], _exact([need * room / whole for need in least], room)


def _needs(table: Table, scale: float) -> tuple[list[float], list[float]]:
    """What each column needs at the least, and with nothing on a second line."""
    least, most = [], []
    for column, texts in zip(table.columns, _columns(table), strict=True):
        title = text_width(column.title, scale * 1.04)
        word = longest_word(column.title, scale * 1.04)
        longest = max((text_width(text, scale) for text in texts), default=0)
        # Figures are never broken; words may be, between words.
        if column.numeric:
            word = max(word, longest)
        else:
            word = max(word, *(longest_word(text, scale) for text in texts), 0)
        titled = max(word, title if title < 60 else title * 0.55)
        pad = 2 * PAD
        least.append(word * TWIPS_A_POINT + pad)
        most.append(max(longest, titled) * TWIPS_A_POINT + pad)
    return least, most


def _columns(table: Table) -> list[list[str]]:
    return [
        [as_text(cells[at]) for cells in table.rows] for at in range(len(table.columns))
    ]


def _shared(
    table: Table, least: Sequence[float], most: Sequence[float], room: int
) -> list[int]:
    wanted = sum(most)
    if wanted <= room:
        is_few = len(table.columns) <= FEW
        whole = max(wanted, room * NARROWED) if is_few else room
        # The row's name takes what is over, as in the PDF.
        return _exact([most[0] + whole - wanted, *most[1:]], round(whole))
    over = [m - few for few, m in zip(least, most, strict=True)]
    share = (room - sum(least)) / (sum(over) or 1)
    return _exact([few + o * share for few, o in zip(least, over, strict=True)], room)


def _exact(widths: Sequence[float], whole: int) -> list[int]:
    """Whole twips that add up: each edge is rounded, not each width."""
    edges, at = [0], 0.0
    for width in widths:
        at += width
        edges.append(round(at))
    edges[-1] = max(whole, edges[-2] + 1) if widths else 0
    return [b - a for a, b in pairwise(edges)]
