"""Putting files in the place of others, in every version there is.

Layers never change: that is what lets a load be taken back. Where rows have to go for good,
their files are written again without them, and a note says which file stands in place of
which. Once the version that has the new ones is committed, the earlier manifests are made
to name them too and the old files are deleted, with whatever was kept of the years they are
of. A crash in between leaves the note, and the next start finishes what it says.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path


NOTE = "replacing.json"


def path_of(folder: Path) -> Path:
    return folder / NOTE


def note(folder: Path, version: int, files: Mapping[str, str | None]) -> None:
    """Writes what is to be done once the version is committed. None: nothing stands in
    place of the file."""
    _write(path_of(folder), {"version": version, "files": dict(files)})


def settle(folder: Path, committed: int) -> None:
    """Finishes what a note says, if its version is in force; else the note is void."""
    path = path_of(folder)
    if not path.exists():
        return
    held = json.loads(path.read_text("utf-8"))
    if held["version"] <= committed:
        for manifest in folder.glob("manifest-*.json"):
            _rewrite(manifest, held["files"])
        for name in held["files"]:
            (folder / name).unlink(missing_ok=True)
        for year in {
            found[1] for name in held["files"] if (found := _YEAR.match(name))
        }:
            # Merged marks and counts: made of the old files.
            for kept in folder.glob(f"cache/*-{year}-*"):
                kept.unlink(missing_ok=True)
    path.unlink()


_YEAR = re.compile(r"layers/marks-(\d{4})-")


def _rewrite(path: Path, files: Mapping[str, str | None]) -> None:
    held = json.loads(path.read_text("utf-8"))
    layers = [
        {**layer, "file": files.get(layer["file"], layer["file"])}
        for layer in held["layers"]
    ]
    pupils = held["pupils"] and files.get(held["pupils"], held["pupils"])
    now = {**held, "layers": [one for one in layers if one["file"]], "pupils": pupils}
    if now != held:
        _write(path, now)


def _write(path: Path, held: object) -> None:
    """Whole or not at all."""
    beside = path.with_name(path.name + ".new")
    with open(beside, "w", encoding="utf-8") as file:
        json.dump(held, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
