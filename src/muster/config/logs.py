"""The log: for whoever runs Muster, who may not see what it holds.

A line never has an address, a query, a name, a body or the message of an exception: each
can quote a child. An exception is its kind and the lines of code it came through.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase


requests = logging.getLogger("muster.request")
request_id: ContextVar[str] = ContextVar("request_id", default="")
# What a proxy may call a request; anything else is replaced.
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Discreet(logging.Formatter):
    """“2026-03-27 09:30:00,123 ERROR muster.jobs.worker: ...” and where it happened."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        where = "".join(f"\n  {line}" for line in came_through(record))
        return f"{self.formatTime(record)} {record.levelname} {record.name}: {said(record)}{where}"


class JsonLines(logging.Formatter):
    """A line of JSON a record."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": said(record),
            "request": request_id.get(),
            **getattr(record, "told", {}),
        }
        if where := list(came_through(record)):
            line["where"] = where
        return json.dumps(line, ensure_ascii=False)


def said(record: logging.LogRecord) -> str:
    """The record's words; Django's own of a request quote its address."""
    if (request := getattr(record, "request", None)) is None:
        return record.getMessage()
    status = getattr(record, "status_code", "")
    return f"{view_of(request)} was answered {status}".rstrip()


def came_through(record: logging.LogRecord) -> Iterator[str]:
    """The kinds of the exceptions and their lines of code, the outermost cause first."""
    problem = record.exc_info[1] if record.exc_info else None
    causes: list[BaseException] = []
    while problem is not None and problem not in causes:
        causes.insert(0, problem)
        problem = problem.__cause__ or problem.__context__
    for one in causes:
        for frame in traceback.extract_tb(one.__traceback__):
            yield f"{frame.filename}:{frame.lineno} in {frame.name}"
        number = f" {one.errno}" if isinstance(one, OSError) and one.errno else ""
        yield f"{type(one).__module__}.{type(one).__qualname__}{number}"


def view_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name or match.func.__name__) if match else "no page"


class request_line:
    """A line a request: its id, its page, its status, how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            told = {
                "view": view_of(request),
                "method": request.method,
                "status": response.status_code,
                "ms": round(1000 * (time.monotonic() - began)),
            }
            line = "%(method)s %(view)s %(status)s in %(ms)s ms"
            requests.info(line, told, extra={"told": told})
            return response
        finally:
            request_id.reset(token)
