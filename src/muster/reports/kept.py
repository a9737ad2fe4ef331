"""The packs that have been made: files in the home's folder, known by their names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from muster.measures import BadPeriod, parse_period
from muster.reports import words
from muster.reports.audiences import AUDIENCES, Audience


# Also all that an address may name: no folder can be climbed out of.
NAME = re.compile(
    r"pack-(\d{4}-\d\d)-([\w-]+)-([a-z]+)\.(html|pdf|docx|xlsx)", re.ASCII
)
FOLDER = "packs"


@dataclass(frozen=True)
class Kept:
    """One pack, in the formats it is kept in."""

    stem: str
    title: str
    audience: Audience
    made_at: datetime
    files: dict[str, Path]

    def size(self, kind: str) -> str:
        return size_said(self.files[kind].stat().st_size)


def size_said(size: int) -> str:
    """“1.2 MB”, “84 KB”."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1_000))} KB"


def packs(folder: Path, audiences: Iterable[Audience]) -> list[Kept]:
    """Packs for any of these audiences, the latest made first."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.glob("pack-*")):
        if NAME.fullmatch(path.name):
            found.setdefault(path.stem, {})[path.suffix[1:]] = path
    named = {one.name: one for one in audiences}
    held = [_kept(stem, files, named) for stem, files in found.items()]
    return sorted(
        (one for one in held if one),
        key=lambda one: (-one.made_at.timestamp(), one.stem),
    )


def named(
    folder: Path, stem: str, audiences: Iterable[Audience] = AUDIENCES
) -> Kept | None:
    """The pack of that name, if it is for one of these audiences."""
    return next((one for one in packs(folder, audiences) if one.stem == stem), None)


def _kept(
    stem: str, files: dict[str, Path], audiences: dict[str, Audience]
) -> Kept | None:
    first = next(iter(files.values()))
    parts = NAME.fullmatch(first.name)
    assert parts
    year, part, audience, _ = parts.groups()
    if audience not in audiences:
        return None
    made = max(path.stat().st_mtime for path in files.values())
    return Kept(
        stem,
        _title(year, part),
        audiences[audience],
        datetime.fromtimestamp(made, UTC),
        files,
    )


def _title(year: str, part: str) -> str:
    """What the pack's period is called, from the parts of its file's name."""
    text = {"year": year}.get(part, f"{year}/{part}")
    if re.match(r"\d{4}-", part):
        text = part.replace("-to-", "..")
    try:
        return parse_period(text).title
    except BadPeriod:
        return words.year_part(year, part)
