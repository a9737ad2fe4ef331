"""Whose figures somebody may see: made by `accounts`, obeyed here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """The schools whose figures are within reach; None is every school."""

    schools: frozenset[int] | None = None

    def reaches(self, school: int) -> bool:
        return self.schools is None or school in self.schools


ALL = Scope()
