"""Closed by default, in production too: a view with no declaration is refused.

And a page of a part the authority does without says so; the trail is told who asks, and of
every refusal, whoever it was that refused.
"""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from muster.accounts import audit
from muster.accounts.authority import authority_of
from muster.accounts.pages import View, about, audience_of


log = logging.getLogger(__name__)
# Of strangers so many refusals an hour from one address: a row can never be taken away.
OF_STRANGERS, AN_HOUR = 20, 60 * 60


def _is_news(asker: audit.Asker) -> bool:
    """Whether a refusal is written down: each of somebody known, and a stranger’s first
    ones."""
    if asker.username:
        return True
    key = f"refused-{asker.source}"
    cache.add(key, 0, AN_HOUR)
    try:
        return cache.incr(key) <= OF_STRANGERS
    except ValueError:  # it ran out in between
        return True


# What an answer of this kind means, where the page itself said nothing.
REFUSALS = {
    403: "not allowed",
    404: "not there, or not for them",
    429: "too many tries",
}


class trail:
    """Whoever asks, for as long as the answer is being made; and every refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with audit.whoever_asks(audit.asker_of(request)):
            response = self.get_response(request)
            reason = self.reason(request, response)
            if reason and _is_news(audit.asker()):
                # A program is known by its token, only once it has come this far.
                audit.record(
                    did="page.refused",
                    by=audit.asker().username,
                    reason=reason,
                    **about(request),
                )
        return response

    def reason(self, request: HttpRequest, response: HttpResponseBase) -> str:
        """Why it was refused; "" if it wasn't. An address that leads nowhere refuses
        nobody anything, but one that could have led to something does."""
        if request.resolver_match is None:
            return ""
        said = getattr(request, "muster_refused", "")
        return said or REFUSALS.get(response.status_code, "")


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
