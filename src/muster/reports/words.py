"""What a breakdown's values are called in a paper."""

from datetime import date

from muster.measures import dimensions
from muster.measures.rules import PRU_PHASES
from muster.measures.titles import NOT_KNOWN, title_of
from muster.school_year import parse_week


GROUPS = {
    ("fsm", "yes"): "Eligible for free school meals",
    ("fsm", "no"): "Not eligible for free school meals",
    ("sen", "N"): "No special educational needs",
    ("sen", "K"): "SEN support",
    ("sen", "E"): "Education, health and care plan",
    ("eal", "yes"): "English as an additional language",
    ("eal", "no"): "English as first language",
    ("sex", "M"): "Boys",
    ("sex", "F"): "Girls",
    ("looked_after", "yes"): "Looked after",
    ("child_in_need", "yes"): "Child in need",
    ("social_worker", "yes"): "Has a social worker",
    ("young_carer", "yes"): "Young carer",
}
PHASES = {
    "pru": "PRUs",
    "primary": "Primary",
    "secondary": "Secondary",
    "special": "Special",
}
PHASE_ORDER = (
    "nursery",
    "primary",
    "middle deemed primary",
    "middle deemed secondary",
    "secondary",
    "all-through",
    "16 plus",
    "special",
)


def group(dimension: str, value: str) -> str:
    """A value in words: (“fsm”, “yes”) as “Eligible for free school meals”."""
    if value == dimensions.UNKNOWN:
        return NOT_KNOWN
    if dimension in ("ethnicity", "year_group"):
        return title_of(dimension, value)
    return GROUPS.get((dimension, value), f"{dimensions.TITLES[dimension]}: {value}")


def phase(value: str) -> str:
    if value == dimensions.UNKNOWN:
        return "Phase not known"
    return PHASES.get(value, value.capitalize())


def phase_in_full(value: str) -> str:
    return "Pupil referral units" if value in PRU_PHASES else phase(value)


def in_schools(value: str) -> str:
    """A phase inside a sentence: “in secondary schools”."""
    if value == dimensions.UNKNOWN:
        return "in schools whose phase is not known"
    if value in PRU_PHASES:
        return "in pupil referral units"
    return f"in {value} schools"


def phase_order(value: str) -> tuple[int, str]:
    """Schools by age, then the other kinds, then what is not known."""
    if value in PHASE_ORDER:
        return PHASE_ORDER.index(value), value
    return len(PHASE_ORDER) + (value in PRU_PHASES) + 2 * (value == "unknown"), value


def day(value: date) -> str:
    """1 September 2025."""
    return f"{value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """1 Sep."""
    return f"{value.day} {value:%b}"


def week(label: str) -> str:
    """A week's Monday: “2025-W37” as “8 Sep”."""
    return short_day(parse_week(label))


def listed(items: list[str]) -> str:
    """“A”, “A and B”, “A, B and C”."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def plural(number: int, one: str, many: str = "") -> str:
    """“1 school”, “2 schools”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def year_part(year: str, part: str) -> str:
    return f"{year.replace('-', '/')}, {part}"
