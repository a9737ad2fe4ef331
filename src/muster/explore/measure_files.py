"""What is taken away from a measure's page: its table and its chart, as files.

They hold what the page shows, letter for letter, and what a reader needs beside it: the
definition, the period, what “c” means and where the figures come from.
"""

import io
from pathlib import Path

from django.conf import settings

from muster.accounts.authority import authority
from muster.design import charts, spreadsheets, symbols
from muster.design.charts.standalone import Sheet, standalone
from muster.design.filters import day
from muster.documents.blocks import (
    Block,
    Chart,
    Column,
    Definitions,
    Heading,
    Paper,
    Paragraph,
    Table,
)
from muster.documents.render import sheet
from muster.documents.render.pictures import png_of
from muster.explore import measure_page
from muster.explore.choosing import RULE_TITLES
from muster.explore.measure_page import Explored


def stem(asked: Explored) -> str:
    """“persistent_absence-2025-26-HT1-school”: a file's name before its dot."""
    first, last = asked.tables[0].answer.period, asked.tables[-1].answer.period
    periods = dict.fromkeys(one.text.replace("/", "-") for one in (first, last))
    return "-".join([asked.measure.name, *periods, *asked.form.by_asked])


def source(asked: Explored) -> str:
    """One line under a chart or a table: whose figures, of when, by which rules."""
    as_at = max(filter(None, (one.answer.as_at for one in asked.tables)), default=None)
    parts = [
        f"{authority().name or 'The authority'}’s {_held(asked)}",
        asked.periods,
        RULE_TITLES[asked.look.rules],
        f"as at {day(as_at)}" if as_at else "",
        "made by Muster",
    ]
    return f"Source: {'; '.join(part for part in parts if part)}."


def _held(asked: Explored) -> str:
    return "registers" if asked.look.has_codes else "weekly pupil files from DfE"


def table_csv(asked: Explored) -> str:
    """The rows, then an empty line and what to read beside them."""
    into = io.StringIO()
    writer = spreadsheets.writer(into)
    columns = measure_page.headings(asked)
    writer.writerow([text for text, _ in columns])
    for row in measure_page.texts(asked):
        cells = zip(row, columns, strict=True)
        writer.writerow(
            [text.replace(",", "") if number else text for text, (_, number) in cells]
        )
    writer.writerow([])
    for line in _beside(asked):
        writer.writerow([line])
    return into.getvalue()


def _beside(asked: Explored) -> list[str]:
    measure = asked.measure
    return [
        f"{measure.title}: {measure.sentence}",
        f"Definition: {measure.source}",
        *(f"{sign}: {means}" for sign, means in symbols.MEANS.items()),
        source(asked),
    ]


def table_xlsx(asked: Explored) -> bytes:
    """A workbook: the table with its chart beside it, and what both mean."""
    measure = asked.measure
    look = asked.look
    table = Table(
        asked.title,
        [Column(text, numeric=number) for text, number in measure_page.headings(asked)],
        measure_page.texts(asked),
        note=source(asked),
    )
    blocks: list[Block] = [Heading(measure.title), Paragraph(measure.sentence)]
    drawing = asked.drawing
    panels = drawing.panels if drawing else ()
    blocks += [
        Chart(panel.title or drawing.title, drawing.alt(panel), panel.chart, table)
        for panel in panels
    ] or [table]
    blocks.append(
        Definitions(
            [
                (measure.title, measure.sentence, measure.source),
                ("Counted under", look.rule.sentence, ""),
                *((sign, means, "") for sign, means in symbols.MEANS.items()),
            ]
        )
    )
    paper = Paper(
        title=asked.title,
        subtitle=asked.periods,
        organisation=authority().name or "Attendance",
        audience="For officers: small numbers hidden, not rounded",
        as_at=day(look.as_at) if look.as_at else asked.periods,
        reference=stem(asked),
        blocks=blocks,
    )
    return sheet.render(paper, chart_folder=_folder())


def chart_svg(asked: Explored) -> str | None:
    """The chart as a picture that says by itself what it is; None where none is drawn."""
    found = _sheet(asked)
    return standalone(found, width=charts.WIDE, folder=_folder()) if found else None


def chart_png(asked: Explored) -> bytes | None:
    found = _sheet(asked)
    if found is None:
        return None
    drawn = standalone(found, width=charts.WIDE, folder=_folder())
    return png_of(drawn, Title=found.title, Description=found.description)


def _sheet(asked: Explored) -> Sheet | None:
    drawing = asked.drawing
    if drawing is None:
        return None
    return Sheet(
        title=f"{drawing.title}, {asked.periods}",
        description=" ".join([drawing.alt(drawing.panels[0]), source(asked)]),
        foot=" ".join(part for part in (drawing.note, source(asked)) if part),
        panels=drawing.panels,
    )


def _folder() -> Path:
    return Path(settings.MUSTER_HOME) / "charts"
