"""Everything a paper says, for holding a form of it against: its words and its tables."""

from muster.documents import blocks
from muster.documents.cells import as_text
from muster.documents.numbering import charts_of, paragraphs


def words_of(paper):
    """Every text a reader is to read, in the paper's order."""
    yield from (paper.title, paper.subtitle, paper.organisation)
    yield from (paper.audience, paper.as_at, paper.reference)
    for block in paper.blocks:
        yield from _words(block)


def _words(block):
    match block:
        case blocks.Heading(text=text):
            yield text
        case blocks.Paragraph(text=text) | blocks.Lead(text=text):
            yield from paragraphs(text)
        case blocks.Bullets(items=items):
            yield from items
        case blocks.Callout():
            yield block.title
            yield from paragraphs(block.text)
        case blocks.Asks():
            yield from (*block.means, *block.asks)
        case blocks.KeyFigures():
            for one in block.items:
                yield from (one.label, one.value, one.detail, one.note)
        case blocks.Table():
            yield from _table(block)
        case blocks.Chart():
            yield from (block.title, block.note, *_table(block.table))
        case blocks.ChartPair():
            yield from (*_words(block.left), *_words(block.right))
        case blocks.Coverage():
            yield block.title
            for line in block.lines:
                yield from (line.label, line.text, line.detail)
        case blocks.Definitions():
            for one in block.items:
                yield from (one.term, one.text, one.source)


def _table(table):
    yield from (table.caption, table.note)
    yield from (column.title for column in table.columns)
    for row in table.rows:
        for cell in row:
            yield from as_text(cell).split("\n")


def tables_of(paper):
    """Every table in the paper, those behind charts too, each once."""
    found = [block for block in paper.blocks if isinstance(block, blocks.Table)]
    found += [chart.table for _, chart in charts_of(paper)]
    return list({id(table): table for table in found}.values())
