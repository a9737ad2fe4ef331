"""The first person of an empty home: whoever can read the home holds the code.

Nobody can make an account for themselves but the first, once, with a code that only the
home and the terminal that opened the site have shown.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

from muster.accounts.models import User


FILE = "first-person-code"
# A first person loads, sets up and keeps people, until there are others.
ROLES = ("administrator", "data-officer")


def is_awaited() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


def code() -> str:
    """The code of this home, made the first time it is asked for."""
    path = _path()
    if not path.is_file():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text("ascii").strip()


def is_code(given: str) -> bool:
    """Whether it is the code, while the first person is awaited."""
    return is_awaited() and _path().is_file() and constant_time_compare(given, code())


def has_come() -> None:
    """The code is of no more use."""
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.MUSTER_HOME) / FILE
