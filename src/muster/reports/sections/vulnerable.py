"""Children the authority answers for most: in care, in need, caring, with a plan."""

from muster.documents.blocks import Block, Callout, Heading, Lead, Table
from muster.measures import Figure, dimensions
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures
from muster.reports.sections.parts import table
from muster.reports.sections.section import Section


MEASURES = ("overall_absence", "persistent_absence", "severe_absence")
# Breakdown, value, and the column of an enrolments file that tells.
GROUPS = (
    ("looked_after", "yes"),
    ("child_in_need", "yes"),
    ("social_worker", "yes"),
    ("young_carer", "yes"),
    ("sen", "E"),
    ("sen", "K"),
)


def asks(about: About) -> list[Ask]:
    return [Ask(MEASURES, (name,)) for name in _names(about)]


def blocks(figures: Figures) -> list[Block]:
    names = _names(figures.about)
    missing = [name for name in names if not _is_known(figures, name)]
    held = [
        one
        for one in GROUPS
        if one[0] in names and one[0] not in missing and _of(figures, MEASURES[0], *one)
    ]
    made: list[Block] = [Heading("Vulnerable children")]
    if held:
        made += [Lead(_said(figures, held)), _table(figures, held)]
    if missing:
        made.append(_in_development(missing))
    return made


def _names(about: About) -> list[str]:
    """The breakdowns the audience sees."""
    names = dict.fromkeys(name for name, _ in GROUPS)
    return [name for name in names if name in about.audience.groups]


def _is_known(figures: Figures, name: str) -> bool:
    return any(
        value != dimensions.UNKNOWN for value in figures.along(MEASURES[0], name)
    )


def _of(figures: Figures, measure: str, name: str, value: str) -> Figure | None:
    return figures.along(measure, name).get(value)


def _said(figures: Figures, held: list[tuple[str, str]]) -> str:
    def rate(one: tuple[str, str]) -> Figure | None:
        return _of(figures, MEASURES[1], *one) or _of(figures, MEASURES[0], *one)

    known = [one for one in held if shown.is_shown(rate(one))]
    if not known:
        return "Every figure of these groups is withheld: few children are behind it."
    most = max(known, key=lambda one: shown.drawn(rate(one)) or 0)
    what = "persistent" if _of(figures, MEASURES[1], *most) else "overall"
    unit = "pupils" if what == "persistent" else "possible sessions"
    return (
        f"Of these groups, {what} absence was highest for “{words.group(*most)}”:"
        f" {shown.both(rate(most), unit)}. A child may be in several groups."
    )


def _table(figures: Figures, held: list[tuple[str, str]]) -> Table:
    names = [one for one in MEASURES if any(_of(figures, one, *each) for each in held)]
    headings = ["Group", "Absence", "Others", "Sessions"]
    if "persistent_absence" in names:
        headings += ["Persistent", "Pupils"]
    if "severe_absence" in names:
        headings.append("Severe")
    rows = []
    for one in held:
        absence = _of(figures, MEASURES[0], *one)
        cells = [
            words.group(*one),
            shown.percentage(absence),
            shown.percentage(figures.rest(MEASURES[0], one[0]).get(one[1])),
            shown.out_of(absence),
        ]
        if "persistent_absence" in names:
            figure = _of(figures, "persistent_absence", *one)
            cells += [shown.percentage(figure), shown.out_of(figure)]
        if "severe_absence" in names:
            cells.append(shown.percentage(_of(figures, "severe_absence", *one)))
        rows.append(cells)
    return table(
        "Vulnerable children",
        headings,
        rows,
        note="Others are everybody else whose answer is known. Who is in a group is what"
        " the enrolments say; some are known late.",
    )


def _in_development(missing: list[str]) -> Callout:
    titles = [words.lower_first(dimensions.TITLES[name]) for name in missing]
    return Callout(
        f"In development: {words.listed(titles)}",
        f"Nothing loaded says which children are. Load an enrolments file with"
        f" {words.listed([f'a {name}' for name in missing])} column to add them.",
    )


SECTION = Section("vulnerable", "Vulnerable children", asks, blocks)
