"""Signing in by another's word: OpenID Connect, with PKCE and a nonce, by allauth.

A person is known by the provider and the subject it gives them, and the first time by an
address it vouches for, which a colleague put on their account. What can't be matched is
refused on one page, whatever the reason; the reason is logged.
"""

import logging
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2CallbackView,
    OAuth2LoginView,
)
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, get_random_string
from requests import RequestException

from muster.accounts import audit, people, second_factor
from muster.accounts.models import User
from muster.accounts.pages import open_to_all
from muster.accounts.providers import Provider, posts_from_groups


log = logging.getLogger(__name__)

# By the provider's own key alone: never with a secret both hold, and never unsigned.
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]


class Exchange(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself, if it is the issuer (Discovery 1.0, 4.3)."""
        found = super().openid_config
        if found.get("issuer", "").rstrip("/") != provider(
            self.provider_id
        ).issuer.rstrip("/"):
            raise OAuth2Error("the discovery document names another issuer")
        return found

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """With its signature, which allauth leaves out for a token it fetched itself.

        A token needn't name its key where there is one (OpenID Connect Core 1.0, 10.1).
        """
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            named = jwt.get_unverified_header(id_token).get("kid")
            keys = [
                key
                for key in jwt.PyJWKSet.from_dict(answer.json()).keys
                if named in (None, key.key_id)
            ]
            if len(keys) != 1:
                raise OAuth2Error("no one key of the provider’s signed the token")
            return jwt.decode(
                id_token,
                keys[0],
                algorithms=SIGNED_BY,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                options={"require": ["exp", "iat", "sub"]},
            )
        except jwt.PyJWTError as why:
            raise OAuth2Error("the token isn’t good") from why


class Route(OpenIDConnectProvider):
    """The way to a provider and back."""

    oauth2_adapter_class = Exchange
    pkce_enabled_default = True

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing of what is asked for comes from the address but where to go on to."""
        asked = super().get_redirect_from_request_kwargs(request)
        return {"process": AuthProcess.LOGIN} | {
            name: asked[name] for name in ("next_url",) if name in asked
        }

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        **more: Any,
    ) -> HttpResponse:
        """By a page on the way: a browser won't let a form lead to another site, and the
        provider may lead on to others yet."""
        nonce = get_random_string(32)
        more["auth_params"] = self.get_auth_params() | {"nonce": nonce}
        try:
            answer = super().redirect(request, process, next_url, nonce=nonce, **more)
        except (OAuth2Error, RequestException) as why:
            return render_authentication_error(request, self, exception=why)
        on_the_way = {"address": answer.url, "name": self.app.name}
        return render(request, "socialaccount/on_the_way.html", on_the_way)

    def sociallogin_from_response(
        self, request: HttpRequest, response: dict[str, Any]
    ) -> SocialLogin:
        """Nothing the provider says is kept but who it is."""
        login = super().sociallogin_from_response(request, response)
        login.account.extra_data = {}
        login.id_token = response.get("id_token", {})
        login.userinfo = response.get("userinfo", {})
        return login


class ProvidersAdapter(DefaultSocialAccountAdapter):
    def list_apps(
        self,
        request: HttpRequest,
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """Those of sign-in.toml, and none of the database."""
        return [
            SocialApp(
                provider=Route.id,
                provider_id=one.key,
                name=one.name,
                client_id=one.client_id,
                secret=one.secret.get_secret_value(),
                settings={"server_url": one.issuer.rstrip("/"), "scope": one.scopes},
            )
            for one in settings.SIGN_IN_PROVIDERS
            if provider in (None, Route.id, one.key)
            and client_id in (None, one.client_id)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who it is, if it is anybody here, and what they may then do."""
        asked = provider(sociallogin.account.provider)
        claims = _claims(request, sociallogin)
        if not sociallogin.is_existing:
            sociallogin.connect(request, _first_met(request, asked, claims))
        person = sociallogin.user
        if asked.groups and person.is_active:
            people.set_external_posts(
                person=person,
                role_keys=posts_from_groups(asked, asked.groups_of(claims)),
                by=f"provider:{asked.key}",
            )
        if asked.did_second_factor(claims):
            request.session[second_factor.AT_PROVIDER] = person.pk

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **more: Any
    ) -> None:
        if error == AuthError.CANCELLED:
            messages.info(request, "You came back without signing in.")
            raise ImmediateHttpResponse(redirect("account_login"))
        # What a provider answers may hold who it is about: only what kind of failure.
        why = type(more.get("exception")).__name__
        log.warning("signing in by %s failed: %s", provider.sub_id, why)


def provider(key: str) -> Provider:
    """Raises Http404 for one that isn't, or is no longer, in sign-in.toml."""
    for one in settings.SIGN_IN_PROVIDERS:
        if one.key == key:
            return one
    raise Http404


def _claims(request: HttpRequest, login: SocialLogin) -> Mapping[str, Any]:
    """What the token and the provider's page of the person say, if they are of this
    signing-in and of one person (OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2)."""
    token, userinfo = login.id_token, login.userinfo
    key = login.account.provider
    if not constant_time_compare(
        str(token.get("nonce", "")), str(login.state.get("nonce") or " ")
    ):
        raise _refused(request, key, "the nonce isn’t the one that was sent")
    if userinfo and userinfo.get("sub") != token.get("sub"):
        raise _refused(request, key, "the token and the userinfo are of two people")
    return {**userinfo, **token}


def _first_met(
    request: HttpRequest, asked: Provider, claims: Mapping[str, Any]
) -> User:
    email = asked.verified_email(claims)
    if not email:
        raise _refused(request, asked.key, "no address it vouches for")
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        return _made(request, asked, claims, email)
    # An address is given to somebody else when its owner has left.
    if SocialAccount.objects.filter(user=person, provider=asked.key).exists():
        raise _refused(request, asked.key, "the account is another subject’s")
    return person


def _made(
    request: HttpRequest, asked: Provider, claims: Mapping[str, Any], email: str
) -> User:
    posts = posts_from_groups(asked, asked.groups_of(claims))
    if not asked.makes_accounts or not posts:
        raise _refused(request, asked.key, "nobody here has the address")
    try:
        return people.add_by_provider(
            email=email,
            name=str(claims.get("name") or email),
            by=f"provider:{asked.key}",
        )
    except people.Refused as why:
        raise _refused(request, asked.key, str(why)) from None


def _refused(request: HttpRequest, key: str, why: str) -> ImmediateHttpResponse:
    log.warning("signing in by %s was refused: %s", key, why)
    audit.record(did="person.not-signed-in", by="", to=f"provider:{key}", reason=why)
    page = render(request, "socialaccount/authentication_error.html", status=403)
    return ImmediateHttpResponse(page)


@open_to_all
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    provider(provider_id)
    return OAuth2LoginView.adapter_view(Exchange(request, provider_id))(request)


@open_to_all
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    provider(provider_id)
    return OAuth2CallbackView.adapter_view(Exchange(request, provider_id))(request)
