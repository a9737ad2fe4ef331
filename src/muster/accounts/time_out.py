"""Signed out after a while without use, and in any case at the end of a long day.

A page says so two minutes before and is kept by one key (WCAG 2.2, 2.2.1). What pages ask
for by themselves, like how far a load has got, is no use of Muster.
"""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve


# The names of pages that are asked for with no person behind it.
BY_THEMSELVES = frozenset(
    {
        "reports:follow_progress",
        "sources:progress",
        "sources:under_way",
        "time_left",
    }
)
# A use is written down no more often than this, or every page would be a write.
WRITTEN_EVERY = 60
WARNED_BEFORE = 120

BEGAN, USED = "began_at", "used_at"


def seconds_left(request: HttpRequest) -> int:
    """How long until this person is signed out, if they do nothing."""
    now = time.time()
    began, used = request.session.get(BEGAN, now), request.session.get(USED, now)
    ends = min(used + settings.TIME_OUT_SECONDS, began + settings.LONGEST_SECONDS)
    return int(ends - now)


def is_extended_by_use(request: HttpRequest) -> bool:
    """At the end of a long day the end can't be put off."""
    began = request.session.get(BEGAN, time.time())
    return began + settings.LONGEST_SECONDS - time.time() > WARNED_BEFORE


def sentence() -> str:
    return (
        f"You are signed out after {_long(settings.TIME_OUT_SECONDS)} without use, and"
        f" {_long(settings.LONGEST_SECONDS)} after signing in."
    )


def use(request: HttpRequest) -> None:
    """Writes down that Muster was used, from where, and now."""
    now = time.time()
    request.session.setdefault(BEGAN, now)
    request.session[USED] = now
    UserSession.objects.create_from_request(request)


class signed_out_in_time:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            if seconds_left(request) <= 0:
                logout(request)
                messages.info(request, f"You were signed out. {sentence()}")
            elif _is_use(request):
                use(request)
        return self.get_response(request)


def _is_use(request: HttpRequest) -> bool:
    used = request.session.get(USED, 0)
    every = min(WRITTEN_EVERY, settings.TIME_OUT_SECONDS / 10)
    if time.time() - used < every:
        return False
    try:
        return resolve(request.path_info).view_name not in BY_THEMSELVES
    except Resolver404:
        return False


def _long(seconds: int) -> str:
    for unit, name in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= unit and seconds % unit == 0:
            count = seconds // unit
            return f"{count} {name}{'' if count == 1 else 's'}"
    raise AssertionError("a time-out lasts at least a second")
