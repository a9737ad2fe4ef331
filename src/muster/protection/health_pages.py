"""Is it alive, is it ready: for a proxy or a monitor, which is told yes or no.

What is wrong goes to the log; `muster check` says it in full.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.accounts.pages import open_to_all
from muster.jobs import reaper
from muster.sources import uploads
from muster.sources.health import machinery


log = logging.getLogger(__name__)


@open_to_all
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return _answer(True)


@open_to_all
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    wanting = list(_wanting())
    for part in wanting:
        log.warning("Not ready: %s", part)
    return _answer(not wanting)


def _answer(well: bool) -> HttpResponse:
    return HttpResponse(
        "ok\n" if well else "not ok\n",
        status=200 if well else 503,
        content_type="text/plain; charset=utf-8",
    )


def _wanting() -> Iterator[str]:
    """Database, store, worker: in that order, since each needs the one before."""
    if machinery.database_problem():
        yield "the database does not answer, or is not as this version needs it"
        return
    try:
        state = uploads.state()
        if any(machinery.missing_files(state.manifest, state.folder)):
            yield "files of the version in force are missing or damaged"
    except (OSError, ValueError):
        yield "the list of what the version in force holds cannot be read"
    if not reaper.living():
        yield "no worker is running"
