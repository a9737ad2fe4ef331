"""An authenticator app, as a test holds one."""

import time

from allauth.mfa.totp.internal import auth


def code(secret: str, later: int = 0) -> str:
    """What the app shows now, or so many codes later (the site takes the next one too).

    A code is taken once, so a test that needs two in a row takes the next.
    """
    counter = int(time.time()) // 30 + later
    return auth.format_hotp_value(auth.hotp_value(secret, counter))
