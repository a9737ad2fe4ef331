"""Pupil referral units and alternative provision, by themselves, with honest limits."""

from muster.documents.blocks import Block, Heading, Lead, Paragraph, Table
from muster.impact.limits import likely
from muster.measures import Figure
from muster.measures.disclosure import THRESHOLD
from muster.measures.rules import PRU_PHASES
from muster.reports import shown, words
from muster.reports.figures import About, Ask, Figures, Rolls
from muster.reports.sections.parts import table
from muster.reports.sections.section import Section, not_enough


ABSENCE, PERSISTENT, SEVERE = "overall_absence", "persistent_absence", "severe_absence"
RATES = ("attendance", ABSENCE, "unauthorised_absence", PERSISTENT, SEVERE)
ELSEWHERE = ("reason_b", "reason_k", "reason_c2")


def asks(about: About) -> list[Ask]:
    wanted = [Ask((*RATES, *ELSEWHERE), ("phase",), rolls=rolls) for rolls in Rolls]
    if about.audience.ranks_schools:
        rolls = Rolls.APART if about.rules.pru_apart else Rolls.IN_TOTAL
        wanted.append(Ask(RATES, ("phase", "school"), rolls=rolls))
    return wanted


def blocks(figures: Figures) -> list[Block]:
    units = _units(figures)
    made: list[Block] = [Heading("Pupil referral units and alternative provision")]
    if units:
        made += [
            Lead(_said(figures, units)),
            _of_units(figures, units),
            *_limits(figures, units),
        ]
    else:
        made.append(
            not_enough(
                "pupil referral units",
                "No school with marks is one. A schools file says which are, in its phase"
                " column.",
            )
        )
    return [
        *made,
        Heading("Taught elsewhere", 3),
        *_elsewhere(figures),
        *_two_rolls(figures),
    ]


def _units(figures: Figures) -> list[str]:
    """The phases that are units or alternative provision, as they are called here."""
    found = {
        phase
        for rolls in Rolls
        for (phase,) in figures.by("attendance", "phase", rolls=rolls)
    }
    return sorted(one for one in found if one.lower() in PRU_PHASES)


def _of(figures: Figures, measure: str, phase: str) -> Figure | None:
    for rolls in Rolls:
        if one := figures.by(measure, "phase", rolls=rolls).get((phase,)):
            return one
    return None


def _said(figures: Figures, units: list[str]) -> str:
    one = _of(figures, "attendance", units[0])
    if not shown.is_shown(one):
        return "Too few pupils are counted to show a rate of attendance."
    return (
        f"Pupils of {words.phase_in_full(units[0]).lower()} attended"
        f" {shown.both(one, 'possible sessions')}. They are few, come at all times of the"
        " year and are often there because they were missing school: a rate is theirs, and"
        " says little of how well they are taught."
    )


def _of_units(figures: Figures, units: list[str]) -> Table:
    names = [name for name in RATES if any(_of(figures, name, one) for one in units)]
    rows = [
        _row(words.phase_in_full(one), [_of(figures, name, one) for name in names])
        for one in units
    ]
    totals = list(range(len(rows)))
    for phase, school in _schools(figures, units):
        held = [_school(figures, name, phase, school) for name in names]
        rows.append(_row(school, held))
    titles = {
        "attendance": "Attendance",
        ABSENCE: "Absence",
        "unauthorised_absence": "Unauthorised",
        PERSISTENT: "Persistent",
        SEVERE: "Severe",
    }
    return table(
        "Units and alternative provision",
        ["Unit", *(titles[name] for name in names), "Pupils"],
        rows,
        totals=totals if len(rows) > len(totals) else (),
        note="Under census rules they are in no total of the authority.",
    )


def _row(label: str, held: list[Figure | None]) -> list[str]:
    of_pupils = [one for one in held if one and one.measure in (PERSISTENT, SEVERE)]
    pupils = shown.base(of_pupils[0]) if of_pupils else shown.NOT_HELD
    return [label, *map(shown.percentage, held), pupils]


def _schools(figures: Figures, units: list[str]) -> list[tuple[str, str]]:
    return sorted(
        (phase, school)
        for rolls in Rolls
        for phase, school in figures.by("attendance", "phase", "school", rolls=rolls)
        if phase in units and figures.about.audience.ranks_schools
    )


def _school(figures: Figures, name: str, phase: str, school: str) -> Figure | None:
    for rolls in Rolls:
        held = figures.by(name, "phase", "school", rolls=rolls)
        if one := held.get((phase, school)):
            return one
    return None


def _limits(figures: Figures, units: list[str]) -> list[Block]:
    """What so few pupils allow to be said."""
    one = _of(figures, PERSISTENT, units[0])
    if not shown.is_shown(one):
        return []
    assert one and one.numerator is not None and one.denominator
    low, high = likely(one.numerator, one.denominator)
    return [
        Paragraph(
            f"Of {one.denominator:,} pupils {shown.percentage(one)} were persistently absent."
            f" With so few, other children of the same kind might as well have given"
            f" anything from {100 * low:.0f}% to {100 * high:.0f}% (95% limits, Wilson’s): a"
            " move inside that says nothing."
        )
    ]


def _elsewhere(figures: Figures) -> list[Block]:
    phases = sorted(
        {
            phase
            for rolls in Rolls
            for (phase,) in figures.by(ELSEWHERE[0], "phase", rolls=rolls)
        },
        key=words.phase_order,
    )
    rows = [
        [
            words.phase_in_full(phase),
            *(
                cell
                for name in ELSEWHERE
                for cell in (
                    shown.counted(_of(figures, name, phase)),
                    shown.percentage(_of(figures, name, phase)),
                )
            ),
        ]
        for phase in phases
    ]
    if not rows:
        return []
    headings = ["Phase"]
    for title in ("Off site (B)", "By the authority (K)", "Part-time (C2)"):
        headings += [title, "Share"]
    return [
        table(
            "Sessions taught elsewhere, or not required",
            headings,
            rows,
            note="B and K count as attending: the school, or the authority, arranged the"
            " place and somebody was there to see the pupil in it. C2 is authorised absence."
            " Shares are of possible sessions.",
        )
    ]


def _two_rolls(figures: Figures) -> list[Block]:
    many = figures.about.review.on_two_rolls
    counted = (
        "Under rules that count enrolments a child on two rolls is counted at each school,"
        " for the sessions it had to record; D, “at the other school”, is no possible"
        " session. Under the pupil rules they are one child, their sessions taken together."
    )
    if many is None:
        return [
            Paragraph(
                f"{counted} No enrolments say who is on two rolls: load an enrolments file"
                " with a status column to count them."
            )
        ]
    number = shown.HIDDEN if 0 < many < THRESHOLD else f"{many:,}"
    return [Paragraph(f"{counted} Children on a main and a subsidiary roll: {number}.")]


SECTION = Section(
    "provision",
    "Pupil referral units and alternative provision",
    asks,
    blocks,
    needs_codes=True,
)
