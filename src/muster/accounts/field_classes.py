"""What each field of the database holds about people: field_classes.toml, read."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


CLASSES = ("open", "personal", "special")


@dataclass(frozen=True)
class Held:
    """One model: its fields by class, and how long a row is kept, in words."""

    kept: str
    open: tuple[str, ...]
    personal: tuple[str, ...]
    special: tuple[str, ...]

    @property
    def fields(self) -> list[str]:
        """Every field as often as it is listed."""
        return [*self.open, *self.personal, *self.special]


@cache
def held() -> dict[str, Held]:
    """By model, as Django labels it: “accounts.User”."""
    written = tomllib.loads(
        Path(__file__).with_name("field_classes.toml").read_text(encoding="utf-8")
    )
    return {
        model: Held(said["kept"], *(tuple(said[name]) for name in CLASSES))
        for model, said in written.items()
    }
