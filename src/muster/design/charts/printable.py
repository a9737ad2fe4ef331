"""Letters no picture and no document can hold, taken out before anything is drawn."""

import re
from typing import TypeVar


# Control letters other than tab and line break, lone halves of letters, and the code
# points set aside as never being letters. XML forbids them, PDF/UA cannot show them, and
# one of them in a label ends the process that measures it.
NEVER_PRINTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

Anything = TypeVar("Anything")


def printable(value: Anything) -> Anything:
    """The same texts, lists and dictionaries without the letters that cannot be shown."""
    if isinstance(value, str):
        return NEVER_PRINTED.sub("", value)
    if isinstance(value, list | tuple):
        return type(value)(printable(item) for item in value)
    if isinstance(value, dict):
        return {printable(key): printable(item) for key, item in value.items()}
    return value
