"""A real OpenID Connect provider on this machine, and a browser's way through it."""

import warnings
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from re import search
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from muster.accounts.providers import Provider


# It stands on parts of its library that the library is leaving behind, and says so.
with warnings.catch_warnings(record=True):
    from oidc_provider_mock import User, run_server_in_thread

SAM = {
    "sub": "s-1",
    "email": "officer@quillshire.example",
    "email_verified": True,
    "name": "Sam Officer",
}


@contextmanager
def opened(*people: dict, lasts: timedelta = timedelta(hours=1), **more):
    """The provider as Muster knows it, while its server is open."""
    users = [User(sub=one["sub"], claims=one) for one in people or (SAM,)]
    with run_server_in_thread(user_claims=users, access_token_max_age=lasts) as server:
        yield Provider(
            key="council",
            name="Quillshire account",
            issuer=f"http://localhost:{server.server_port}",
            client_id="muster",
            secret="invented",
            **more,
        )


def asked(client, provider: Provider, next_url: str = "/cookies/") -> str:
    """The address Muster sends the browser to."""
    answer = client.post(
        f"/people/sign-in/with/{provider.key}/?{urlencode({'next': next_url})}"
    )
    return unescape(search(r'content="0;url=([^"]+)"', answer.content.decode())[1])


def agreed(address: str, sub: str = "s-1", **given: str) -> str:
    """Signing in there; the path and query the browser comes back with."""
    back = requests.post(
        address, data={"sub": sub} | given, allow_redirects=False, timeout=10
    )
    said = urlsplit(back.headers["Location"])
    return f"{said.path}?{said.query}"


def query(address: str) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}


def with_query(address: str, **changed: str) -> str:
    base = address.partition("?")[0]
    return f"{base}?{urlencode(query(address) | changed)}"
