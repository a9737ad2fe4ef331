"""Groups of pupils, each against everybody else, with both counts."""

from collections.abc import Iterator
from typing import NamedTuple

from muster.design import charts
from muster.documents.blocks import Block, Chart, Heading, Lead, Paragraph, Table
from muster.measures import Figure, dimensions, get
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures
from muster.reports.sections.parts import extremes, table
from muster.reports.sections.section import Section, not_enough


ABSENCE, PERSISTENT = "overall_absence", "persistent_absence"
# The values that make a group; of the rest, a breakdown with none here shows them all.
NAMED = {
    "fsm": ("yes",),
    "sen": ("K", "E"),
    "eal": ("yes",),
    "sex": ("F",),
    "looked_after": ("yes",),
    "child_in_need": ("yes",),
    "social_worker": ("yes",),
    "young_carer": ("yes",),
}
APART = ("ethnicity", "year_group")
FAIR_SIZE = 100


class Group(NamedTuple):
    """One group, and everybody else whose answer is known."""

    dimension: str
    value: str
    absence: Figure | None
    others_absence: Figure | None
    persistent: Figure | None
    others_persistent: Figure | None

    def of(self, name: str) -> tuple[Figure | None, Figure | None]:
        """The group’s figure of a measure, and everybody else’s."""
        if name == PERSISTENT:
            return self.persistent, self.others_persistent
        return self.absence, self.others_absence

    @property
    def label(self) -> str:
        return words.group(self.dimension, self.value)


def asks(about: About) -> list[Ask]:
    return [Ask((ABSENCE, PERSISTENT), (name,)) for name in about.audience.groups]


def blocks(figures: Figures) -> list[Block]:
    known = [name for name in figures.about.audience.groups if _is_known(figures, name)]
    if not known:
        return [Heading("Groups of pupils"), _why_not()]
    groups = [one for name in known if name not in APART for one in _of(figures, name)]
    made: list[Block] = [Heading("Groups of pupils")]
    if groups:
        names = [name for name in known if name not in APART]
        tables = _tables("Groups of pupils and everybody else", groups, figures, names)
        made += [*_gap(groups), *tables, *_drawn(groups, tables[-1])]
    if "year_group" in known:
        made += _year_groups(figures)
    if "ethnicity" in known:
        ordered = sorted(_of(figures, "ethnicity"), key=_size)
        made += [
            Heading("Ethnicity", 3),
            *_tables("Ethnic groups", ordered, figures, ["ethnicity"]),
        ]
    return made


def glance(figures: Figures) -> str:
    groups = [
        one
        for name in figures.about.audience.groups
        if name not in APART and _is_known(figures, name)
        for one in _of(figures, name)
    ]
    widest = _widest(groups)
    if widest is None:
        return ""
    return (
        f"Of groups of {FAIR_SIZE} pupils or more, the widest gap in persistent absence is for"
        f" “{widest.label}”: {shown.both(widest.persistent, 'pupils')}, against"
        f" {shown.both(widest.others_persistent, 'others')}."
    )


def _why_not() -> Block:
    return not_enough(
        "groups of pupils",
        "Nothing is known of the pupils but their marks. Load an enrolments file with"
        " columns such as fsm, sen, eal, sex and year_group.",
    )


def _is_known(figures: Figures, name: str) -> bool:
    return any(value != dimensions.UNKNOWN for value in figures.along(ABSENCE, name))


def _of(figures: Figures, name: str) -> Iterator[Group]:
    absence, persistent = figures.along(ABSENCE, name), figures.along(PERSISTENT, name)
    others, others_persistent = (
        figures.rest(ABSENCE, name),
        figures.rest(PERSISTENT, name),
    )
    for value in absence:
        if value == dimensions.UNKNOWN or value not in NAMED.get(name, (value,)):
            continue
        yield Group(
            name,
            value,
            absence[value],
            others.get(value),
            persistent.get(value),
            others_persistent.get(value),
        )


def _size(group: Group) -> tuple[int, str]:
    held = group.absence.denominator if group.absence else None
    return -(held or 0), group.label


def _widest(groups: list[Group]) -> Group | None:
    """The group with the widest gap among those of a fair size."""
    gaps = {
        group: by
        for group in groups
        if group.persistent
        and (group.persistent.denominator or 0) >= FAIR_SIZE
        and (by := shown.points(group.persistent, group.others_persistent)) is not None
        and by > 0
    }
    return max(gaps, key=gaps.__getitem__) if gaps else None


def _gap(groups: list[Group]) -> list[Block]:
    poor = next((one for one in groups if one.dimension == "fsm"), None)
    moved = shown.moved(poor.absence, poor.others_absence) if poor else ""
    if not poor or not moved:
        return []
    return [
        Lead(
            "Overall absence of pupils eligible for free school meals was"
            f" {shown.both(poor.absence, 'possible sessions')}, {moved} that of others,"
            f" {shown.both(poor.others_absence)}."
        )
    ]


def _drawn(groups: list[Group], behind: Table) -> list[Block]:
    drawn = [one for one in groups if one.persistent and one.others_persistent]
    if not any(shown.is_shown(one.persistent) for one in drawn):
        return []
    said = [
        f"{one.label} {shown.percentage(one.persistent)} against"
        f" {shown.percentage(one.others_persistent)}"
        for one in drawn
    ]
    return [
        Chart(
            "Persistent absence: each group and everybody else",
            f"Two bars a group, the group and the others: {'; '.join(said)}.",
            charts.grouped_bars(
                "Pupils persistently absent, share of pupils",
                [
                    (
                        one.label,
                        shown.drawn(one.persistent),
                        shown.drawn(one.others_persistent),
                    )
                    for one in drawn
                ],
                names=("In the group", "Everybody else"),
                decimals=shown.decimals(
                    figure
                    for one in drawn
                    for figure in (one.persistent, one.others_persistent)
                ),
            ),
            behind,
        )
    ]


def _tables(
    caption: str, groups: list[Group], figures: Figures, names: list[str]
) -> list[Table]:
    """A table a measure: the group, everybody else and England, each with its counts."""
    made = [_table(caption, ABSENCE, groups, figures, names)]
    if any(one.persistent for one in groups):
        made.append(_table(caption, PERSISTENT, groups, figures, names))
    return made


def _table(
    caption: str, name: str, groups: list[Group], figures: Figures, names: list[str]
) -> Table:
    beside = figures.beside_now(name)
    england = beside.england if beside else None
    unit = "sessions" if name == ABSENCE else "pupils"
    headings = ["Group", "Share", unit.capitalize(), "Others", f"Others’ {unit}"]
    headings += ["Gap, points"] + ["Gap to England"] * bool(england)
    rows = []
    for one in groups:
        mine, others = one.of(name)
        cells = [one.label, shown.percentage(mine), shown.out_of(mine)]
        cells += [shown.percentage(others), shown.out_of(others)]
        cells += [shown.change(mine, others)] + [shown.gap(mine, england)] * bool(
            england
        )
        rows.append(cells)
    note = _unknown(figures, names)
    if england:
        note = (
            f"{note} England, all pupils: {shown.published(england)}"
            f" ({shown.published_out_of(england)})."
        )
    return table(
        f"{get(name).title}: {words.lower_first(caption)}", headings, rows, note=note
    )


def _unknown(figures: Figures, names: list[str]) -> str:
    """How many pupils are in neither side of a comparison."""
    said = []
    for name in names:
        one = figures.along(PERSISTENT, name).get(dimensions.UNKNOWN)
        if one and not one.suppressed and one.denominator:
            title = dimensions.TITLES[name]
            title = title if name == "eal" else words.lower_first(title)
            said.append(f"{title} for {one.denominator:,}")
    if not said:
        return "Others are everybody else whose answer is known."
    return (
        "Others are everybody else whose answer is known. Not known, and on neither side:"
        f" {'; '.join(said)} pupils."
    )


def _year_groups(figures: Figures) -> list[Block]:
    groups = list(_of(figures, "year_group"))
    name = PERSISTENT if any(one.persistent for one in groups) else ABSENCE
    held = {one.label: one.persistent or one.absence for one in groups}
    tables = _tables("Year groups", groups, figures, ["year_group"])
    said = [f"{label} {shown.percentage(figure)}" for label, figure in held.items()]
    what = "Persistent absence" if name == PERSISTENT else "Overall absence"
    ends = extremes({label: one for label, one in held.items() if one})
    made: list[Block] = [Heading("Year groups", 3)]
    if ends:
        high, low = ends
        made.append(
            Paragraph(
                f"{what} was highest in {high}, {shown.both(held[high])}, and lowest in"
                f" {low}, {shown.both(held[low])}."
            )
        )
    made += tables
    if not any(map(shown.is_shown, held.values())):
        return made
    drawn = {label: shown.drawn(one) for label, one in held.items()}
    return [
        *made,
        Chart(
            f"{what} by year group",
            f"A column a year group: {', '.join(said)}.",
            charts.columns(
                f"{what}, by year group",
                {what: drawn},
                decimals=shown.decimals(held.values()),
            ),
            tables[-1],
        ),
    ]


SECTION = Section("groups", "Groups of pupils", asks, blocks, glance)
