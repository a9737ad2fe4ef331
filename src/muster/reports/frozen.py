"""A pack's figures as bytes: what was signed off, and a paper drawn from it again."""

from __future__ import annotations

import json
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from muster.measures import Figure
from muster.reports.figures import Held
from muster.reports.packs import Gathered


# Raised when what is frozen changes its shape, with a reader for the shapes before it.
SHAPE = 1
_GATHERED: TypeAdapter[Gathered] = TypeAdapter(Gathered)


def frozen(gathered: Gathered) -> bytes:
    """The figures, words and definitions of a pack. The same bytes for the same pack."""
    held = {"shape": SHAPE, "pack": _GATHERED.dump_python(gathered, mode="json")}
    return json.dumps(held, ensure_ascii=False, sort_keys=True).encode()


def hidden_too(gathered: Gathered, before: Gathered) -> Gathered:
    """The pack with all that an earlier issue of it withheld withheld again.

    A correction may move what is hidden for another's sake; the two issues side by side
    would then give both away (rules.md 11.2 rule 8).
    """
    gone = {
        (one.span, one.by, one.rolls, row.measure, row.dims)
        for one in before.held
        for row in one.rows
        if row.suppressed
    }

    def again(one: Held) -> Held:
        def hide(row: Figure) -> Figure:
            key = (one.span, one.by, one.rolls, row.measure, row.dims)
            return row.hidden() if key in gone else row

        rows = tuple(map(hide, one.rows))
        lost = {(row.measure, row.dims) for row in rows if row.suppressed}
        rest = tuple(
            (name, value, row.hidden() if (name, (value,)) in lost else row)
            for name, value, row in one.rest
        )
        return replace(one, rows=rows, rest=rest)

    return replace(gathered, held=tuple(map(again, gathered.held)))


def thawed(content: bytes) -> Gathered:
    """What was frozen. Raises ValueError if it is of a shape nobody here knows."""
    held = json.loads(content)
    if held.get("shape") != SHAPE:
        raise ValueError(
            f"These figures were frozen in shape {held.get('shape')}, and this Muster"
            f" reads shape {SHAPE}. Use a newer one."
        )
    try:
        return _GATHERED.validate_python(held["pack"])
    except ValidationError as why:
        raise ValueError(
            "These figures were frozen by another version of Muster, and this one can’t"
            " read them. The pack itself is as it went out."
        ) from why
