"""Who is let in: a service, by its token, and nobody by anything else.

    by_token(does="api.asked", to="figures")            any service, within its reach
    by_token(does="api.asked", to="loads", everywhere=True)   those of the whole authority

As with pages, the declaration does the refusing itself. A session is never looked at, so
a browser can't be made to ask, and a form's token isn't needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja.throttling import SimpleRateThrottle

from muster.accounts import audit
from muster.accounts.pages import Audience, View
from muster.accounts.permissions import Permission
from muster.api import problems, tokens
from muster.api.answers import tag_of
from muster.api.models import Token
from muster.api.problems import problem


# What of a question the trail takes: enough to ask it again.
KEPT_OF_A_VALUE = 200
REFUSED = frozenset({401, 403, 404, 429})


class PerToken(SimpleRateThrottle):
    scope = "token"

    def __init__(self) -> None:
        super().__init__(f"{settings.API_CALLS_A_MINUTE}/m")

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"api-token-{request.token.pk}"  # type: ignore[attr-defined]


def by_token(*, does: str, to: str, everywhere: bool = False) -> Callable[[View], View]:
    audience = Audience(
        by_token=True,
        permission=Permission.USE_API,
        everywhere=everywhere,
        does=does,
        to=to,
    )

    def declare(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def route(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answer = _refusal(request, audience) or _asked(
                request, view, *args, **kwargs
            )
            answer["Cache-Control"] = "private, no-cache"
            patch_vary_headers(answer, ["Authorization", "Accept"])
            if answer.status_code not in REFUSED:  # those the middleware writes down
                _record(request, audience, answer)
            return answer

        route.muster_audience = audience  # type: ignore[attr-defined]
        return route

    return declare


def _refusal(request: HttpRequest, audience: Audience) -> HttpResponse | None:
    token = tokens.known(_shown(request))
    why = "nobody made the token" if token is None else token.why_not
    if token is not None:
        _comes_in(request, token)
    if token is None or why:
        request.muster_refused = why  # type: ignore[attr-defined]
        answer = problem(401, problems.NO_TOKEN)
        answer["WWW-Authenticate"] = 'Bearer realm="Muster"'
        return answer
    throttle = PerToken()
    if not throttle.allow_request(request):
        answer = problem(429, problems.TOO_OFTEN)
        answer["Retry-After"] = str(math.ceil(throttle.wait() or 1))
        return answer
    tokens.used(token)
    if audience.everywhere and not token.service.can_everywhere(Permission.USE_API):
        return problem(403, problems.WHOLE_AUTHORITY)
    return None


def _comes_in(request: HttpRequest, token: Token) -> None:
    """Whoever the session is of, it is the service that asks: for the trail too."""
    request.token, request.user = token, token.service  # type: ignore[attr-defined]
    audit.asks_from_now_on(audit.asker_of(request))


def _shown(request: HttpRequest) -> str:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def _asked(
    request: HttpRequest, view: View, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """The answer, unless the program holds the very one already: an answer has a tag only
    if it was given, so what the question says needn't be read to know that."""
    tag = tag_of(request)
    held = get_conditional_response(request, etag=tag)
    if held is not None:
        return held
    answer = view(request, *args, **kwargs)
    if answer.status_code == 200 and getattr(answer, "may_be_held", True):
        answer["ETag"] = tag
    return answer


def _record(request: HttpRequest, audience: Audience, answer: HttpResponseBase) -> None:
    said = {name: value[:KEPT_OF_A_VALUE] for name, value in request.GET.items()}
    match = request.resolver_match
    audit.record(
        did=audience.does,
        by=request.user.get_username(),
        to=audience.to.format(**match.kwargs) if match else audience.to,
        after={
            "token": request.token.prefix,  # type: ignore[attr-defined]
            "status": answer.status_code,
            "rows": getattr(answer, "rows", 0),
            "asked": said,
        },
    )
