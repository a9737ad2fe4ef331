"""Closed by default, in production too: a view with no declaration is refused.

And a page of a part the authority does without says so.
"""

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from muster.accounts.authority import authority_of
from muster.accounts.pages import View, audience_of


log = logging.getLogger(__name__)


class closed_by_default:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple, kwargs: dict
    ) -> None:
        if audience_of(view) is None:
            log.error(
                "%s.%s was refused: it doesn't declare who it is for."
                " Put @requires, @signed_in or @open_to_all on it.",
                view.__module__,
                getattr(view, "__qualname__", view),
            )
            raise PermissionDenied


class parts_in_use:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        # Strangers learn nothing: the page itself sends them to sign in.
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        part = authority_of(request).does_without(request.resolver_match.view_name)
        if part is None:
            return None
        return render(request, "accounts/not_in_use.html", {"part": part}, status=404)
