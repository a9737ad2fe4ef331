"""Numbers for sections, figures and tables, the same in every form of a paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from .blocks import Block, Chart, ChartPair, Heading, Paper, Table


@dataclass(frozen=True)
class Numbered:
    """A block and what it is called: section “3”, figure “4”, table “2”.

    A pair of charts has two numbers; what is not numbered has none. `label` is the
    number as it is shown: blank in a paper that isn't numbered. A table is headed when
    its caption is the heading just before it.
    """

    block: Block
    numbers: tuple[str, ...] = ()
    label: str = ""
    is_headed: bool = False

    @property
    def number(self) -> str:
        return self.numbers[0]


def numbered(paper: Paper) -> Iterator[Numbered]:
    """Each block in turn with its numbers. Each kind of thing is counted apart."""
    section = figure = table = 0
    before: Block | None = None
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 2:
            section += 1
            yield Numbered(block, (str(section),), _shown(paper, section))
        elif isinstance(block, Table):
            table += 1
            is_headed = isinstance(before, Heading) and before.text == block.caption
            yield Numbered(block, (str(table),), _shown(paper, table), is_headed)
        elif isinstance(block, Chart):
            figure += 1
            yield Numbered(block, (str(figure),))
        elif isinstance(block, ChartPair):
            figure += 2
            yield Numbered(block, (str(figure - 1), str(figure)))
        else:
            yield Numbered(block)
        before = block


def _shown(paper: Paper, number: int) -> str:
    return str(number) if paper.is_numbered else ""


def charts_of(paper: Paper) -> Iterator[tuple[str, Chart]]:
    """Every chart with its figure number, those of pairs too."""
    for item in numbered(paper):
        if isinstance(item.block, Chart):
            yield item.number, item.block
        elif isinstance(item.block, ChartPair):
            yield from zip(
                item.numbers, (item.block.left, item.block.right), strict=True
            )


def table_numbers(paper: Paper) -> dict[int, str]:
    """The number of each table in the paper, by the identity of the table.

    A chart drawn from a table that is itself in the paper points there, and the table
    is not printed twice.
    """
    return {
        id(item.block): item.number
        for item in numbered(paper)
        if isinstance(item.block, Table)
    }


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, parted by blank lines."""
    parts = (" ".join(part.split()) for part in text.split("\n\n"))
    return [part for part in parts if part]
