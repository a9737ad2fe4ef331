"""Every page says who it is for, and refuses whoever it isn't for when called."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.urls.resolvers import RoutePattern

from muster.accounts.pages import audience_of


# Something each kind of address part takes. The page refuses before it looks.
EXAMPLES = {
    "pack": "pack-2025-26-HT1-officers",
    "period": "2025-26-HT1",
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "6f1f8a8e-1f0c-4e5e-8a55-1c1f5b1c2b3d",
}


def pages() -> list[tuple[str, URLPattern]]:
    return list(_under(get_resolver().url_patterns, ""))


def _under(patterns: list, before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = before + _example(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern
        else:
            yield from _under(pattern.url_patterns, address)


def _example(pattern: RoutePattern) -> str:
    """The address with something in each of its parts: “loads/1/”."""
    parts = re.compile(r"<(?:(\w+):)?\w+>")
    return parts.sub(lambda part: EXAMPLES[part[1] or "str"], str(pattern))


PAGES = pages()
CLOSED = [
    (f"/{address}", audience_of(page.callback))
    for address, page in PAGES
    if (audience := audience_of(page.callback))
    and not (audience.strangers or audience.by_token)
]
FOR_PROGRAMS = [
    f"/{address}"
    for address, page in PAGES
    if (audience := audience_of(page.callback)) and audience.by_token
]


def test_there_are_pages_to_look_at():
    assert len(PAGES) > 5
    assert len(CLOSED) > 1


@pytest.mark.parametrize(("address", "page"), PAGES, ids=[at for at, _ in PAGES])
def test_a_page_declares_who_it_is_for(address, page):
    assert audience_of(page.callback), (
        f"/{address} declares nobody. Put @requires, @signed_in or @open_to_all on"
        f" {page.lookup_str}."
    )


@pytest.mark.parametrize(("address", "audience"), CLOSED, ids=[at for at, _ in CLOSED])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_refuses_strangers_and_whoever_has_no_permission(
    client, nobody, method, address, audience
):
    ask = getattr(client, method)
    stranger = ask(address)
    assert stranger.status_code == 302, f"{method} {address}: {stranger.status_code}"
    assert stranger.url.startswith("/people/sign-in/?next=")

    if audience.permission:
        client.force_login(nobody)
        assert ask(address).status_code == 403


@pytest.mark.parametrize("address", FOR_PROGRAMS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_for_programs_refuses_whoever_shows_no_token(
    client, person, method, address
):
    """People too, whatever they may do: a browser sends its cookies unasked."""
    ask = getattr(client, method)
    assert ask(address).status_code == 401
    client.force_login(person("officer"))
    assert ask(address).status_code == 401


def test_all_that_is_for_programs_is_in_one_place():
    assert len(FOR_PROGRAMS) > 8
    assert all(address.startswith("/api/v1/") for address in FOR_PROGRAMS)


def test_only_these_pages_are_open_to_strangers():
    """A page added here is read by whoever reviews permissions."""
    strangers = {
        f"/{address}" for address, page in PAGES if audience_of(page.callback).strangers
    }
    assert strangers == {
        "/accessibility/",
        "/cookies/",
        "/health/live",
        "/health/ready",
        "/people/first/",
        "/programme/calendar/x/",
        "/people/forgotten/",
        "/people/forgotten/x/x/",
        "/people/forgotten/changed/",
        "/people/forgotten/written/",
        "/people/invited/",
        "/people/invited/x/",
        "/people/sign-in/",
        "/people/sign-in/passkey/",
        "/people/sign-in/second-factor/",
        "/people/sign-in/with/x/",
        "/people/sign-in/with/x/back/",
        "/people/sign-out/",
        "/people/closed/",
        "/programme/reply/1/",
        "/programme/reply/1/text/",
        "/programme/reply/1/thanks/",
        "/programme/reply/with/x/",
    }


def test_navigation_leads_to_pages_that_are_there():
    for _, name in settings.NAVIGATION:
        assert audience_of(resolve(reverse(name)).func)
