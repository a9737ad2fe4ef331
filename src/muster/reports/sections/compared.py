"""The authority beside England, its region and its statistical neighbours."""

from muster.documents.blocks import Block, Bullets, Heading, Lead, Table
from muster.measures import Figure, get
from muster.measures.comparators import Rank, rounded
from muster.measures.compared import Basis, Comparison, methods_crossed
from muster.measures.periods import parse_period
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Span
from muster.reports.sections.parts import table, worded
from muster.reports.sections.section import Section, not_enough


MEASURES = (
    "overall_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
)
TITLES = {
    Basis.HALF_TERM: "This half-term",
    Basis.TO_DATE: "Year to date",
    Basis.YEAR: "The latest annual figures",
}


def asks(about: About) -> list[Ask]:
    return [Ask(MEASURES, span=span) for span in (Span.NOW, Span.TO_DATE)]


def blocks(figures: Figures) -> list[Block]:
    found = [one for one in figures.about.beside if one.measure in MEASURES]
    if not found:
        return [Heading("How we compare"), _why_not(), *_own_past(figures.about)]
    tables = [
        _table(figures, basis, held)
        for basis in Basis
        if (held := [one for one in found if one.basis is basis])
    ]
    return [
        Heading("How we compare"),
        Lead(_said(figures, found)),
        *tables,
        *_own_past(figures.about),
        Heading("Reading these tables", 3),
        Bullets(_reading(found)),
    ]


def glance(figures: Figures) -> str:
    for name in ("persistent_absence", "overall_absence"):
        one = figures.beside(name, Basis.YEAR)
        if one and one.own and one.own.value is not None and one.rank:
            title, year = get(name).title, parse_period(one.period).title
            said = (
                f"{title} in {words.lower_first(year)} was {shown.published(one.own)},"
                f" {_place(one.rank)} of {one.rank.of} authorities from the lowest"
            )
            england = f"; England {shown.published(one.england)}" if one.england else ""
            return f"{said}{england}."
    return ""


def _why_not() -> Block:
    return not_enough(
        "how the authority compares",
        "No figures of others are held. Load the Department’s published files: Pupil"
        " attendance in schools for England and the region, and LAIT’s for every"
        " authority and its statistical neighbours.",
    )


def _said(figures: Figures, found: list[Comparison]) -> str:
    for name in ("overall_absence", "persistent_absence"):
        one = figures.beside(name, Basis.HALF_TERM, Basis.TO_DATE)
        ours = our_figure(figures, one) if one else None
        if one and one.england and shown.is_shown(ours):
            return (
                f"{get(name).title} {_when(one)} was {shown.percentage(ours)} here and"
                f" {shown.published(one.england)} in England: {shown.gap(ours, one.england)}"
                " points."
            )
    one = found[0]
    return (
        f"{get(one.measure).title} {_when(one)} was {shown.published(one.own)} here and"
        f" {shown.published(one.england)} in England."
    )


def our_figure(figures: Figures, one: Comparison) -> Figure | None:
    """Our own figure of the same stretch of time, from registers."""
    if one.basis is Basis.TO_DATE:
        return figures.to_date(one.measure)
    return figures.one(one.measure) if one.basis is Basis.HALF_TERM else None


def _when(one: Comparison) -> str:
    if one.basis is Basis.HALF_TERM:
        return "this half-term"
    if one.basis is Basis.TO_DATE:
        return "in the year to date"
    return f"in {parse_period(one.period).years[0].title}"


def _table(figures: Figures, basis: Basis, held: list[Comparison]) -> Table:
    region = next((one.region.area for one in held if one.region), "")
    has_ours = basis is not Basis.YEAR
    has_own = any(one.own for one in held)
    has_neighbours = any(one.neighbours for one in held)
    has_change = any(one.change is not None for one in held)
    headings = ["Measure"]
    headings += ["From registers"] * has_ours + ["Published, here"] * has_own
    headings += ["England", "Gap, points"] + [region] * bool(region)
    headings += ["Neighbours"] * has_neighbours + ["Rank", "Band"] * has_own
    headings += ["Change, points"] * has_change
    rows = []
    for one in held:
        ours = our_figure(figures, one)
        cells = [get(one.measure).title]
        cells += [shown.percentage(ours)] * has_ours
        cells += [shown.published(one.own)] * has_own
        cells.append(shown.published(one.england))
        cells.append(
            shown.gap(ours, one.england)
            if has_ours
            else shown.apart(one.own, one.england)
        )
        cells += [shown.published(one.region)] * bool(region)
        cells += [_neighbours(one)] * has_neighbours
        cells += [_rank(one.rank), one.band or shown.NOTHING_TO_COUNT] * has_own
        cells += [_change(one)] * has_change
        rows.append(cells)
    return table(
        f"{TITLES[basis]}: here and elsewhere",
        headings,
        rows,
        note=_note(figures, held),
    )


def _own_past(about: About) -> list[Block]:
    """What others reported of the authority before its registers begin."""
    first = min((period.years[0] for period in about.spans.years), default=None)
    held = [
        one
        for one in about.own
        if one.measure in MEASURES
        and (first is None or parse_period(one.period).years[0] < first)
    ]
    if not held:
        return []
    rows = [
        [
            get(one.measure).title,
            parse_period(one.period).title,
            f"{rounded(one.value, 1)}%",
            f"{one.numerator:,} of {one.denominator:,}"
            if one.numerator is not None and one.denominator is not None
            else "percentage only",
            one.source,
        ]
        for one in held
    ]
    return [
        worded(
            "Before our registers begin, as reported elsewhere",
            ["Measure", "Period", "Share", "Number", "Reported by"],
            rows,
            "These are as they were reported, and no line joins them to what is counted"
            " here.",
        )
    ]


def _neighbours(one: Comparison) -> str:
    if one.neighbours is None:
        return shown.NOT_HELD
    mean = f"{rounded(one.neighbours.value, 1)}%"
    return mean if not one.neighbours.missing else f"{mean} (of {one.neighbours.of})"


def _rank(rank: Rank | None) -> str:
    return f"{rank.place} of {rank.of}" if rank else shown.NOTHING_TO_COUNT


def _place(rank: Rank) -> str:
    """“3rd”."""
    tail = "th"
    if rank.place % 100 not in (11, 12, 13):
        tail = {1: "st", 2: "nd", 3: "rd"}.get(rank.place % 10, "th")
    return f"{rank.place}{tail}"


def _change(one: Comparison) -> str:
    return (
        shown.NOT_HELD if one.change is None else shown.signed(rounded(one.change, 1))
    )


def _note(figures: Figures, held: list[Comparison]) -> str:
    """What the figures are of, when they came out, and the counts they rest on."""
    said = [
        (
            f"{parse_period(held[0].period).title}, published"
            f" {words.day(max(one.as_at for one in held))}."
        )
    ]
    ours = [
        f"{words.lower_first(get(one.measure).title)} {shown.out_of(figure)}"
        for one in held
        if (figure := our_figure(figures, one)) and shown.is_shown(figure)
    ]
    theirs = [
        f"{words.lower_first(get(one.measure).title)} {shown.published_out_of(one.england)}"
        for one in held
        if one.england and one.england.denominator
    ]
    for whose, counts in (("From registers", ours), ("England", theirs)):
        if counts:
            said.append(f"{whose}: {'; '.join(counts)}.")
    return " ".join(said)


def _reading(found: list[Comparison]) -> list[str]:
    said = [
        (
            "Rank 1 is the lowest absence of all authorities with a figure; equal figures share"
            " a place. Bands are quarters of authorities, A the lowest absence."
        ),
        (
            "Neighbours are the ten authorities most like this one, as the Department lists"
            " them; theirs is a plain mean."
        ),
        (
            "From registers is what this pack counts. Published is what the Department counted"
            " on its own day, by its own rules: the two differ by a little."
        ),
    ]
    bases = {one.basis for one in found}
    if Basis.HALF_TERM in bases:
        said.append(
            "No half-terms are published. Those of England and others are one year-to-date"
            " publication less the one before, on national dates."
        )
    if len(bases) > 1 and Basis.YEAR in bases:
        said.append(
            "The year to date is of live figures, which schools still correct. The annual"
            " figures are final, and lower for persistent absence."
        )
    live = {one.year for one in found if one.source == "dfe-attendance"}
    return [*said, *methods_crossed(live)]


SECTION = Section("compared", "How we compare", asks, blocks, glance)
