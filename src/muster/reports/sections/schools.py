"""Every school, by phase."""

from muster.design import charts
from muster.documents.blocks import Block, Chart, Heading, Lead, Table
from muster.measures import Figure
from muster.measures.rules import PRU_PHASES
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Rolls
from muster.reports.sections.funnels import funnels
from muster.reports.sections.parts import apart, table
from muster.reports.sections.section import Section, not_enough


ABSENCE = "overall_absence"
RATES = ("attendance", "persistent_absence", "severe_absence")
MOST_KINDS = 4


def asks(about: About) -> list[Ask]:
    measures = RATES[:2]
    if about.audience.ranks_schools:
        measures = (*RATES, "not_recorded", ABSENCE)
    return [
        Ask(measures, by, rolls=rolls)
        for by in (("phase",), ("phase", "school"))
        for rolls in Rolls
    ]


def blocks(figures: Figures) -> list[Block]:
    places = _places(figures)
    if not places:
        return [
            Heading("Schools"),
            not_enough(
                "schools", "No school has marks that can be shown in this period."
            ),
        ]
    made: list[Block] = [Heading("Schools"), Lead(_said(figures, places))]
    if figures.about.audience.ranks_schools:
        made += _drawn(figures, places)
    if figures.about.audience.draws_schools:
        made += funnels(figures, places)
    for phase, held in places.items():
        made.append(_phase_table(figures, phase, held))
    return made


def _places(figures: Figures) -> dict[str, list[str]]:
    """Schools by phase, in the order they are listed in."""
    found: dict[str, list[str]] = {}
    for rolls in Rolls if figures.about.audience.ranks_schools else [Rolls.IN_TOTAL]:
        for phase, school in figures.by("attendance", "phase", "school", rolls=rolls):
            found.setdefault(phase, []).append(school)
    return {
        phase: sorted(found[phase], key=lambda school: _order(figures, phase, school))
        for phase in sorted(found, key=words.phase_order)
    }


def _order(figures: Figures, phase: str, school: str) -> tuple:
    """By persistent absence where the audience ranks, withheld ones last; else by name."""
    one = _figure(figures, "persistent_absence", phase, school)
    if not figures.about.audience.ranks_schools:
        return 0, 0, school
    drawn = shown.drawn(one)
    return drawn is None, -(drawn or 0), school


def _figure(figures: Figures, name: str, phase: str, school: str) -> Figure | None:
    for rolls in Rolls:
        if one := figures.by(name, "phase", "school", rolls=rolls).get((phase, school)):
            return one
    return None


def _said(figures: Figures, places: dict[str, list[str]]) -> str:
    many = sum(map(len, places.values()))
    if many == 1:
        return "There is one school."
    if not figures.about.audience.ranks_schools:
        return f"{words.plural(many, 'school')}, in the order of their names."
    order = "highest persistent absence first"
    if not figures.one("persistent_absence"):
        order = "in the order of their names"
    said = (
        f"{words.plural(many, 'school')}, {order}. A small school’s rate can move a long"
        " way with a few pupils: read the number of pupils with it."
    )
    return f"{said} {apart(figures)}".strip()


def _drawn(figures: Figures, places: dict[str, list[str]]) -> list[Block]:
    """Each school's size against its rate; a school withheld is not drawn at all."""
    points = [
        charts.Dot(
            school, float(one.denominator or 0), shown.drawn(one), 1, words.phase(phase)
        )
        for phase, held in places.items()
        for school in held
        if phase not in PRU_PHASES
        if (one := _figure(figures, "persistent_absence", phase, school))
        and shown.is_shown(one)
    ]
    kinds = {point.kind for point in points}
    if len(points) < 5 or len(kinds) > MOST_KINDS:
        return []
    total = figures.one("persistent_absence")
    reference = None
    if shown.is_shown(total):
        reference = charts.Reference(shown.drawn(total) or 0, "Authority")
    highest = sorted(points, key=lambda point: -(point.value or 0))[:3]
    said = [
        f"{point.label} {point.value}% of {point.across:,.0f} pupils"
        for point in highest
    ]
    return [
        Chart(
            "Persistent absence and the size of the school",
            "A dot a school: further right has more pupils, higher has more persistent"
            f" absence. Highest: {'; '.join(said)}.",
            charts.dots(
                "Pupils persistently absent, share of pupils",
                points,
                across="Pupils",
                reference=reference,
            ),
            _dots_table(points),
            note="Schools whose figure is withheld, and pupil referral units, are not drawn.",
        )
    ]


def _dots_table(points: list[charts.Dot]) -> Table:
    return table(
        "Persistent absence and the size of the school",
        ["School", "Pupils", "Persistent"],
        [[point.label, f"{point.across:,.0f}", f"{point.value}%"] for point in points],
    )


def _phase_table(figures: Figures, phase: str, held: list[str]) -> Table:
    names = [name for name in RATES if _figure(figures, name, phase, held[0])]
    if figures.about.audience.ranks_schools:
        names.append("not_recorded")
    headings = ["School"]
    headings += ["Pupils"] * ("persistent_absence" in names) + ["Attendance"]
    if "persistent_absence" in names:
        headings += ["Persistent", "Persistent, %"]
    if "severe_absence" in names:
        headings += ["Severe", "Severe, %"]
    if "not_recorded" in names:
        headings.append("No mark")
    rows = [
        [school, *_cells({n: _figure(figures, n, phase, school) for n in names})]
        for school in held
    ]
    totals = []
    if len(held) > 1:
        totals = [len(rows)]
        whole = {name: _of_phase(figures, name, phase) for name in names}
        rows.append(["All in this phase", *_cells(whole)])
    return table(words.phase_in_full(phase), headings, rows, totals=totals)


def _of_phase(figures: Figures, name: str, phase: str) -> Figure | None:
    for rolls in Rolls:
        if one := figures.by(name, "phase", rolls=rolls).get((phase,)):
            return one
    return None


def _cells(held: dict[str, Figure | None]) -> list[str]:
    cells = [shown.percentage(held["attendance"])]
    if "persistent_absence" in held:
        one = held["persistent_absence"]
        cells = [_pupils(held), *cells, shown.counted(one), shown.percentage(one)]
    if "severe_absence" in held:
        cells += [
            shown.counted(held["severe_absence"]),
            shown.percentage(held["severe_absence"]),
        ]
    if "not_recorded" in held:
        cells.append(shown.percentage(held["not_recorded"]))
    return cells


def _pupils(held: dict[str, Figure | None]) -> str:
    """How many pupils, from whichever figure of them is shown."""
    of_pupils = [
        held[name] for name in RATES if held.get(name) and name != "attendance"
    ]
    seen = [one for one in of_pupils if shown.is_shown(one)] or of_pupils
    return shown.base(seen[0])


SECTION = Section("schools", "Schools", asks, blocks)
