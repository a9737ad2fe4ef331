"""What a section of a paper is: figures in, blocks out.

A section queries nothing, renders nothing and hides nothing: it names the questions it
wants asked and makes blocks of the answers. It does not know whether it will be a page, a
PDF or a slide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from muster.documents.blocks import Block, Callout
from muster.reports.figures import About, Ask, Figures


def nothing_stands_out(figures: Figures) -> str:
    return ""


@dataclass(frozen=True)
class Section:
    """One section. ``title`` is what it is called where people choose one; ``glance``
    gives its sentence for the front of the paper, or nothing."""

    name: str
    title: str
    asks: Callable[[About], Sequence[Ask]]
    blocks: Callable[[Figures], list[Block]]
    glance: Callable[[Figures], str] = nothing_stands_out


def not_enough(what: str, advice: str) -> Callout:
    """Said in place of figures there are none of; names the file that would add them."""
    return Callout(f"There is not enough to show {what}", advice)
