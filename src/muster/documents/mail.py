"""How letters leave: one setting, MUSTER_EMAIL, an address of a kind.

console:                                      printed, for trying
smtp://person:password@host:587/              a relay, STARTTLS (465: TLS from the start)
smtp://relay.example:25/?tls=0                a relay of your own network, no password
smtp+oauth://client:secret@smtp.office365.com:587/?tenant=T&as=muster@council.example
notify:?key=API-KEY&template=TEMPLATE-ID      GOV.UK Notify; the template has ((subject))
                                              as its subject and ((body)) as its text
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as Smtp


OURS = "muster.documents.mail"
DJANGOS = "django.core.mail.backends"
PATIENCE = 20
MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
SCOPE = "https://outlook.office365.com/.default"
# A Notify key is a name, the service's id and a secret; the ids are 36 characters each.
NOTIFY_KEY = 73


class CannotSend(Exception):
    """The letter was not sent; the message says why, and quotes neither it nor a secret."""


def mail_settings(said: str) -> dict[str, Any]:
    """Django's settings for MUSTER_EMAIL. Raises ImproperlyConfigured."""
    if not said:
        return {"EMAIL_IS_SET": False, "EMAIL_BACKEND": f"{DJANGOS}.dummy.EmailBackend"}
    try:
        address = urlsplit(said)
        of_kind = KINDS[address.scheme]
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        made = of_kind(address, asked)
    except (KeyError, ValueError):
        # What it says is not quoted: there may be a password in it.
        raise ImproperlyConfigured(
            "MUSTER_EMAIL can’t be understood. It is console:, smtp://…, smtp+oauth://…"
            " or notify:?key=…&template=…; docs/hosting.md shows each."
        ) from None
    return {"EMAIL_IS_SET": True, "EMAIL_TIMEOUT": PATIENCE, **made}


def _console(address: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    return {"EMAIL_BACKEND": f"{DJANGOS}.console.EmailBackend"}


def _smtp(address: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    if not address.hostname:
        raise ValueError
    port = address.port or 587
    is_secure = asked.get("tls", "1") != "0"
    if address.password and not is_secure:
        raise ImproperlyConfigured(
            "MUSTER_EMAIL sends a password with tls=0, so anybody on the way can read it."
            " Take tls=0 out, or the password."
        )
    return {
        "EMAIL_BACKEND": f"{DJANGOS}.smtp.EmailBackend",
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_SSL": is_secure and port == 465,
        "EMAIL_USE_TLS": is_secure and port != 465,
    }


def _smtp_oauth(address: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    if not (address.hostname and address.username and address.password):
        raise ValueError
    return {
        "EMAIL_BACKEND": f"{OURS}.OAuthSmtp",
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": address.port or 587,
        "EMAIL_USE_TLS": asked.get("tls", "1") != "0",
        "EMAIL_HOST_USER": asked["as"],
        "EMAIL_OAUTH": {
            "url": asked.get("token") or MICROSOFT.format(tenant=asked["tenant"]),
            "client_id": unquote(address.username),
            "client_secret": unquote(address.password),
            "scope": asked.get("scope", SCOPE),
            "grant_type": "client_credentials",
        },
    }


def _notify(address: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    if len(asked["key"]) < NOTIFY_KEY:
        raise ValueError
    said = {"key": asked["key"], "template": asked["template"]}
    return {
        "EMAIL_BACKEND": f"{OURS}.Notify",
        "EMAIL_NOTIFY": said | ({"url": asked["url"]} if "url" in asked else {}),
    }


KINDS = {
    "console": _console,
    "smtp": _smtp,
    "smtp+oauth": _smtp_oauth,
    "notify": _notify,
}


class OAuthSmtp(Smtp):
    """SMTP with a token in the place of a password, as Microsoft 365 asks (XOAUTH2)."""

    def open(self) -> bool | None:
        if self.connection:
            return False
        username, self.username = self.username, ""
        try:
            opened = super().open()
            if opened:
                # Unasked, smtplib takes “503, greet me first” for “signed in already”.
                self.connection.ehlo_or_helo_if_needed()
                said = f"user={username}\1auth=Bearer {_token()}\1\1"
                self.connection.auth("XOAUTH2", lambda challenge=None: said)
        except BaseException:
            self.close()
            raise
        finally:
            self.username = username
        return opened


def _token() -> str:
    import requests  # only where letters are sent so

    asked = dict(settings.EMAIL_OAUTH)
    try:
        answer = requests.post(asked.pop("url"), data=asked, timeout=PATIENCE)
        answer.raise_for_status()
        return str(answer.json()["access_token"])
    except (requests.RequestException, ValueError, KeyError) as why:
        status = getattr(getattr(why, "response", None), "status_code", None)
        raise CannotSend(
            "No token was given to send email with"
            f" ({f'status {status}' if status else 'no answer that can be read'}). See"
            " that the tenant, the client and its secret in MUSTER_EMAIL are right."
        ) from None


class Notify(BaseEmailBackend):
    """GOV.UK Notify: each letter is its template's subject and body."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in email_messages:
            for recipient in message.recipients():
                try:
                    self._send(message, recipient)
                except CannotSend:
                    if not self.fail_silently:
                        raise
                else:
                    sent += 1
        return sent

    def _send(self, message: EmailMessage, recipient: str) -> None:
        from notifications_python_client.errors import HTTPError
        from notifications_python_client.notifications import NotificationsAPIClient

        said = settings.EMAIL_NOTIFY
        where = {"base_url": said["url"]} if "url" in said else {}
        client = NotificationsAPIClient(said["key"], timeout=PATIENCE, **where)
        try:
            client.send_email_notification(
                email_address=recipient,
                template_id=said["template"],
                personalisation={"subject": message.subject, "body": message.body},
            )
        except HTTPError as why:
            raise CannotSend(
                f"GOV.UK Notify did not take the letter (status {why.status_code})."
                " See that the key and the template in MUSTER_EMAIL are right, and that"
                " the service may write to this address."
            ) from None
