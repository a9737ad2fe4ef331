"""A forgotten password, by email, where the site can send any.

The site does the same for an address it knows and one it doesn't: it puts a letter in the
queue. Whether there is anybody to write to is seen by the worker, so neither the answer nor
how long it took says who has an account.
"""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from muster.accounts.models import User
from muster.jobs.queue import Tell, background, enqueue


def is_possible() -> bool:
    return settings.EMAIL_IS_SET


def ask(*, email: str, site: str) -> None:
    enqueue(
        write,
        title="A letter about a forgotten password",
        by="",
        page=reverse("account_login"),
        email=email,
        site=site,
    )


@background
def write(tell: Tell, *, email: str, site: str) -> str:
    """To whoever has this address and signs in with a password, a link that works once."""
    for person in User.objects.filter(email__iexact=email, is_active=True):
        page = {"person": person, "site": site, "link": _link(person, site)}
        send_mail(
            "Your Muster password",
            render_to_string("account/email/forgotten.txt", page),
            None,
            [person.email],
        )
    return "Done."


def _link(person: User, site: str) -> str:
    """None for somebody only their provider signs in."""
    if not person.has_usable_password() or person.has_new_address:
        return ""
    key = default_token_generator.make_token(person)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": key},
    )
    return site.rstrip("/") + path
