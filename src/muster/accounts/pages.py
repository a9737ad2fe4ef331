"""Every page declares who it is for. One that doesn't is refused (see `middleware`).

    @requires(Permission.LOAD_FILES)     people who may do this
    @signed_in                           anybody who has signed in
    @open_to_all                         strangers too

The declaration does the refusing itself, so a view called any other way refuses as well.
For a class, declare what `as_view()` gives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from muster.accounts.permissions import Permission


View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Audience:
    """Who a page is for."""

    strangers: bool = False
    permission: Permission | None = None

    def admits(self, user: Any) -> bool:
        if self.strangers:
            return True
        if not user.is_authenticated:
            return False
        return self.permission is None or user.can(self.permission)


def requires(permission: Permission) -> Callable[[View], View]:
    """For people whose role has this permission."""
    return _declare(Audience(permission=permission))


def signed_in(view: View) -> View:
    """For anybody who has signed in, whatever their role. Rare: say why beside it."""
    return _declare(Audience())(view)


def open_to_all(view: View) -> View:
    """For strangers too. Shows nothing about any child, school or figure."""
    return _declare(Audience(strangers=True))(view)


def audience_of(view: View) -> Audience | None:
    """What a view declared, through any decorators above it; None if nothing."""
    return getattr(view, "muster_audience", None)


def _declare(audience: Audience) -> Callable[[View], View]:
    def declare(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if audience.admits(request.user):
                return view(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise PermissionDenied
            return _to_sign_in(request)

        page.muster_audience = audience  # type: ignore[attr-defined]
        return page

    return declare


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To sign in and come back. A piece of a page can't be a redirect: htmx would put
    the sign-in page inside it, so it is told to move the whole page."""
    if request.headers.get("HX-Request") != "true":
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path())
        # What was sent isn't sent again; they come back to the page they sent it from.
        return redirect_to_login(_path(request, request.headers.get("Referer", "/")))
    whence = _path(request, request.headers.get("HX-Current-URL", "/"))
    return HttpResponse(
        status=204, headers={"HX-Redirect": redirect_to_login(whence).url}
    )


def _path(request: HttpRequest, address: str) -> str:
    """The path of an address of this site; of another's, the home page."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return "/"
    said = urlsplit(address)
    return urlunsplit(("", "", said.path, said.query, ""))
