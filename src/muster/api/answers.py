"""An answer: rows under their columns, as JSON or CSV, a page at a time."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.api import asked_with
from muster.api.problems import Refused
from muster.design import spreadsheets
from muster.reports import tidy
from muster.sources import uploads


JSON, CSV = "application/json", "text/csv"
SHAPES = dict(zip(asked_with.FORMAT.choices, (JSON, CSV), strict=True))


@dataclass(frozen=True)
class Column:
    """A column of an answer: what JSON holds in it, and what that is. None is blank."""

    name: str
    type: str
    sentence: str


def answered(
    request: HttpRequest,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    notes: Sequence[str] = (),
) -> HttpResponse:
    """The page asked for. Its whole number of rows is `count`, and `next` where the rest
    is: in JSON, and as RFC 8288 has it in the header Link."""
    page, size = _page(request), settings.API_ROWS_A_PAGE
    last = max(-(-len(rows) // size), 1)
    if page > last:
        raise Refused(
            404,
            f"There is no page {page}: the last is page {last}. Ask for an earlier.",
        )
    shown = rows[(page - 1) * size : page * size]
    following = _address(request, page + 1) if page < last else None
    if shape_of(request) == CSV:
        answer = HttpResponse(_csv(columns, shown), f"{CSV}; charset=utf-8")
    else:
        said = {
            "version": uploads.state().version,
            "count": len(rows),
            "next": following,
            "notes": list(notes),
            "rows": [dict(zip(columns, row, strict=True)) for row in shown],
        }
        answer = HttpResponse(json.dumps(said, default=str, ensure_ascii=False), JSON)
    if following:
        answer["Link"] = f'<{following}>; rel="next"'
    answer.rows = len(shown)
    return answer


def shape_of(request: HttpRequest) -> str:
    """What was asked for by `format`, else by Accept; JSON for who takes anything."""
    asked = request.GET.get("format", "")
    if asked and asked not in SHAPES:
        raise Refused(422, f"“{asked}” is not a format. Use {' or '.join(SHAPES)}.")
    return SHAPES.get(asked) or request.get_preferred_type([JSON, CSV]) or JSON


def tag_of(request: HttpRequest) -> str:
    """Changes whenever an answer to this question may: with what is loaded, what is
    written for export, whom the service reaches, and Muster itself."""
    state = uploads.state()
    said = (
        metadata.version("muster"),
        tidy.written_version(settings.MUSTER_HOME / tidy.FOLDER),
        scope_of(request.user, Permission.USE_API, state),
        request.get_full_path(),
        request.headers.get("Accept", ""),
    )
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    return f'"{state.version}-{digest[:16]}"'


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    into = io.StringIO()
    writer = spreadsheets.writer(into)
    writer.writerow(columns)
    writer.writerows(rows)
    return into.getvalue()


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    if not (
        asked.isascii() and asked.isdecimal() and 0 < len(asked) < 8 and int(asked)
    ):
        raise Refused(422, f"“{asked}” is not a page. Pages are numbered from 1.")
    return int(asked)


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
