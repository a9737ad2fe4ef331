"""A page of a long table at a time, and the addresses to move about in it."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict


A_PAGE = 200


def page_of(found: Sequence[Any], query: QueryDict) -> dict[str, Any]:
    """``shown`` of the found, where they stand, and the pagination if there is more."""
    number = _number(query.get("page", ""), len(found))
    begins = (number - 1) * A_PAGE
    shown = found[begins : begins + A_PAGE]
    return {
        "shown": shown,
        "count": len(found),
        "first": begins + 1,
        "last": begins + len(shown),
        "pagination": _pagination(number, len(found), query),
    }


def address(query: QueryDict, **more: str) -> str:
    """This page's address with some of its query changed; an empty value goes."""
    changed = query.copy()
    for name, value in more.items():
        changed[name] = value
    for name, values in list(changed.lists()):
        changed.setlist(name, [value for value in values if value])
    return f"?{changed.urlencode(safe='/')}"


def _number(asked: str, count: int) -> int:
    last = max(-(-count // A_PAGE), 1)
    digits = asked[:6]  # more would be past any last page
    return min(max(int(digits), 1), last) if digits.isdecimal() else 1


def _pagination(number: int, count: int, query: QueryDict) -> dict[str, Any] | None:
    last = -(-count // A_PAGE)
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
