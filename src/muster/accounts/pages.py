"""Every page declares who it is for. One that doesn't is refused (see `middleware`).

    @requires(Permission.LOAD_FILES)     people who may do this
    @requires(P.SEE_FIGURES, everywhere=True)   and whose reach is every school and child
    @signed_in                           anybody who has signed in
    @open_to_all                         strangers too

What hands something out says what the trail calls that, and to what it was done:

    @requires(Permission.READ_PAPERS, does="paper.downloaded", to="paper:{pk}.{kind}")

A file is handed out by no page that doesn't, and nothing is handed out that the trail
could not take. A page about one child has `<int:child>` in its address, and the trail
takes whose it was from there.

The declaration does the refusing itself, so a view called any other way refuses as well.
For a class, declare what `as_view()` gives.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from muster.accounts import audit
from muster.accounts.permissions import Permission


View = Callable[..., HttpResponseBase]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Audience:
    """Who a page is for, and what the trail says they did. ``by_token`` is for programs:
    no person is let in, whatever they may do (`api.gate`)."""

    strangers: bool = False
    by_token: bool = False
    permission: Permission | None = None
    everywhere: bool = False
    does: str = ""
    to: str = ""

    def admits(self, user: Any) -> bool:
        if self.strangers:
            return True
        if self.by_token or not user.is_authenticated:
            return False
        if self.permission is None:
            return True
        may = user.can_everywhere if self.everywhere else user.can
        return may(self.permission)


def requires(
    permission: Permission, *, everywhere: bool = False, does: str = "", to: str = ""
) -> Callable[[View], View]:
    """For people with a post that has this permission. What such a page shows is within
    their reach (`reach.scope_of`); or it is for those only who reach ``everywhere``."""
    return _declare(
        Audience(permission=permission, everywhere=everywhere, does=does, to=to)
    )


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
                return _recorded(audience, request, view(request, *args, **kwargs))
            if request.user.is_authenticated:
                raise PermissionDenied
            request.muster_refused = "nobody was signed in"
            return _to_sign_in(request)

        page.muster_audience = audience  # type: ignore[attr-defined]
        return page

    return declare


def _recorded(
    audience: Audience, request: HttpRequest, response: HttpResponseBase
) -> HttpResponseBase:
    """The answer, once the trail has it. A page that only says why not hands out nothing."""
    if response.status_code != 200:
        return response
    if audience.does:
        handed = dict(request.GET.items())
        audit.record(
            did=audience.does,
            by=request.user.get_username(),
            **about(request, audience.to),
            after=handed or None,
        )
    elif response.has_header("Content-Disposition"):
        response.close()
        log.error(
            "%s was refused: it hands out a file and doesn't declare what it does."
            ' Say @requires(…, does="….downloaded").',
            request.path,
        )
        raise PermissionDenied
    return response


def about(request: HttpRequest, to: str = "") -> dict[str, Any]:
    """Whose page it is, and what it is about: the arguments `audit.record` takes."""
    match = request.resolver_match
    given = dict(match.kwargs) if match else {}
    child = given.pop("child", None)
    # Numbers of children, with a hyphen between: known by hash, and never in clear.
    several = str(given.pop("children", "")).split("-")
    if child is None and several[0].isdecimal():
        child = int(several[0])
    if not to and match:
        to = " ".join(
            ["page:" + match.view_name, *(str(one) for one in given.values())]
        )
    elif match:
        to = to.format(**match.kwargs)
    return {"child": child if isinstance(child, int) else None, "to": to}


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
