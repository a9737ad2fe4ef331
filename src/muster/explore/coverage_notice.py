"""What the figures rest on: registers sent and not sent, and marks left blank."""

from dataclasses import dataclass
from datetime import date

from muster.design.filters import day, number, percent
from muster.explore import words
from muster.explore.choosing import RULE_TITLES
from muster.explore.looking import Look
from muster.explore.within import within
from muster.measures.coverage import Coverage, coverage, marks_up_to
from muster.measures.figures import percentage
from muster.measures.members import school_names


NAMED = 5


@dataclass(frozen=True)
class Notice:
    """Sentences, the first always there. ``silent`` and ``gaps`` are (text, href) links."""

    upto: date | None
    held: str
    sentences: list[str]
    silent: list[tuple[str, str]]
    gaps: list[tuple[str, str]]
    more_gaps: int

    @property
    def is_whole(self) -> bool:
        return not (self.silent or self.gaps)


def registers(look: Look) -> dict[int, Coverage]:
    """Each school's registers in the period, within the look's scope."""
    found = coverage(look.state, look.period)
    return {
        school: one for school, one in found.items() if look.scope.has_school(school)
    }


def notice(look: Look) -> Notice | None:
    """How whole the period's registers are, and which schools to ask; None where there
    are weekly files only."""
    if not look.has_codes:
        return None
    found = registers(look).values()
    names = school_names(look.state)

    def linked(one: Coverage, text: str) -> tuple[str, str]:
        return text, look.link("explore:school", one.school)

    silent = sorted((c for c in found if c.is_silent), key=lambda c: names[c.school])
    gaps = sorted(
        (c for c in found if c.missing and not c.is_silent),
        key=lambda c: (-len(c.missing), names[c.school]),
    )
    return Notice(
        upto=marks_up_to(found),
        held=share_held(list(found)),
        sentences=[*_marks_missing(look)],
        silent=[linked(c, names[c.school]) for c in silent],
        gaps=[
            linked(c, f"{names[c.school]}: {sessions(len(c.missing))}")
            for c in gaps[:NAMED]
        ],
        more_gaps=max(len(gaps) - NAMED, 0),
    )


def sessions(count: int) -> str:
    return "1 session" if count == 1 else f"{number(count)} sessions"


def share_held(found: list[Coverage]) -> str:
    """“98.7%” of the sessions schools were open; nothing when none was."""
    due = sum(one.open for one in found)
    return percent(percentage(sum(one.held for one in found), due)) if due else ""


def _marks_missing(look: Look) -> list[str]:
    names = ("not_recorded", "unknown_codes")
    blank, unknown = (look.ask(names).figure(name) for name in names)
    said = []
    if blank and blank.numerator:
        said.append(
            f"{words.rate(blank)} of marks are missing: {sessions(blank.numerator)} with"
            " no mark, which count as neither present nor absent."
        )
    if unknown and unknown.numerator:
        said.append(
            f"{sessions(unknown.numerator)} are marked with a code that is not a national"
            " one. They count as neither present nor absent."
        )
    return said


def standing(look: Look, held: str = "") -> list[str]:
    """The line every figure on a page stands on."""
    items = [look.period.title, *filter(None, [within(look)]), RULE_TITLES[look.rules]]
    if look.as_at:
        items.append(f"As at {day(look.as_at)}")
    if not look.has_codes:
        items.append("From the Department’s weekly pupil files")
    if held:
        items.append(f"{held} of open sessions have a register")
    return items
