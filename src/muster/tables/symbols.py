"""What stands in a published file where a number would be, and what it means.

The Department's own are c, x, z, low, k and u (rules.md 10.5); the rest are in older
files, or come of the programs that wrote them. A true 0 is a number.
"""

from __future__ import annotations

import re
from types import MappingProxyType


SYMBOLS = MappingProxyType(
    {
        "c": "confidential, so suppressed",
        "x": "not available",
        "z": "not applicable",
        "low": "rounds to 0 but is not 0",
        "k": "rounds to 0 but is not 0",
        "u": "too unreliable to publish",
        "~": "rounds to 0 but is not 0, in older files",
        "-": "not available, in older files",
        ":": "not available, in older files",
        ".": "not applicable, in older files",
        "..": "not available, in older files",
        "*": "suppressed, in older files",
        "na": "not available, as R writes it",
        "nan": "0 out of 0",
        "null": "not available, as a database writes it",
    }
)
# As R and spreadsheets write one: 12740, 0.50, -3, 3.7e-05.
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)


def is_number(text: str) -> bool:
    return NUMBER.fullmatch(text.strip()) is not None


def is_symbol(text: str) -> bool:
    """Whether text stands for a number that isn't given."""
    return text.strip().lower() in SYMBOLS


def split(text: str | None) -> tuple[str, str]:
    """A published cell as its value, unchanged, and its symbol: one of them is blank."""
    if text is None or not text.strip():
        return "", ""
    return ("", text.strip()) if is_symbol(text) else (text, "")
