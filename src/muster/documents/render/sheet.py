"""A paper as an Excel workbook: what it says, then its figures as tables to work with.

The first sheet says what the paper is and lists the others; the second holds its words;
then there is a sheet a table, with the charts drawn from it at its side.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatch
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from muster.design import charts
from muster.design.charts import palette
from muster.design.charts.printable import printable
from muster.design.charts.scale import text_width
from muster.documents import blocks
from muster.documents.blocks import Column, Table
from muster.documents.cells import Rating, as_text
from muster.documents.numbering import (
    Numbered,
    numbered,
    paragraphs,
    table_numbers,
)
from muster.documents.render.packed import without_times
from muster.documents.render.pictures import SCALE, picture
from muster.documents.render.sheet_cells import (
    SYMBOLS,
    Number,
    cell_of,
    cut,
    headings,
    parted,
    sheet_name,
    symbols_in,
)
from muster.documents.widths import longest_words


FONT = "Calibri"
# Not the moment it was made: the same paper is the same bytes.
NO_MOMENT = datetime(1980, 1, 1)
NARROWEST, WIDEST = 9.0, 60.0
WORDS_WIDE = 100
# How wide a table is whose columns say their shares of it: one of many, one of few.
ACROSS, ACROSS_FEW = 210, 140
# Charts stand beside a table of this many columns; under a wider one of so many rows.
BESIDE, BELOW = 6, 30
# A digit of eleven points, in the measure of `text_width`: what Excel counts widths in.
DIGIT = 6.2
TONE_INK = {
    blocks.Tone.PLAIN: palette.INK,
    blocks.Tone.BETTER: palette.GOOD,
    blocks.Tone.WORSE: palette.ACCENT,
}
Words = list[tuple[str, str, str]]


@dataclass
class Sheet:
    """One table to come, what the paper calls it, and the charts drawn from it."""

    label: str
    table: Table
    drawn: list[tuple[str, blocks.Chart, int]] = field(default_factory=list)
    name: str = ""

    @property
    def title(self) -> str:
        return (
            f"{self.label}: {self.table.caption}" if self.label else self.table.caption
        )


@dataclass
class Plan:
    """What goes where, before anything is written: a workbook can't be gone back to.

    `words` are the paper's sentences: a style, a mark at the left, the text.
    """

    paper: blocks.Paper
    tables: dict[int, str]
    sheets: list[Sheet] = field(default_factory=list)
    figures: list[blocks.KeyFigure] = field(default_factory=list)
    words: Words = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    def say(self, style: str, text: str, mark: str = "") -> None:
        self.words.append((style, mark, text))

    def sheet_of(self, label: str, table: Table) -> Sheet:
        for one in self.sheets:
            if one.table is table:
                return one
        self.sheets.append(Sheet(label, table))
        return self.sheets[-1]


def render(paper: blocks.Paper, *, chart_folder: Path | None = None) -> bytes:
    """The paper as an .xlsx file; the same paper gives the same bytes.

    `chart_folder` keeps drawn charts between processes.
    """
    plan = Plan(paper, table_numbers(paper))
    for item in numbered(paper):
        draw(item.block, item=item, plan=plan)
    saved = io.BytesIO()
    book = Book(saved, plan, chart_folder)
    book.write()
    return without_times(saved.getvalue())


# The blocks: each says where it goes


@singledispatch
def draw(block: Any, **_: Any) -> None:
    raise TypeError(
        f"A workbook cannot draw a {type(block).__name__}. Give the workbook renderer a "
        "way to draw it before putting it in a paper."
    )


@draw.register
def _(block: blocks.Heading, *, plan: Plan, item: Numbered, **_) -> None:
    plan.say("part" if block.level == 3 else "section", block.text, item.label)


@draw.register
def _(block: blocks.Paragraph, *, plan: Plan, **_) -> None:
    for text in paragraphs(block.text):
        plan.say("text", text)


@draw.register
def _(block: blocks.Lead, *, plan: Plan, **_) -> None:
    for text in paragraphs(block.text):
        plan.say("lead", text)


@draw.register
def _(block: blocks.Bullets, *, plan: Plan, **_) -> None:
    for text in block.items:
        plan.say("text", text, "•")


@draw.register
def _(block: blocks.Callout, *, plan: Plan, **_) -> None:
    plan.say(f"box {block.tone.value}", block.title)
    for text in paragraphs(block.text):
        plan.say("boxed", text)


@draw.register
def _(block: blocks.Asks, *, plan: Plan, **_) -> None:
    plan.say("part", "What this means")
    for text in block.means:
        plan.say("text", text, "•")
    plan.say("part", "What we ask")
    for number, text in enumerate(block.asks, start=1):
        plan.say("text", text, f"{number}.")


@draw.register
def _(block: blocks.KeyFigures, *, plan: Plan, **_) -> None:
    plan.figures += block.items


@draw.register
def _(block: blocks.Table, *, plan: Plan, item: Numbered, **_) -> None:
    label = f"Table {item.label}" if item.label and not item.is_headed else ""
    sheet = plan.sheet_of(label, block)
    plan.say("pointer", sheet.title)


@draw.register
def _(block: blocks.Chart, *, plan: Plan, item: Numbered, **_) -> None:
    _chart(plan, block, item.number, charts.WIDE)


@draw.register
def _(block: blocks.ChartPair, *, plan: Plan, item: Numbered, **_) -> None:
    for chart, number in zip((block.left, block.right), item.numbers, strict=True):
        _chart(plan, chart, number, charts.NARROW)


def _chart(plan: Plan, chart: blocks.Chart, number: str, width: int) -> None:
    in_paper = plan.tables.get(id(chart.table))
    label = f"Table {in_paper}" if in_paper else f"Figure {number}"
    sheet = plan.sheet_of(label, chart.table)
    sheet.drawn.append((number, chart, width))
    plan.say("pointer", f"Figure {number}: {chart.title}")
    if chart.note:
        plan.say("note", chart.note)


@draw.register
def _(block: blocks.Coverage, *, plan: Plan, **_) -> None:
    columns = [Column("What"), Column("In the figures", True), Column("Expected", True)]
    columns += [Column("Share", True), Column("In words"), Column("Remark")]
    rows = [
        [
            line.label,
            f"{line.counted:,}",
            f"{line.expected:,}",
            f"{line.counted * 100 // line.expected}%" if line.expected else "z",
            line.text,
            line.detail,
        ]
        for line in block.lines
    ]
    plan.say("pointer", plan.sheet_of("", Table(block.title, columns, rows)).title)


@draw.register
def _(block: blocks.Definitions, *, plan: Plan, **_) -> None:
    columns = [Column("Term"), Column("What it means"), Column("Source")]
    rows = [[one.term, one.text, one.source] for one in block.items]
    plan.say("pointer", plan.sheet_of("", Table("Definitions", columns, rows)).title)


@draw.register
def _(block: blocks.Contents, *, plan: Plan, **_) -> None:
    """The list of sheets on the first one is a workbook's contents, and always there."""


@draw.register
def _(block: blocks.PageBreak, *, plan: Plan, **_) -> None:
    plan.breaks.append(len(plan.words))


# The workbook


class Book:
    """The workbook being written."""

    def __init__(self, into: io.BytesIO, plan: Plan, folder: Path | None):
        self.plan, self.folder, self.paper = plan, folder, plan.paper
        # Text that looks like a formula, a link or a number stays text.
        self.book = xlsxwriter.Workbook(
            into,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._formats: dict[tuple, Format] = {}
        self.taken: set[str] = set()

    def write(self) -> None:
        self._describe()
        plan = self.plan
        summary = self.book.add_worksheet(sheet_name("", "Summary", self.taken))
        words = None
        if plan.words:
            words = self.book.add_worksheet(sheet_name("", "Words", self.taken))
        for one in plan.sheets:
            one.name = sheet_name(one.label, one.table.caption, self.taken)
        self._summary(summary, words is not None)
        if words is not None:
            self._words(words)
        for one in plan.sheets:
            self._table_sheet(one)
        self.book.close()

    def _describe(self) -> None:
        paper = self.paper
        self.book.set_properties(
            {
                "title": self._plain(paper.title, 255),
                "subject": self._plain(paper.subtitle, 255),
                "author": self._plain(paper.organisation, 255),
                "keywords": self._plain(paper.reference, 255),
                "category": self._plain(paper.audience, 255),
                "created": NO_MOMENT,
            }
        )

    @staticmethod
    def _plain(text: str, most: int) -> str:
        return cut(printable(text), most)

    def look(self, **said: Any) -> Format:
        key = tuple(sorted(said.items()))
        if key not in self._formats:
            usual = {"font_name": FONT, "font_size": 11, "font_color": palette.INK}
            self._formats[key] = self.book.add_format(
                {**usual, "valign": "top", **said}
            )
        return self._formats[key]

    # Writing

    def text(self, sheet: Worksheet, at: int, column: int, text: str, **look) -> None:
        sheet.write_string(at, column, cut(printable(text)), self.look(**look))

    def value(
        self, sheet: Worksheet, at: int, column: int, text: str, **look: Any
    ) -> None:
        """A figure as a number where it is one; a symbol or words as text."""
        held = cell_of(text)
        if isinstance(held, Number):
            shown = self.look(num_format=held.shown, align="right", **look)
            sheet.write_number(at, column, held.value, shown)
        elif text:
            self.text(sheet, at, column, text, align="right", **look)
        else:
            sheet.write_blank(at, column, None, self.look(**look))

    def linked(self, sheet: Worksheet, at: int, column: int, name: str, text: str):
        quoted = name.replace("'", "''")
        look = self.look(font_color=palette.BRAND, underline=1)
        sheet.write_url(
            at, column, f"internal:'{quoted}'!A1", look, cut(printable(text), 255)
        )

    def _page(self, sheet: Worksheet, *, landscape: bool, repeat: int | None) -> None:
        """How it prints: A4, as wide as the page, marked and numbered."""
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        sheet.hide_gridlines(2)
        if repeat is not None:
            sheet.repeat_rows(repeat)
        # Excel allows 255 letters, and reads & as the start of a code.
        marked = self._plain(self.paper.audience, 90).replace("&", "&&")
        said = self._plain(self.paper.reference, 50).replace("&", "&&")
        sheet.set_footer(f"&L{marked}\n{said}&RPage &P of &N")

    # The first sheet

    def _summary(self, sheet: Worksheet, has_words: bool) -> None:
        paper = self.paper
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 12)
        sheet.set_column(2, 2, 66)
        sheet.set_column(3, 3, 58)
        self._page(sheet, landscape=True, repeat=None)
        self.text(sheet, 0, 0, paper.organisation, bold=True, font_color=palette.BRAND)
        title = {"bold": True, "font_size": 20, "font_color": palette.BRAND_DARK}
        self.text(sheet, 1, 0, paper.title, **title)
        sheet.set_row(1, 30)
        at = 2
        if paper.subtitle:
            self.text(sheet, at, 0, paper.subtitle, font_size=13)
            at += 1
        for name, said in (
            ("As at", paper.as_at),
            ("Reference", paper.reference),
            ("For", paper.audience),
        ):
            self.text(sheet, at, 0, name, font_color=palette.GREY_TEXT)
            self.text(sheet, at, 1, said, bold=True)
            at += 1
        at = self._key_figures(sheet, at + 1)
        self._list(sheet, at, has_words)

    def _section(self, sheet: Worksheet, at: int, text: str) -> int:
        look = {"bold": True, "font_size": 14, "font_color": palette.BRAND_DARK}
        self.text(sheet, at, 0, text, **look)
        return at + 1

    def _key_figures(self, sheet: Worksheet, at: int) -> int:
        figures = self.plan.figures
        if not figures:
            return at
        at = self._section(sheet, at, "Headline figures")
        titles = ["Measure", "Figure", "Detail", "Beside"]
        self._excel_table(sheet, at, titles, len(figures), "Headline figures")
        for row, one in enumerate(figures, start=at + 1):
            ink = TONE_INK[one.tone]
            sheet.set_row(row, 19)
            self.text(sheet, row, 0, one.label, bold=True, text_wrap=True)
            self.value(sheet, row, 1, one.value, bold=True, font_size=13)
            self.text(sheet, row, 2, one.detail, font_color=ink, align="left", indent=1)
            self.text(sheet, row, 3, one.note)
        return at + len(figures) + 2

    def _list(self, sheet: Worksheet, at: int, has_words: bool) -> None:
        at = self._section(sheet, at, "In this workbook")
        rows = [("Words", "The words of the paper", "")] if has_words else []
        for one in self.plan.sheets:
            figures = ", ".join(number for number, *_ in one.drawn)
            rows.append((one.name, one.title, f"Figure {figures}" if figures else ""))
        if not rows:
            self.text(sheet, at, 0, "There is no table in this paper.")
            return
        self._excel_table(sheet, at, ["Sheet", "Rows", "What it holds", "Chart"], len(rows), "Sheets")  # fmt: skip
        counts = {one.name: len(one.table.rows) for one in self.plan.sheets}
        for row, (name, title, chart) in enumerate(rows, start=at + 1):
            self.linked(sheet, row, 0, name, name)
            if name in counts:
                sheet.write_number(row, 1, counts[name], self.look(align="right"))
            self.text(sheet, row, 2, title, align="left", indent=1)
            self.text(sheet, row, 3, chart)

    # The words

    def _words(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 1, WORDS_WIDE)
        self._page(sheet, landscape=False, repeat=None)
        title = {"bold": True, "font_size": 16, "font_color": palette.BRAND_DARK}
        self.text(sheet, 0, 0, self.paper.title, **title)
        self.linked(sheet, 1, 1, "Summary", "Back to the summary")
        names = {one.title: one.name for one in self.plan.sheets}
        for one in self.plan.sheets:
            for number, chart, _ in one.drawn:
                names[f"Figure {number}: {chart.title}"] = one.name
        first = 3
        for at, (style, mark, text) in enumerate(self.plan.words, start=first):
            if style == "pointer":
                self.linked(sheet, at, 1, names[text], text)
                continue
            look = _word_look(style)
            if mark:
                right = {"align": "left" if style == "section" else "right"}
                self.text(sheet, at, 0, mark, **{**look, **right})
            self.text(sheet, at, 1, text, text_wrap=True, **look)
            sheet.set_row(at, _height(text, look.get("font_size", 11), style))
        if self.plan.breaks:
            sheet.set_h_pagebreaks([first + at for at in self.plan.breaks if at])

    # A table

    def _table_sheet(self, one: Sheet) -> None:
        sheet = self.book.add_worksheet(one.name)
        table = parted(one.table)
        title = {"bold": True, "font_size": 14, "font_color": palette.BRAND_DARK}
        self.text(sheet, 0, 0, one.title, **title)
        self.linked(sheet, 1, 0, "Summary", "Back to the summary")
        at = 2
        for said in _notes(table):
            self.text(sheet, at, 0, said, font_color=palette.GREY_TEXT)
            at += 1
        at += 1
        self._rows(sheet, table, at)
        sheet.freeze_panes(at + 1, 1)
        is_wide = len(table.columns) > BESIDE
        # Charts stand beside the table, unless nobody would see them there.
        is_below = bool(one.drawn) and is_wide and len(table.rows) <= BELOW
        across = is_wide or bool(one.drawn) or self.paper.is_landscape
        self._page(sheet, landscape=across and not is_below, repeat=at)
        if is_below:
            sheet.fit_to_pages(1, 1)
            self._charts(sheet, one, at + len(table.rows) + 3, 0)
        else:
            self._charts(sheet, one, at, len(table.columns) + 1)

    def _rows(self, sheet: Worksheet, table: Table, at: int) -> None:
        titles = headings(table.columns)
        widths = _widths(table, titles)
        for column, wide in enumerate(widths):
            sheet.set_column(column, column, wide)
        lines = max(
            _lines(title, wide - 2) for title, wide in zip(titles, widths, strict=True)
        )
        sheet.set_row(at, 15.5 * lines + 2)
        self._excel_table(sheet, at, titles, len(table.rows), table.caption, table)
        for row, cells in enumerate(table.rows):
            # Not every program makes a row as tall as its words.
            deep = max(map(_lines, cells, widths), default=1)
            sheet.set_row(at + 1 + row, min(15.0 * deep + 1, 405))
            look = {"bold": True} if row in table.totals else {}
            if table.shares:
                # Long cells run together without a line between their rows.
                look |= {"bottom": 1, "bottom_color": palette.RULE}
            for column, (kind, text) in enumerate(
                zip(table.columns, cells, strict=True)
            ):
                if kind.numeric:
                    grey = {"font_color": palette.GREY_TEXT} if text in SYMBOLS else {}
                    self.value(sheet, at + 1 + row, column, text, **look, **grey)
                elif text:
                    self.text(sheet, at + 1 + row, column, text, text_wrap=True, **look)
                elif look:
                    sheet.write_blank(at + 1 + row, column, None, self.look(**look))
        for column, kind in enumerate(table.columns):
            if kind.choices:
                self._choices(sheet, at + 1, len(table.rows), column, kind.choices)

    def _choices(
        self,
        sheet: Worksheet,
        at: int,
        rows: int,
        column: int,
        choices: Sequence[Rating],
    ) -> None:
        """Its ratings as a list to pick from; whichever is picked takes its colour."""
        last = at + max(rows, 1) - 1
        words = [one.word for one in choices]
        sheet.data_validation(
            at,
            column,
            last,
            column,
            {
                "validate": "list",
                "source": words,
                "error_type": "warning",
                "error_title": "Not one of the words",
                "error_message": f"The words here are {', '.join(words)}.",
            },
        )
        for one in choices:
            look = {"bg_color": one.colour.fill, "font_color": one.colour.ink}
            sheet.conditional_format(
                at,
                column,
                last,
                column,
                {
                    "type": "text",
                    "criteria": "begins with",
                    "value": one.word,
                    "format": self.book.add_format({**look, "bold": True}),
                },
            )

    def _excel_table(
        self,
        sheet: Worksheet,
        at: int,
        titles: Sequence[str],
        rows: int,
        said: str,
        table: Table | None = None,
    ) -> None:
        """A real table of Excel's, its header named; one without rows has an empty one."""
        last = at + max(rows, 1)
        kinds = table.columns if table else [Column(title) for title in titles]
        sheet.add_table(
            at,
            0,
            last,
            len(titles) - 1,
            {
                "columns": [
                    {
                        "header": title,
                        "header_format": self.look(
                            bold=True,
                            font_color="#ffffff",
                            bg_color=palette.BRAND_DARK,
                            text_wrap=True,
                            align="right" if kind.numeric else "left",
                            valign="bottom",
                        ),
                    }
                    for title, kind in zip(titles, kinds, strict=True)
                ],
                "style": "Table Style Light 1",
                "autofilter": rows > 1 and table is not None,
                "title": cut(printable(said), 255),
            },
        )
        # A year, or a code, is text on purpose.
        sheet.ignore_errors({"number_stored_as_text": f"A{at + 1}:XFD{last + 1}"})

    def _charts(self, sheet: Worksheet, one: Sheet, at: int, column: int) -> None:
        for number, chart, width in one.drawn:
            said = f"Figure {number}: {chart.title}"
            self.text(sheet, at, column, said, bold=True, font_color=palette.BRAND_DARK)
            if chart.note:
                look = {"font_color": palette.GREY_TEXT, "valign": "top"}
                self.text(sheet, at + 1, column, chart.note, **look)
            shown = picture(chart.chart, width=width, folder=self.folder)
            sheet.insert_image(
                at + 2,
                column,
                f"figure-{number}.png",
                {
                    "image_data": io.BytesIO(shown.png),
                    "x_scale": 1 / SCALE,
                    "y_scale": 1 / SCALE,
                    "description": cut(printable(chart.alt), 2000),
                    "object_position": 3,
                },
            )
            # The next one beneath it: no row is lower than this.
            at += 4 + -(-shown.height // 20)


def _notes(table: Table) -> Iterator[str]:
    """The table's own note, and what any symbol in it means."""
    if table.note:
        yield table.note
    for symbol in symbols_in([table]):
        if not table.note.startswith(f"{symbol}:"):
            yield f"{symbol}: {SYMBOLS[symbol]}."


def _word_look(style: str) -> dict[str, Any]:
    dark = {"font_color": palette.BRAND_DARK, "bold": True}
    return {
        "section": {**dark, "font_size": 16},
        "part": {**dark, "font_size": 13},
        "lead": {"font_size": 13, "font_color": palette.BRAND_DARK},
        "text": {},
        "note": {"font_size": 10, "font_color": palette.GREY_TEXT},
        "box plain": {**dark, "bg_color": palette.TINT},
        "box better": {**dark, "font_color": palette.GOOD, "bg_color": palette.TINT},
        "box worse": {
            **dark,
            "font_color": palette.ACCENT,
            "bg_color": palette.ACCENT_TINT,
        },
        "boxed": {"bg_color": palette.GREY_TINT},
    }[style]


def _height(text: str, size: float, style: str) -> float:
    """Rows do not grow by themselves in every program that opens a workbook."""
    letters = WORDS_WIDE * 11 / size
    lines = max(1, -(-len(text) // int(letters * 0.92)))
    before = {"section": 14, "part": 8}.get(style, 3)
    return min(lines * size * 1.36 + before, 409)


def _lines(text: str, wide: float) -> int:
    """How many lines a text takes, broken between words."""
    return sum(_broken(line, wide) for line in text.split("\n"))


def _broken(title: str, wide: float) -> int:
    lines, used = 1, 0.0
    for word in title.split():
        long = text_width(f"{word} ", 12) / DIGIT
        if used and used + long > wide:
            lines, used = lines + 1, 0.0
        used += long
    return lines


def _widths(table: Table, titles: Sequence[str]) -> list[float]:
    if table.shares:
        across = ACROSS if len(table.columns) > BESIDE else ACROSS_FEW
        words = longest_words(table)
        pairs = zip(table.shares, words, strict=True)
        return [max(share * across, letters + 2, NARROWEST) for share, letters in pairs]
    return [
        _width(title, [as_text(row[at]) for row in table.rows], column.numeric)
        for at, (column, title) in enumerate(zip(table.columns, titles, strict=True))
    ]


def _width(title: str, texts: Sequence[str], numeric: bool) -> float:
    """In the widths of a digit. A heading may stand on two lines; figures never do."""
    longest = max((text_width(text, 11.5) / DIGIT for text in texts), default=0)
    words = title.split() or [""]
    heading = max(text_width(word, 12) / DIGIT for word in words)
    heading = max(heading, text_width(title, 12) / DIGIT / (3 if numeric else 2))
    # Room for the arrow of the filter.
    return min(max(longest + 2, heading + 4, NARROWEST), WIDEST)
