"""A pack's figures as bytes: what was signed off, and a paper drawn from it again."""

from __future__ import annotations

import json

from pydantic import TypeAdapter, ValidationError

from muster.reports.packs import Gathered


# Raised when what is frozen changes its shape, with a reader for the shapes before it.
SHAPE = 1
_GATHERED: TypeAdapter[Gathered] = TypeAdapter(Gathered)


def frozen(gathered: Gathered) -> bytes:
    """The figures, words and definitions of a pack. The same bytes for the same pack."""
    held = {"shape": SHAPE, "pack": _GATHERED.dump_python(gathered, mode="json")}
    return json.dumps(held, ensure_ascii=False, sort_keys=True).encode()


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
