"""A PDF: its tables as its tags say or as their lines are drawn, and the text between.

It is read in a process of its own, with so much time and memory: a PDF can be made to
keep a reader busy for ever.
"""

from __future__ import annotations

import json
import subprocess
import sys

from .cells import Line, Unreadable, line


SECONDS = 60
LOCKED, NO_TEXT, TOO_MANY_PAGES = 3, 4, 5
SAYS = {
    LOCKED: "is locked with a password. Save it without one, and send that.",
    NO_TEXT: (
        "holds no text: it may be a scan. Send the Word document or the workbook it came "
        "from."
    ),
    TOO_MANY_PAGES: "has far more pages than a log or a plan. Send those that are one.",
}
OTHERWISE = (
    "could not be read: it may be damaged. Save it again as a PDF, or send the Word "
    "document or the workbook it came from."
)


def lines_of_pdf(name: str, content: bytes) -> list[Line]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "muster.programme.reading.pdf_lines"],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(
            f"{name} took more than {SECONDS} seconds to read. Send the Word document or "
            "the workbook it came from."
        ) from None
    if done.returncode:
        raise Unreadable(f"{name} {SAYS.get(done.returncode, OTHERWISE)}")
    return [line(cells, place) for cells, place in json.loads(done.stdout)]
