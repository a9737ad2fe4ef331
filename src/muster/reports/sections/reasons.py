"""Why sessions were missed: every code, by phase, and against a year before."""

from muster.design import charts
from muster.documents.blocks import Block, Chart, Heading, Lead, Table
from muster.measures import Figure, get
from muster.measures.dimensions import PRESENT
from muster.measures.titles import title_of
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Rolls, Span
from muster.reports.sections.parts import phases, table
from muster.reports.sections.section import Section, not_enough
from muster.tables import codes
from muster.tables.codes import Class


ABSENCE, ELSEWHERE = "overall_absence", "attendance"
MOST_DRAWN = 8
# Five school days (rules.md 1.2, N).
PROVISIONAL = (
    "A reason not yet established (N) counts as unauthorised until the school settles it,"
    " so the latest weeks’ unauthorised absence falls as registers are corrected."
)


def asks(about: About) -> list[Ask]:
    return [
        Ask((ABSENCE, ELSEWHERE), ("reason",)),
        Ask((ABSENCE, ELSEWHERE), ("reason",), Span.BEFORE),
        Ask((ABSENCE,), ("phase", "reason")),
        Ask((ABSENCE,), ("phase", "reason"), rolls=Rolls.APART),
        Ask((ABSENCE,), ("phase",)),
        Ask((ABSENCE,), ("phase",), rolls=Rolls.APART),
    ]


def blocks(figures: Figures) -> list[Block]:
    held = _ordered(figures)
    if not any(map(shown.is_shown, held.values())):
        return [Heading("Reasons for absence"), _why_not(figures)]
    behind = _all_reasons(figures, held)
    return [
        Heading("Reasons for absence"),
        *_most_frequent(figures, held),
        _drawn(figures, held, behind),
        behind,
        *_by_phase(figures, held),
        *_late_and_elsewhere(figures),
    ]


def glance(figures: Figures) -> str:
    """The reason that moved most on a year before."""
    before = figures.along(ABSENCE, "reason", Span.BEFORE)
    moves = {
        code: abs(by)
        for code, one in _ordered(figures).items()
        if (by := shown.points(one, before.get(code)))
    }
    if not moves:
        return ""
    code = max(moves, key=moves.__getitem__)
    now, then = figures.along(ABSENCE, "reason")[code], before[code]
    return (
        f"The reason that moved most was {_in_words(code)}: {shown.percentage(now)} of"
        f" possible sessions, {shown.moved(now, then)} in"
        f" {figures.about.spans.same_before} ({shown.percentage(then)})."
    )


def _why_not(figures: Figures) -> Block:
    return not_enough(
        "reasons for absence",
        "No absence that can be shown is recorded in this period.",
    )


def _ordered(figures: Figures) -> dict[str, Figure]:
    """Reasons by code, the most sessions first; withheld ones last, by code."""
    held = figures.along(ABSENCE, "reason")
    return dict(sorted(held.items(), key=lambda it: (-(it[1].numerator or -1), it[0])))


def _name(code: str) -> str:
    return title_of("reason", code)


def _in_words(code: str) -> str:
    title = _name(code)
    return title if title[:2].isupper() else words.lower_first(title)


def _most_frequent(figures: Figures, held: dict[str, Figure]) -> list[Block]:
    code = next(iter(held))
    first = held[code]
    total = figures.one(ABSENCE)
    if not shown.is_shown(first) or not shown.is_shown(total):
        return []
    assert first.numerator is not None and total and total.numerator
    share = (200 * first.numerator + total.numerator) // (2 * total.numerator)
    return [
        Lead(
            f"The most frequent reason was {_in_words(code)}:"
            f" {shown.both(first, 'possible sessions')}, which is {share}% of all absence."
        )
    ]


def _drawn(figures: Figures, held: dict[str, Figure], behind: Table) -> Chart:
    before = figures.along(ABSENCE, "reason", Span.BEFORE)
    some = [code for code in held if shown.is_shown(held[code])][:MOST_DRAWN]
    said = [f"{_in_words(code)} {shown.percentage(held[code])}" for code in some]
    names = {code: _name(code) for code in some}
    title = "The most frequent reasons, share of possible sessions"
    figures_drawn = [held[code] for code in some]
    if before:
        chart = charts.grouped_bars(
            title,
            [(names[c], shown.drawn(held[c]), shown.drawn(before.get(c))) for c in some
             if before.get(c)],
            names=(figures.about.this.capitalize(), figures.about.spans.before_title),
            decimals=shown.decimals(figures_drawn),
        )  # fmt: skip
    else:
        chart = charts.bars(
            title,
            [(names[code], shown.drawn(held[code])) for code in some],
            decimals=shown.decimals(figures_drawn),
        )
    return Chart(
        "The most frequent reasons for absence",
        f"Bars, longest first: {', '.join(said)} of possible sessions.",
        chart,
        behind,
    )


def _all_reasons(figures: Figures, held: dict[str, Figure]) -> Table:
    before = figures.along(ABSENCE, "reason", Span.BEFORE)
    rows, totals = [], []
    for kind, total in (
        (Class.AUTHORISED, "authorised_absence"),
        (Class.UNAUTHORISED, "unauthorised_absence"),
    ):
        totals.append(len(rows))
        rows.append(
            _row(get(total).title, figures.one(total), figures.one(total, Span.BEFORE))
        )
        rows += [
            _row(_name(code), one, before.get(code))
            for code, one in held.items()
            if codes.by_code(code).cls is kind
        ]
    headings = ["Reason", "Sessions", "Share of possible"]
    if before:
        headings += [figures.about.spans.before_title, "Change, points"]
    return table(
        "Reasons for absence, share of possible sessions",
        headings,
        [row[: len(headings)] for row in rows],
        totals=totals,
        note=PROVISIONAL if "N" in held else "",
    )


def _row(label: str, now: Figure | None, before: Figure | None) -> list[str]:
    return [
        label,
        shown.counted(now),
        shown.percentage(now),
        shown.percentage(before),
        shown.change(now, before),
    ]


def _by_phase(figures: Figures, held: dict[str, Figure]) -> list[Block]:
    kinds = phases(figures, ABSENCE)
    if len(kinds) < 2:
        return []
    some = list(held)[:MOST_DRAWN]
    rows = []
    for code in some:
        cells = [_name(code)]
        for value, _, rolls in kinds:
            all_ = figures.by(ABSENCE, "phase", "reason", rolls=rolls)
            one = all_.get((value, code))
            # A reason nobody was marked with has no figure, and is nought.
            cells.append(shown.percentage(one) if one else "0.0%")
        rows.append(cells)
    rows.append(["All absence", *(shown.percentage(one) for _, one, _ in kinds)])
    return [
        table(
            "The most frequent reasons by phase, share of possible sessions",
            ["Reason", *(words.phase(value) for value, _, _ in kinds)],
            rows,
            totals=[len(rows) - 1],
        )
    ]


def _late_and_elsewhere(figures: Figures) -> list[Block]:
    held = figures.along(ELSEWHERE, "reason")
    before = figures.along(ELSEWHERE, "reason", Span.BEFORE)
    some = {code: one for code, one in held.items() if code != PRESENT}
    if not some:
        return []
    headings = ["Mark", "Sessions", "Share of possible"]
    if before:
        headings += [figures.about.spans.before_title, "Change, points"]
    ordered = sorted(some.items(), key=lambda it: (-(it[1].numerator or -1), it[0]))
    rows = [_row(_name(code), one, before.get(code)) for code, one in ordered]
    return [
        table(
            "Counted as attending: late, or educated elsewhere",
            headings,
            [row[: len(headings)] for row in rows],
        )
    ]


SECTION = Section(
    "reasons", "Reasons for absence", asks, blocks, glance, needs_codes=True
)
