"""What differs between two versions of something, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.design.filters import moment


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """“role: board → leader; open: yes”, of what differs; “–” when nothing does."""
    said = [
        f"{name}: {_word(before[name])} → {_word(after.get(name))}"
        if name in before
        else f"{name}: {_word(after[name])}"
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
    return "; ".join(said) or "–"


def _word(value: Any) -> str:
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
