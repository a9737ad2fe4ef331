"""Numbers for sections, figures and tables, the same in every form of a paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from .blocks import Block, Chart, ChartPair, Heading, Paper, Table


@dataclass(frozen=True)
class Numbered:
    """A block and what it is called: section “3”, figure “4”, table “2”.

    A pair of charts has two numbers; what is not numbered has none.
    """

    block: Block
    numbers: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        return self.numbers[0]


def numbered(paper: Paper) -> Iterator[Numbered]:
    """Each block in turn with its numbers. Each kind of thing is counted apart."""
    section = figure = table = 0
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 2:
            section += 1
            yield Numbered(block, (str(section),))
        elif isinstance(block, Table):
            table += 1
            yield Numbered(block, (str(table),))
        elif isinstance(block, Chart):
            figure += 1
            yield Numbered(block, (str(figure),))
        elif isinstance(block, ChartPair):
            figure += 2
            yield Numbered(block, (str(figure - 1), str(figure)))
        else:
            yield Numbered(block)


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
