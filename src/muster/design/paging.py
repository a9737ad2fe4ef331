"""A page of a long table at a time, and the addresses to move about in it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict


A_PAGE = 200


def page_of(
    found: Sequence[Any] | QuerySet[Any], query: QueryDict, a_page: int | None = None
) -> dict[str, Any]:
    """``shown`` of the found, where they stand, and the pagination if there is more."""
    a_page = a_page or A_PAGE
    # Rows of the database are counted there, and only a page of them is fetched.
    count = found.count() if isinstance(found, QuerySet) else len(found)
    pages = max(-(-count // a_page), 1)
    number = _number(query.get("page", ""), pages)
    begins = (number - 1) * a_page
    shown = list(found[begins : begins + a_page])
    return {
        "shown": shown,
        "count": count,
        "first": begins + 1,
        "last": min(begins + a_page, count),
        "pagination": _pagination(number, pages, query),
    }


def address(query: QueryDict, **more: str) -> str:
    """This page's address with some of its query changed; an empty value goes."""
    changed = query.copy()
    for name, value in more.items():
        changed[name] = value
    for name, values in list(changed.lists()):
        changed.setlist(name, [value for value in values if value])
    return f"?{changed.urlencode(safe='/')}"


def _number(asked: str, last: int) -> int:
    digits = asked[:6]  # more would be past any last page
    return min(max(int(digits), 1), last) if digits.isdecimal() else 1


def _pagination(number: int, last: int, query: QueryDict) -> dict[str, Any] | None:
    if last < 2:
        return None

    def to(page: int) -> dict[str, str]:
        return {"href": address(query, page=str(page))}

    shown = sorted({1, last, *range(max(number - 2, 1), min(number + 2, last) + 1)})
    items: list[dict[str, Any]] = []
    for before, page in zip([0, *shown], shown, strict=False):
        if page - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": page, "current": page == number} | to(page))
    return {
        "items": items,
        "previous": to(number - 1) if number > 1 else None,
        "next": to(number + 1) if number < last else None,
    }
