"""What a section of a paper is: figures in, blocks out.

A section queries nothing, renders nothing and hides nothing: it names the questions it
wants asked and makes blocks of the answers. It does not know whether it will be a page, a
PDF or a slide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from muster.documents.blocks import Block, Callout, Heading
from muster.measures.totals import NO_CODES
from muster.reports.figures import About, Ask, Figures
from muster.reports.words import lower_first


def nothing_stands_out(figures: Figures) -> str:
    return ""


@dataclass(frozen=True)
class Section:
    """One section. ``title`` is what it is called where people choose one; ``glance``
    gives its sentence for the front of the paper, or nothing. ``needs_codes`` is of one
    that is of codes or days, which weekly files have none of. ``cases`` are questions of
    what people keep in Muster itself, asked as at the end of the period."""

    name: str
    title: str
    asks: Callable[[About], Sequence[Ask]]
    blocks: Callable[[Figures], list[Block]]
    glance: Callable[[Figures], str] = nothing_stands_out
    needs_codes: bool = False
    cases: Sequence[Ask] = ()

    def drawn(self, figures: Figures) -> list[Block]:
        """Its blocks; of one that needs what is not held, why it has none."""
        if self.can_be(figures.about):
            return self.blocks(figures)
        return [Heading(self.title), not_enough(lower_first(self.title), NO_CODES)]

    def can_be(self, about: About) -> bool:
        return about.has_codes or not self.needs_codes


def not_enough(what: str, advice: str) -> Callout:
    """Said in place of figures there are none of; names the file that would add them."""
    return Callout(f"There is not enough to show {what}", advice)
