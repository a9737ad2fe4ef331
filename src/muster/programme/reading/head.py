"""What stands above the tables: the title, and the lines that name what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from muster.programme.printed import About, Kind

from .cells import Line
from .questions import Questions


# Our name for each label, and how papers write it.
LABELS: Mapping[Kind, Mapping[str, str]] = {
    Kind.LOG: {
        "created": r"Created(?: on)?",
        "updated": r"Updated(?: on)?",
        "owner": r"(?:Log )?Owner",
        "as_at": r"As at",
    },
    Kind.PLAN: {
        "recommendation_lead": r"Recommendation Lead",
        "recommendation": r"Recommendation(?=\s*\d*\s*:)",
        "accountability": r"Accountability",
        "impact_review": r"Impact Review(?: dates?)?",
        "created": r"Created(?: on)?",
        "updated": r"Updated(?: on)?",
        "as_at": r"As at",
    },
}
SAYS_BLANK = {
    "accountability": "“{}” gives no dates of meetings. Give them, or say who is accountable.",
    "impact_review": "The impact review has no dates. Give the days it will be reviewed.",
}


def read_head(
    above: Sequence[Line], kind: Kind, questions: Questions
) -> dict[str, str]:
    """The head by names of our own. A line that is none of them is asked about."""
    head: dict[str, str] = {}
    for line in above:
        untold = _labelled(line.text, kind, head).strip()
        if untold and "title" not in head:
            head["title"] = untold
        elif untold:
            questions.ask(
                About.UNPLACED,
                f"“{untold}” stands above the tables and names nothing Muster keeps. "
                "Copy what is needed of it to where it belongs.",
                text=untold,
                place=line.place,
            )
    return head


def labels_of(head: Mapping[str, str], kind: Kind) -> str:
    """The words of the labels that gave the head, as a paper has them."""
    said = " ".join(LABELS[kind].get(name, "") for name in head)
    return re.sub(r"\(\?:|[^\w\s]+", " ", said)


def _labelled(text: str, kind: Kind, head: dict[str, str]) -> str:
    """Takes what a line’s labels name into the head; what stands before them is left."""
    found = list(_pattern(kind).finditer(text))
    if not found:
        return text
    ends = [each.start() for each in found[1:]] + [len(text)]
    for label, end in zip(found, ends, strict=True):
        said = text[label.end() : end]
        closed = label.group().startswith("(")
        said = said.replace(")", " ", 1) if closed else said
        name = str(label.lastgroup)
        head[name] = " ".join(f"{head.get(name, '')} {said}".split())
    return text[: found[0].start()].rstrip(" -–")


def _pattern(kind: Kind) -> re.Pattern[str]:
    each = "|".join(f"(?P<{name}>{label})" for name, label in LABELS[kind].items())
    # “Recommendation 1: Improve attendance” keeps its number.
    return re.compile(rf"\(?\b(?:{each})(?:\s*:|(?=\s+\d+\s*:))\s*", re.I)
