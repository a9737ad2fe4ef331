"""Who may open which issued paper, and where: said by whoever issues them.

A plan can name a pack among its evidence, and an agenda a board’s paper, without knowing
what either is. Each folder that issues papers registers the shelf they stand on, for the
audiences they are issued for; a paper on no shelf is nobody’s to open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from muster.documents.models import Issued


NONE = Q(pk__in=[])


@dataclass(frozen=True)
class Shelf:
    """``opens`` gives which of its papers somebody may open; ``address`` where one is, and
    ``reads`` what beside the paper that takes, which is fetched with it."""

    title: str
    audiences: tuple[str, ...]
    opens: Callable[[Any], Q]
    address: Callable[[Issued], str]
    reads: tuple[str, ...] = ()


_shelves: dict[str, Shelf] = {}


def register(shelf: Shelf) -> None:
    _shelves[shelf.title] = shelf


def openable(user: Any) -> QuerySet[Issued]:
    """Every issued paper somebody may open, the newest first."""
    may = NONE
    for shelf in _shelves.values():
        may |= Q(audience__in=shelf.audiences) & shelf.opens(user)
    return Issued.objects.defer("figures").filter(may)


def links(user: Any, papers: Iterable[int | None]) -> dict[int, dict[str, str]]:
    """What those of some papers are called and where they are that somebody may open, by
    their numbers. Of the others it says nothing: a title can tell what is not for them."""
    wanted = [one for one in papers if one is not None]
    if not wanted:
        return {}
    beside = [name for shelf in _shelves.values() for name in shelf.reads]
    found = openable(user).filter(pk__in=wanted)
    if beside:  # of nothing named, it would fetch whatever there is
        found = found.select_related(*beside)
    return {
        one.pk: {"text": called(one), "href": shelf_of(one).address(one)}
        for one in found
    }


def called(paper: Issued) -> str:
    return f"{paper.title}, issue {paper.number}"


def shelf_of(paper: Issued) -> Shelf:
    [shelf] = [one for one in _shelves.values() if paper.audience in one.audiences]
    return shelf
