"""How much a request may bring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render


# Pages that take files of any ordinary size, and say themselves when one is too large.
TAKES_FILES = {"sources:send"}


class body_limit:
    """Refuses a body larger than any form of ours has, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        match = request.resolver_match
        most = settings.LARGEST_FORM
        if match and match.view_name in TAKES_FILES:
            most = settings.LARGEST_UPLOAD + settings.LARGEST_FORM
        if int(request.META.get("CONTENT_LENGTH") or 0) <= most:
            return None
        said = f"{most // 1_000_000:,} MB"
        return render(request, "design/413.html", {"most": said}, status=413)
