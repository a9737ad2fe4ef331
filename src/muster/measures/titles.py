"""What a dimension's values are called on a page or in a paper.

A figure's dimensions are the stored values, so that a download and a program see the same;
people are shown these titles instead.
"""

from __future__ import annotations

from datetime import timedelta

from muster.measures.dimensions import PRESENT, UNKNOWN
from muster.school_year import parse_week
from muster.tables import codes


NOT_KNOWN = "Not known"
# Shorter than the code list's own words, which are the law's, and still told apart.
_REASONS = {
    PRESENT: "Present",
    "L": "Late, register open",
    "B": "Educated off site",
    "K": "Provision by the authority",
    "P": "Sporting activity",
    "V": "Visit or trip",
    "W": "Work experience",
    "C1": "Performance or work abroad",
    "M": "Medical appointment",
    "J1": "Interview",
    "S": "Study leave",
    "C2": "Part-time timetable",
    "C": "Exceptional circumstance",
    "T": "Parent travelling for work",
    "R": "Religious observance",
    "I": "Illness",
    "E": "Suspended or excluded",
    "G": "Holiday without leave",
    "N": "No reason yet",
    "O": "Other, unauthorised",
    "U": "Late, register closed",
    "H": "Authorised holiday",
    "F": "Extended holiday agreed",
    "J": "Interview (before 2024)",
}

_VALUES = {
    "phase": {
        "pru": "Pupil referral unit",
        "16 plus": "16 plus",
        "all-through": "All-through",
    },
    "sex": {"F": "Girls", "M": "Boys"},
    "fsm": {"yes": "Eligible", "no": "Not eligible"},
    "sen": {"N": "No SEN", "K": "SEN support", "E": "EHC plan"},
    "eal": {
        "yes": "English as an additional language",
        "no": "English as a first language",
    },
    "looked_after": {"yes": "Looked after", "no": "Not looked after"},
    "child_in_need": {"yes": "In need", "no": "Not in need"},
    "social_worker": {"yes": "Has a social worker", "no": "Has none"},
    "young_carer": {"yes": "Young carer", "no": "Not a young carer"},
    "child_protection": {
        "yes": "On a child protection plan",
        "no": "On no child protection plan",
    },
    "youth_justice": {
        "yes": "Known to youth justice",
        "no": "Not known to youth justice",
    },
    # The census's main codes (rules.md 8.1). Others are shown as they were written.
    "ethnicity": {
        "WBRI": "White British",
        "WIRI": "White Irish",
        "WIRT": "Traveller of Irish heritage",
        "WROM": "Gypsy or Roma",
        "WOTH": "Any other White background",
        "MWBC": "White and Black Caribbean",
        "MWBA": "White and Black African",
        "MWAS": "White and Asian",
        "MOTH": "Any other mixed background",
        "AIND": "Indian",
        "APKN": "Pakistani",
        "ABAN": "Bangladeshi",
        "AOTH": "Any other Asian background",
        "CHNE": "Chinese",
        "BCRB": "Black Caribbean",
        "BAFR": "Black African",
        "BOTH": "Any other Black background",
        "OOTH": "Any other ethnic group",
        "REFU": "Refused to say",
        "NOBT": "Not obtained",
    },
    "session": {"AM": "Morning", "PM": "Afternoon"},
    "year_group": {
        "E1": "Early years 1",
        "E2": "Early years 2",
        "N1": "Nursery 1",
        "N2": "Nursery 2",
        "R": "Reception",
        "X": "No year group",
    },
}


def title_of(dimension: str, value: str) -> str:
    """“Year 7” for year_group 7, “Illness (I)” for reason I, “8 September” for a week."""
    if value == UNKNOWN:
        return NOT_KNOWN
    if known := _VALUES.get(dimension, {}).get(value):
        return known
    match dimension:
        case "phase" | "term" | "colour":
            return value[:1].upper() + value[1:]
        case "year_group":
            return f"Year {value}"
        case "half_term":
            return f"Half-term {value[2:]}"
        case "week":
            monday = parse_week(value)
            return f"{monday.day} {monday:%B}"
        case "reason":
            return _reason(value)
    return value


def week_span(value: str) -> str:
    """“8 to 12 September”, for the working days of a week like 2025-W37."""
    monday = parse_week(value)
    friday = monday + timedelta(days=4)
    begins = (
        f"{monday.day}" if monday.month == friday.month else f"{monday.day} {monday:%B}"
    )
    return f"{begins} to {friday.day} {friday:%B}"


def _reason(value: str) -> str:
    if short := _REASONS.get(value):
        return f"{short} ({' and '.join(value) if value == PRESENT else value})"
    found = codes.BY_CODE.get(value)
    return f"{found.meaning} ({value})" if found else value
