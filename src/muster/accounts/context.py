"""What every page is handed: the person, and the navigation they may use."""

from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import resolve, reverse

from muster.accounts import time_out
from muster.accounts.authority import authority_of
from muster.accounts.called import called
from muster.accounts.models import Authority
from muster.accounts.pages import Audience, audience_of


def house(request: HttpRequest) -> dict[str, Any]:
    # An error can come before anybody was looked up.
    user = getattr(request, "user", None) or AnonymousUser()
    held = authority_of(request)
    page = {
        "user": user,
        "authority": held,
        "navigation": navigation(user, request.path, held),
        "called": cache(called),  # a page names the same people again and again
    }
    if user.is_authenticated:
        page["seconds_left"] = time_out.seconds_left(request)
        page["time_out"] = time_out.sentence()
    return page


def navigation(user: Any, here: str, held: Authority) -> list[dict[str, Any]]:
    """The pages of settings.NAVIGATION this person may open, as the macro takes them.

    Those of a part the authority does without are left out.
    """
    if not user.is_authenticated:
        return []
    places = [
        (text, reverse(name))
        for text, name in settings.NAVIGATION
        if not held.does_without(name)
    ]
    allowed = [(text, href) for text, href in places if may_open(user, href)]
    at = max((href for _, href in allowed if is_under(here, href)), key=len, default="")
    return [
        {"text": text, "href": href, "active": href == at, "current": href == here}
        for text, href in allowed
    ]


def is_under(here: str, href: str) -> bool:
    return here == href if href == "/" else here.startswith(href)


def may_open(user: Any, href: str) -> bool:
    audience = _audience(settings.ROOT_URLCONF, href)
    return audience is not None and audience.admits(user)


@lru_cache(256)
def _audience(addresses: str, href: str) -> Audience | None:
    """Whom an address of those of a module is for. A page asks it of each place it leads
    to, and looking the address up among all there are takes longer than the rest of that."""
    return audience_of(resolve(href, addresses).func)
