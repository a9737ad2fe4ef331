"""What a password may not be, beyond Django's list of common ones.

Length and a list of what others would try first; nothing of capitals and figures, and no
date on which it runs out (NCSC, “Password policy: updating your approach”).
"""

import re
from itertools import chain

from django.conf import settings
from django.core.exceptions import ValidationError


# Written where anybody may read them: the demo's, and those guides give as examples.
PUBLISHED = frozenset(
    {
        "invented-harrow-lantern",
        "three random words",
        "correct horse battery staple",
        "coffeetrainfish",
        "red house monkeys",
    }
)
# What somebody would try here first, alone or together with figures.
EXPECTED = (
    "attendance",
    "password",
    "welcome",
    "council",
    "officer",
    "muster",
    "school",
    "schools",
    "absence",
    "spring",
    "summer",
    "autumn",
    "winter",
    "letmein",
    "changeme",
)


class NotExpectedHere:
    def validate(self, password: str, user: object = None) -> None:
        if _plain(password) in {_plain(one) for one in PUBLISHED}:
            raise ValidationError(
                "That password is printed where anybody can read it. Choose another."
            )
        letters = re.sub("[^a-z]", "", password.lower())
        rest = re.sub("|".join(sorted(_words(), key=len, reverse=True)), "", letters)
        if letters != rest and len(rest) < 4:
            raise ValidationError(
                "That password is one somebody would try here. Three unlikely words"
                " together work well."
            )

    def get_help_text(self) -> str:
        return "It can’t be made of words anybody would expect here."


def _plain(password: str) -> str:
    return re.sub("[^a-z0-9]", "", password.lower())


def _words() -> set[str]:
    here = re.findall("[a-z]{4,}", settings.ORGANISATION.lower())
    return set(chain(EXPECTED, here))
