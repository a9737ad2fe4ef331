"""What the figures rest on: whose registers came, and what they leave unsaid."""

from decimal import Decimal

from muster.design import charts
from muster.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Chart,
    Coverage,
    CoverageLine,
    Heading,
    Lead,
    Paragraph,
)
from muster.measures import Figure
from muster.reports import shown, words
from muster.reports.figures import (
    About,
    Ask,
    Figures,
    Rolls,
    SchoolRegisters,
    WeekRegisters,
)
from muster.reports.sections.parts import table
from muster.reports.sections.section import Section


UNSAID = ("not_recorded", "unknown_codes")
MOST_LISTED = 15
# A school is listed when it held under 99% of its registers, when 2% of its pupils’
# sessions have no mark, or 0.5% an unknown code (rules.md 1.4).
WHOLE = 99
MUCH = {"not_recorded": Decimal(2), "unknown_codes": Decimal("0.5")}
# Under nine registers in ten, a reader should know before trusting a school's figures.
HARDLY = 90


def asks(about: About) -> list[Ask]:
    whole = [Ask(UNSAID)]
    if about.audience.ranks_schools:
        whole += [Ask(UNSAID, ("phase", "school"), rolls=rolls) for rolls in Rolls]
    return whole


def blocks(figures: Figures) -> list[Block]:
    about = figures.about
    if not about.has_codes:
        return _of_files(figures)
    return [
        Heading("What the figures rest on"),
        Lead(_said(about)),
        Coverage("Registers received", _lines(figures)),
        *([Bullets(about.notes)] if about.notes else []),
        *_by_week(about),
        *_listed(figures),
        *_provisional(about),
        *_files(about),
    ]


def _of_files(figures: Figures) -> list[Block]:
    """What is known of weekly files: the day they run to, and what they say of themselves."""
    about = figures.about
    upto = f" as at {words.day(about.as_at)}" if about.as_at else ""
    schools = figures.by("attendance", "phase", "school")
    return [
        Heading("What the figures rest on"),
        Lead(
            f"These are from the Department’s weekly pupil file{upto}, of"
            f" {words.plural(len(schools), 'school')}. It gives each pupil’s sessions for"
            " the year so far, without codes or dates: which registers were late or short"
            " can’t be told from it."
        ),
        Coverage(
            "Schools counted",
            [
                CoverageLine(
                    "Schools in the weekly file",
                    len(schools),
                    max(about.schools, len(schools)),
                )
            ],
        ),
        *([Bullets(about.notes)] if about.notes else []),
    ]


def _short_of_schools(figures: Figures) -> str:
    """Said on the front where a weekly file has few of the schools there are."""
    counted = len(figures.by("attendance", "phase", "school"))
    if 100 * counted >= HARDLY * figures.about.schools:
        return ""
    return (
        f"The weekly file has {counted:,} of"
        f" {words.plural(figures.about.schools, 'school')}: these figures are of those."
    )


def glance(figures: Figures) -> str:
    """Only what a reader must know before trusting the figures."""
    if not figures.about.has_codes:
        return _short_of_schools(figures)
    short = [
        one for one in figures.about.registers if 100 * one.held < HARDLY * one.open
    ]
    if not short:
        return ""
    were, count = ("it was", "counts") if len(short) == 1 else ("they were", "count")
    return (
        f"{words.plural(len(short), 'school')} sent marks for fewer than {HARDLY}% of the"
        f" sessions {were} open, and {count} for only those."
    )


def _said(about: About) -> str:
    sent = [one for one in about.registers if one.held]
    due = len(about.registers)
    if not due:
        return "The calendars hold no school day in this period, so none was expected."
    if len(sent) == due:
        return f"Every school due to be open sent marks: {words.plural(due, 'school')}."
    return (
        f"{len(sent):,} of {words.plural(due, 'school')} due to be open sent marks. What"
        " the others would have said is in no figure."
    )


def _lines(figures: Figures) -> list[CoverageLine]:
    about = figures.about
    held = sum(one.held for one in about.registers)
    due = sum(one.open for one in about.registers)
    lines = [
        CoverageLine(
            "Schools with marks",
            sum(bool(one.held) for one in about.registers),
            len(about.registers),
            "out of those open in the period",
        ),
        CoverageLine(
            "School sessions with marks",
            held,
            due,
            "out of those the calendars say were open",
        ),
    ]
    lines += [
        line
        for name, label, detail in (
            (
                "not_recorded",
                "Pupils’ sessions with a mark",
                "the rest were left blank",
            ),
            ("unknown_codes", "Pupils’ sessions with a code that is known", ""),
        )
        if (line := _recorded(figures.one(name), label, detail))
    ]
    return lines


def _recorded(one: Figure | None, label: str, detail: str) -> CoverageLine | None:
    if one is None or one.suppressed or not one.denominator:
        return None
    return CoverageLine(
        label, one.denominator - (one.numerator or 0), one.denominator, detail
    )


def _by_week(about: About) -> list[Block]:
    weeks = [one for one in about.weeks if one.due]
    if len(weeks) < 2 or all(100 * one.sent >= HARDLY * one.due for one in weeks):
        return [Paragraph(_most_weeks(weeks))] if weeks else []
    said = [f"{words.short_day(w.monday)} {w.sent} of {w.due}" for w in weeks]
    return [
        Chart(
            "Schools with marks, by week",
            f"Schools with marks in each week, of those due to be open: {', '.join(said)}.",
            charts.line(
                "Schools, by week beginning",
                {
                    "Due to be open": [
                        (words.short_day(w.monday), w.due) for w in weeks
                    ],
                    "With marks": [(words.short_day(w.monday), w.sent) for w in weeks],
                },
                unit="",
                decimals=0,
            ),
            table(
                "Schools with marks, by week",
                ["Week beginning", "Due to be open", "With marks"],
                [
                    [words.short_day(w.monday), f"{w.due:,}", f"{w.sent:,}"]
                    for w in weeks
                ],
            ),
        )
    ]


def _most_weeks(weeks: list[WeekRegisters]) -> str:
    fewest = min(weeks, key=lambda week: week.sent / week.due)
    if fewest.sent == fewest.due:
        return "Every school due to be open in a week sent marks in it."
    return (
        f"In every week at least {fewest.sent:,} of {words.plural(fewest.due, 'school')}"
        " due to be open sent marks."
    )


def _listed(figures: Figures) -> list[Block]:
    """Schools whose registers are short, for those who can ask them why."""
    about = figures.about
    if not about.audience.ranks_schools:
        return []
    short = [one for one in about.registers if _is_short(figures, one)]
    if not short:
        return [
            Paragraph(
                f"No school sent fewer than {WHOLE}% of its registers, left"
                f" {MUCH['not_recorded']}% of its pupils’ sessions without a mark or gave"
                f" {MUCH['unknown_codes']}% an unknown code."
            )
        ]
    short.sort(key=lambda one: (one.held / one.open, one.name))
    more = len(short) - MOST_LISTED
    return [
        table(
            "Schools whose registers are short",
            [
                "School",
                "Sessions with marks",
                "Share",
                "Last mark",
                "No mark",
                "Unknown code",
            ],
            [_school_row(figures, one) for one in short[:MOST_LISTED]],
            note=f"And {words.plural(more, 'other school')}." if more > 0 else "",
        )
    ]


def _is_short(figures: Figures, school: SchoolRegisters) -> bool:
    if 100 * school.held < WHOLE * school.open:
        return True
    return any(
        (shown.drawn(_of_school(figures, name, school)) or 0) >= much
        for name, much in MUCH.items()
    )


def _school_row(figures: Figures, school: SchoolRegisters) -> list[str]:
    last = words.short_day(school.last_on) if school.last_on else "none"
    unsaid = [shown.percentage(_of_school(figures, name, school)) for name in UNSAID]
    # Rounded down: all but one is never shown as all.
    share = f"{100 * school.held // school.open}%"
    return [school.name, f"{school.held} of {school.open}", share, last, *unsaid]


def _of_school(figures: Figures, name: str, school: SchoolRegisters) -> Figure | None:
    for rolls in Rolls:
        held = figures.by(name, "phase", "school", rolls=rolls)
        if one := held.get((school.phase, school.name)):
            return one
    return None


def _provisional(about: About) -> list[Block]:
    names = sorted(one.name for one in about.registers if one.is_provisional)
    if not names or not about.audience.ranks_schools:
        return []
    more = len(names) - MOST_LISTED
    listed = names[:MOST_LISTED] + ([f"{more:,} more"] if more > 0 else [])
    return [
        Callout(
            f"{words.plural(len(names), 'school')} known only from marks",
            f"{words.listed(listed)}. Nothing says what phase they are. Load a schools file.",
        )
    ]


def _files(about: About) -> list[Block]:
    missing = {
        "enrolments": "No enrolments are loaded: who is on roll, and of what age, is taken"
        " from the marks alone, and every pupil with marks is counted.",
        "calendars": "No calendar is loaded: half-terms and open days are those of a"
        " national template.",
    }
    said = [text for name, text in missing.items() if name not in about.files]
    if "enrolments" in about.files and about.unknown_age:
        who = words.plural(about.unknown_age, "pupil")
        said.append(f"The age of {who} is not known; they are counted.")
    return [Paragraph(" ".join(said))] if said else []


SECTION = Section("coverage", "What the figures rest on", asks, blocks, glance)
