"""The address at which a school says that one figure is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from muster.accounts.permissions import Permission


def wrong_address(
    measure: str,
    period: str,
    *,
    school: int | None = None,
    paper: int | None = None,
    where: Iterable[tuple[str, str]] = (),
) -> str:
    """``where`` are breakdowns and values; ``paper`` the one the figure stood in."""
    said: list[tuple[str, object]] = [("measure", measure), ("period", period)]
    if school is not None:
        said.append(("school", school))
    if paper is not None:
        said.append(("paper", paper))
    for name, value in where:
        said += [("by", name), ("value", value)]
    return f"{reverse('shelf:wrong')}?{urlencode(said, safe='/')}"


def with_wrong(
    user: Any,
    tile: dict[str, Any],
    measure: str,
    period: str,
    school: int | None = None,
) -> dict[str, Any]:
    """The tile of a figure, with the way to say that it is wrong, for whoever is at a
    school and may."""
    if not user.can(Permission.READ_SHELF):
        return tile
    return tile | {"wrong": wrong_address(measure, period, school=school)}
