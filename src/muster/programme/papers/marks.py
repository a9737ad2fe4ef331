"""What every paper of the programme is marked with: whose it is, which one, for whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Required, TypedDict, Unpack

from muster.documents.blocks import Block, Look, Paper


class Marks(TypedDict, total=False):
    """`audience` is officers unless it is said."""

    organisation: Required[str]
    reference: Required[str]
    audience: str
    look: Look


def paper(
    title: str,
    subtitle: str,
    as_at: str,
    blocks: Iterable[Block],
    *,
    is_landscape: bool = False,
    **marks: Unpack[Marks],
) -> Paper:
    """A paper of a few sections, which need no numbers."""
    given: Marks = {"audience": "Officers", **marks}
    return Paper(
        title=title,
        subtitle=subtitle,
        as_at=as_at,
        blocks=list(blocks),
        is_landscape=is_landscape,
        is_numbered=False,
        **given,
    )
