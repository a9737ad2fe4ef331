"""Whose word Muster takes for who somebody is, besides its own: sign-in.toml, read.

    [entra]
    name = "Quillshire account"
    issuer = "https://login.microsoftonline.com/…/v2.0"
    client_id = "…"
    secret_variable = "ENTRA_SECRET"

What each may say, and how it is set up at the usual ones, is in docs/sign-in.md.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from muster.accounts.roles import ROLES


class Provider(BaseModel):
    """One OpenID Connect provider. Its key is in the addresses it is told to come back to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: str
    issuer: str
    client_id: str
    secret_variable: str = ""
    secret_file: Path | None = None
    secret: SecretStr = SecretStr("")
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    # Domains whose addresses it vouches for, though it doesn't say email_verified.
    email_domains: tuple[str, ...] = ()
    groups_claim: str = "groups"
    groups: Mapping[str, str] = {}
    makes_accounts: bool = False
    # The claim that says a second factor was used there, and what it then holds.
    second_factor_claim: str = ""
    second_factor_values: tuple[str, ...] = ()

    def did_second_factor(self, claims: Mapping[str, object]) -> bool:
        """Counts only where the provider is said to do one: a claim can be anything."""
        if not self.second_factor_claim:
            return False
        return bool(
            {*_several(claims.get(self.second_factor_claim))}
            & {*self.second_factor_values}
        )

    def groups_of(self, claims: Mapping[str, object]) -> list[str]:
        return _several(claims.get(self.groups_claim))

    def verified_email(self, claims: Mapping[str, object]) -> str:
        """The address it vouches for; none is blank."""
        email = str(claims.get("email") or "")
        domain = email.rpartition("@")[2].lower()
        # Some providers write the word, not the value.
        is_said = claims.get("email_verified") in (True, "true")
        is_trusted = domain in {one.lower() for one in self.email_domains}
        return email if "@" in email and (is_said or is_trusted) else ""


def posts_from_groups(provider: Provider, groups: Iterable[str]) -> list[str]:
    """The keys of the roles these groups stand for, in the order of the table."""
    held = set(groups)
    return list(
        dict.fromkeys(key for group, key in provider.groups.items() if group in held)
    )


def read(path: Path, surroundings: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers of a file; none where there is no file.

    Raises ImproperlyConfigured, with a sentence, for one that can't be meant.
    """
    if not path.is_file():
        return ()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise ImproperlyConfigured(f"{path} can’t be read as TOML: {why}.") from None
    return tuple(_provider(path, key, one, surroundings) for key, one in said.items())


def _provider(
    path: Path, key: str, said: object, surroundings: Mapping[str, str]
) -> Provider:
    def refused(why: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"{path}, [{key}]: {why}")

    if not isinstance(said, dict):
        raise refused("write it as a table, like [entra] and a line for each setting.")
    try:
        provider = Provider(**said | {"key": key})
    except ValidationError as why:
        first = why.errors()[0]
        raise refused(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    address = urlsplit(provider.issuer)
    is_here = address.hostname in {"localhost", "127.0.0.1", "::1"}
    if address.scheme != "https" and not (address.scheme == "http" and is_here):
        raise refused(
            "issuer must begin with https://, or anybody between could sign in."
        )
    known = [one.key for one in ROLES if one.needs_no_more]
    if unknown := sorted(set(provider.groups.values()) - set(known)):
        raise refused(
            f"groups: “{unknown[0]}” is no role that a group can stand for. Those are:"
            f" {', '.join(known)}. A colleague gives the others, which need a place."
        )
    if provider.makes_accounts and not provider.groups:
        raise refused(
            "makes_accounts needs groups, which say what a new account may do."
        )
    return provider.model_copy(
        update={"secret": _secret(provider, surroundings, refused)}
    )


def _secret(provider: Provider, surroundings: Mapping[str, str], refused) -> SecretStr:
    if provider.secret.get_secret_value():
        raise refused(
            "a secret isn’t written in this file. Say secret_variable or secret_file."
        )
    if provider.secret_file:
        try:
            return SecretStr(provider.secret_file.read_text(encoding="utf-8").strip())
        except OSError as why:
            raise refused(f"secret_file can’t be read: {why.strerror}.") from None
    found = surroundings.get(provider.secret_variable, "")
    if not found:
        raise refused(
            f"the environment has no {provider.secret_variable or 'secret_variable'},"
            " which holds the secret the provider gave."
        )
    return SecretStr(found)


def _several(value: object) -> list[str]:
    """A claim may be one word or a list of them."""
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, list) else []
