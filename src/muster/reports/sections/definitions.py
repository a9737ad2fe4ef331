"""What each figure counts, under which rules, from which marks."""

from muster.documents.blocks import Block, Definition, Definitions, Heading, Paragraph
from muster.reports import words
from muster.reports.figures import About, Ask, Figures
from muster.reports.sections.section import Section
from muster.reports.shown import SYMBOLS


BAND = "absence_band_"
METHOD = "DfE, Pupil absence in schools in England: methodology"
SYMBOLS_FROM = "DfE, Explore education statistics: open data standards"


def asks(about: About) -> list[Ask]:
    return []


def blocks(figures: Figures) -> list[Block]:
    about = figures.about
    return [
        Heading("How the figures are made"),
        Paragraph(_standing(about)),
        Definitions([*_terms(about), *_measures(figures), *_reading(about)]),
    ]


def _standing(about: About) -> str:
    spans = about.spans
    last = about.as_at if spans.is_to_date and about.as_at else spans.last
    said = [
        f"{spans.now.title}: {words.day(spans.first)} to {words.day(last)}.",
        f"Marks up to {words.day(about.as_at)}." if about.as_at else "",
        f"Version {about.version}: the same marks under the same rules give the same paper.",
    ]
    if spans.now.half_term:
        said.insert(
            1, "Each school’s own half-term counts, where its calendar is held."
        )
    return " ".join(filter(None, said))


def _terms(about: About) -> list[Definition]:
    return [
        Definition(
            "Session",
            "Half a school day. A session is possible for a pupil when they could have"
            " attended it, as their marks say: days closed, sessions at another school and"
            " sessions with no mark are left out.",
            "SI 2024/208 regulation 10",
        ),
        Definition("Whose sessions count", about.rules.sentence, METHOD),
        Definition(
            "Pupil",
            "An enrolment with a possible session: a child who moved school counts at each."
            if not about.rules.by_child
            else "A child, their sessions at every school together.",
            METHOD,
        ),
    ]


def _measures(figures: Figures) -> list[Definition]:
    names = [name for name in figures.measures if not name.startswith(BAND)]
    said = map(figures.meanings.__getitem__, names)
    found = [Definition(one.title, one.sentence, one.source) for one in said]
    bands = [one for name, one in figures.meanings.items() if name.startswith(BAND)]
    if bands:
        said = "Pupils by the share of their own possible sessions they missed, in steps of"
        found.append(
            Definition("Bands of absence", f"{said} five points.", bands[0].source)
        )
    return found


def _reading(about: About) -> list[Definition]:
    symbols = "; ".join(f"{symbol}, {text}" for symbol, text in SYMBOLS)
    return [
        Definition("Rates", "Sums over sums, never a mean of rates.", METHOD),
        Definition("Changes", f"In percentage points, {about.audience.changes}."),
        Definition("Small numbers", about.audience.small_numbers),
        Definition("Symbols", f"In place of a figure: {symbols}.", SYMBOLS_FROM),
    ]


SECTION = Section("definitions", "How the figures are made", asks, blocks)
