"""The outlines of this home, made as files: of its authority, in its look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from muster.accounts.authority import authority, look_of_papers, word_template
from muster.documents.render import render
from muster.protection.papers import Outline, draw, outlines
from muster.sources import uploads


def made(one: Outline, kind: str) -> bytes:
    """One paper in one form."""
    held = authority()
    paper = draw(one, uploads.state(), held.name, look_of_papers(held))
    with word_template(held) as template:
        return render(paper, kind, template)


def write_all(folder: Path) -> Iterator[Path]:
    """Writes every paper in every form it has; gives the paths one by one."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in outlines():
        for kind in one.forms:
            path = folder / f"{one.slug}.{kind}"
            path.write_bytes(made(one, kind))
            yield path
