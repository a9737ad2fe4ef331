"""What a program is told when it isn't given what it asked for: a sentence, as RFC 9457
has problems."""

from __future__ import annotations

from http import HTTPStatus

from django.http import JsonResponse


TYPE = "application/problem+json"


class Refused(Exception):
    """`sentence` says what was found and what to do; `status` is of HTTP."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def problem(status: int, sentence: str) -> JsonResponse:
    return JsonResponse(
        {"status": status, "title": HTTPStatus(status).phrase, "detail": sentence},
        status=status,
        content_type=TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


# One body for a token nobody made, one that has run out or was revoked, and none at all:
# whoever tries learns nothing.
NO_TOKEN = (
    "This needs a token that is good, in the header “Authorization: Bearer …”. Whoever"
    " keeps people in Muster makes one, under Services."
)
WHOLE_AUTHORITY = (
    "This is for services of the whole authority. This token’s service works for one"
    " organisation."
)
TOO_OFTEN = (
    "This token has asked too often. Wait as long as Retry-After says, in seconds."
)
NO_SUCH_ADDRESS = (
    "There is nothing at this address. /api/v1/openapi.json lists what is."
)


def no_such_school(name: str) -> str:
    return (
        f"No school is known as “{name}”. Use its URN, its LAESTAB or its name as it was"
        " loaded."
    )


def missing(name: str) -> str:
    return f"“{name}” is missing. The page /api/ says what it takes."
