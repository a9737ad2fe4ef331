"""What a paper is made of. Blocks hold words and figures as they are to be read.

A block knows nothing of pages. A renderer draws every kind of block here or raises; it
never leaves one out. Texts are plain: no markup in them means anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from muster.design.charts import ChartData
from muster.documents.cells import Cell, Lines, Rating, as_text


# About how many letters stand on a line as wide as a page, and how many lines of a row
# are kept on one page.
LETTERS, MOST_WHOLE = 180, 16


class Tone(StrEnum):
    """How a callout or a key figure is coloured. The words must say it too."""

    PLAIN = "plain"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Heading:
    """A section (level 2) or a part of one (level 3); the title of the paper is 1."""

    text: str
    level: int = 2

    def __post_init__(self) -> None:
        if self.level not in (2, 3):
            raise ValueError(
                f"The heading “{self.text}” is at level {self.level}. Use 2 for a "
                "section and 3 for a part of one."
            )


@dataclass(frozen=True)
class Paragraph:
    """Plain text; a blank line in it starts a new paragraph."""

    text: str


@dataclass(frozen=True)
class Lead:
    """The sentence or two that a reader in a hurry reads, set larger."""

    text: str


@dataclass(frozen=True)
class Bullets:
    items: Sequence[str]


@dataclass(frozen=True)
class Callout:
    """A boxed remark that should not be missed."""

    title: str
    text: str
    tone: Tone = Tone.PLAIN

    def __post_init__(self) -> None:
        object.__setattr__(self, "tone", Tone(self.tone))


@dataclass(frozen=True)
class Asks:
    """What the figures mean, and what the meeting is asked to do about them."""

    means: Sequence[str]
    asks: Sequence[str]


@dataclass(frozen=True)
class KeyFigure:
    """One large figure: what it is, how it moved, what to hold it against."""

    label: str
    value: str
    detail: str = ""
    note: str = ""
    tone: Tone = Tone.PLAIN

    def __post_init__(self) -> None:
        object.__setattr__(self, "tone", Tone(self.tone))


@dataclass(frozen=True)
class KeyFigures:
    items: Sequence[KeyFigure]


@dataclass(frozen=True)
class Column:
    """`share` is its part of the table's width, beside the other columns' shares.

    `choices` are the ratings its cells may be given: a workbook offers them as a list.
    """

    title: str
    numeric: bool = False
    share: float = 0
    choices: Sequence[Rating] = ()


@dataclass(frozen=True)
class Table:
    """Rows of cells under headings; the first column names its row.

    Rows whose position is in `totals` are set apart (the authority's own row, say).
    A table whose caption is the heading just before it isn't given it twice.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    totals: Sequence[int] = ()

    @property
    def shares(self) -> list[float]:
        """Each column's part of the width, all adding up to 1; none if none are said."""
        whole = sum(column.share for column in self.columns)
        return [column.share / whole for column in self.columns] if whole else []

    @property
    def runs_on(self) -> bool:
        """Whether it has cells of several lines, and so may be longer than a page."""
        return any(isinstance(cell, Lines) for row in self.rows for cell in row)

    def may_part(self, at: int) -> bool:
        """Whether a page's end may part a row: one too long to be moved whole."""
        if not self.shares:
            return False
        deep = (
            sum(1 + len(line) / (share * LETTERS) for line in as_text(cell).split("\n"))
            for share, cell in zip(self.shares, self.rows[at], strict=True)
        )
        return max(deep, default=0) > MOST_WHOLE

    def __post_init__(self) -> None:
        if len({column.share > 0 for column in self.columns}) > 1:
            raise ValueError(
                f"Some columns of “{self.caption}” say their share of the width and some "
                "don’t. Give every column one, or none."
            )
        if not self.caption.strip():
            raise ValueError("A table needs a caption: say what its rows are.")
        for at, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"Row {at} of “{self.caption}” has {len(row)} cells and the table "
                    f"has {len(self.columns)} columns."
                )


@dataclass(frozen=True)
class Chart:
    """A picture, the sentence it shows (title), its description, the table behind it.

    The description (alt) is what someone who cannot see the picture is told: the shape
    of it and the figures that matter.
    """

    title: str
    alt: str
    chart: ChartData
    table: Table
    note: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(
                f"The chart “{self.title}” has no description. Say in a sentence or "
                "two what it shows, for readers who cannot see it."
            )


@dataclass(frozen=True)
class ChartPair:
    """Two charts side by side where there is width, one under the other where not."""

    left: Chart
    right: Chart


@dataclass(frozen=True)
class CoverageLine:
    """How much of what was expected is behind the figures, as counts."""

    label: str
    counted: int
    expected: int
    detail: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.counted <= self.expected:
            raise ValueError(
                f"“{self.label}” counts {self.counted} of {self.expected}. The count "
                "must lie between nothing and what was expected."
            )

    @property
    def share(self) -> float:
        return self.counted / self.expected if self.expected else 0.0

    @property
    def text(self) -> str:
        if not self.expected:
            return "none expected"
        # Rounded down: all but one is never shown as all.
        percent = self.counted * 100 // self.expected
        return f"{self.counted:,} of {self.expected:,} ({percent}%)"


@dataclass(frozen=True)
class Coverage:
    """A bar a line: schools, sessions or children in the figures, out of all."""

    title: str
    lines: Sequence[CoverageLine]


@dataclass(frozen=True)
class Definition:
    term: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Definitions:
    """Each term used, what is counted, and where the rule comes from."""

    items: Sequence[Definition | tuple[str, str, str]]

    def __post_init__(self) -> None:
        whole = tuple(Definition(*_parts(item)) for item in self.items)
        object.__setattr__(self, "items", whole)


@dataclass(frozen=True)
class Contents:
    """A list of the sections, linked."""


@dataclass(frozen=True)
class PageBreak:
    """A new page where there are pages."""


Block = (
    Heading
    | Paragraph
    | Lead
    | Bullets
    | Callout
    | Asks
    | KeyFigures
    | Table
    | Chart
    | ChartPair
    | Coverage
    | Definitions
    | Contents
    | PageBreak
)


@dataclass(frozen=True)
class Look:
    """What a paper wears of its authority: a logo (“png” or “svg”) and a dark colour.

    Left blank, it has Muster's own.
    """

    logo: bytes = b""
    logo_kind: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper: who made it, for whom, from figures as at when, and its blocks.

    `audience` is the marking printed on every page. A part of a section cannot come
    before the first section. One that isn't numbered has no numbers before its sections'
    headings and its tables' captions.
    """

    title: str
    subtitle: str
    organisation: str
    audience: str
    as_at: str
    reference: str
    blocks: Sequence[Block]
    language: str = "en-GB"
    look: Look = Look()
    is_landscape: bool = False
    is_numbered: bool = True

    def __post_init__(self) -> None:
        for name in ("title", "organisation", "audience", "as_at", "reference"):
            if not getattr(self, name).strip():
                raise ValueError(f"A paper must say its {name.replace('_', ' ')}.")
        levels = [b.level for b in self.blocks if isinstance(b, Heading)]
        if levels and levels[0] != 2:
            raise ValueError(
                "The first heading of a paper must be a section (level 2), not a part."
            )


def _parts(item: Definition | tuple[str, str, str]) -> tuple[str, str, str]:
    if isinstance(item, Definition):
        return item.term, item.text, item.source
    return item
