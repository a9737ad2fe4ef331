"""The bullets of a description, where they can be told apart, and a title’s two halves."""

from __future__ import annotations

import re


BULLET = r"[-–•·▪]"
AT_LINES = re.compile(rf"(?:^|\n){BULLET}\s+")
# A hyphen with spaces on both sides; “ – ” in a sentence is a dash, “half-termly” a word.
WITHIN = re.compile(r"(?:^|\s)-\s+")
# The A of “EXCLUSIONS A plan” begins the objective.
CAPITALS = re.compile(
    r"(?:[^a-z\s]*[A-Z][^a-z\s]*\s+|[&/+–-]\s+)+(?=[A-Z][a-z]|A\s[a-z])"
)
LONGEST_TITLE = 300
# What our own papers put after a heading where it would be parted from its objective
# elsewhere; that stands on a line of its own then. A bar where a colon can’t tell.
ENDS, HALVES = ":", " |"
# That line where there is no objective.
NOTHING = "–"
POINT = re.compile(r"\s*[-•·▪]\s")


def split_steps(text: str) -> tuple[str, tuple[str, ...]]:
    """What stands before the first bullet, and the steps after it.

    Lines that each begin with one are steps whole, as our own papers print them; other
    bullets are split wherever one stands.
    """
    lines = AT_LINES.split(text)
    if len(lines) > 2 or (len(lines) == 2 and not WITHIN.search(lines[1])):
        first, *steps = lines
        return _one(first), tuple(filter(None, map(_one, steps)))
    first, *steps = WITHIN.split(text)
    return _one(first), tuple(filter(None, map(_one, steps)))


def split_title(text: str) -> tuple[str, str]:
    """A heading in capitals and the objective after it; else before its first “ To ”; and
    wherever a line that ends with a colon, or a bar, says so."""
    before, ends, after = text.partition(f"{ENDS}\n")
    if ends and not POINT.match(after):
        return _one(before), _one(after.removeprefix(NOTHING))
    if HALVES in text:
        before, _, after = _one(text).partition(HALVES)
        return before.strip(), after.strip()
    if found := CAPITALS.match(text[:LONGEST_TITLE]):
        return _one(found.group()), _one(text[found.end() :])
    heading, to, objective = _one(text).partition(" To ")
    return (heading, f"To {objective}") if to else (heading, "")


def _one(text: str) -> str:
    return " ".join(text.split())
