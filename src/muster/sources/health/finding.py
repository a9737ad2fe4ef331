"""What a look at something found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class Finding:
    """One thing looked at: good, worth a look, or broken."""

    part: str
    state: Literal["good", "look", "broken"]
    sentence: str


Findings: TypeAlias = Iterator[Finding]
