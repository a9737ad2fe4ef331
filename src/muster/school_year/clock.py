"""What day it is. Nothing below a page asks any other clock."""

import os
from datetime import date


def today() -> date:
    """The day to work on: MUSTER_TODAY (yyyy-mm-dd) where it is set, else the real one.

    Raises ValueError, with a sentence, when MUSTER_TODAY is not a date.
    """
    told = os.environ.get("MUSTER_TODAY", "").strip()
    if not told:
        return date.today()
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise ValueError(
            f"MUSTER_TODAY is “{told}”, which is not a date. Write it like 2026-07-20."
        ) from None
