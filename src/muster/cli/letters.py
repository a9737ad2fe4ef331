"""muster email-test."""

from __future__ import annotations

import typer

from muster.cli.opened import open_home
from muster.cli.output import Failed, say


def add_to(app: typer.Typer) -> None:
    app.command("email-test")(email_test)


def email_test(
    address: str = typer.Argument(..., metavar="ADDRESS", help="Who to write to."),
) -> None:
    """Send one letter, to see that MUSTER_EMAIL is right."""
    from smtplib import SMTPException

    from muster.cli import home

    open_home(home())
    from django.conf import settings
    from django.core.mail import send_mail

    from muster.documents.mail import CannotSend

    if not settings.EMAIL_IS_SET:
        raise Failed(
            "MUSTER_EMAIL is not set, so no email is sent. docs/hosting.md shows how."
        )
    try:
        send_mail(
            "Muster can send email",
            "This letter was asked for with `muster email-test`. Nothing need be done.",
            None,
            [address],
        )
    except CannotSend as why:
        raise Failed(str(why)) from None
    except (SMTPException, OSError) as why:
        # What a server answers may quote what it was told.
        code = getattr(why, "smtp_code", None) or getattr(why, "errno", None)
        kind = type(why).__name__ + (f" {code}" if code else "")
        raise Failed(
            f"The mail server did not take the letter ({kind}). See that its name, port"
            " and password in MUSTER_EMAIL are right."
        ) from None
    say(f"A letter is on its way to {address}.")
