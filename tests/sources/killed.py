"""Run in processes of their own by test_killed.py: what is killed, and what comes after.

    python -m tests.sources.killed prepare HOME OLD NEW     old figures, then the new ones
    python -m tests.sources.killed load HOME NEW POINT      loads, and may kill itself
    python -m tests.sources.killed start HOME NEW           the next start

Nothing in the product knows of these points: they are put in from here.
"""

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from muster.cli.opened import make_home, open_home


# Where a load kills itself: a function, and whether before or after it ran.
POINTS = {
    "before the first layer is written": ("muster.tables.store:write_marks", "before"),
    "after a layer was written": ("muster.tables.store:write_marks", "after"),
    "before everything is saved": ("muster.tables.store:Draft.save", "before"),
    "between save and commit": ("muster.tables.store:Draft.save", "after"),
    "inside the transaction": ("muster.sources.models:InForce.put", "after"),
    "between commit and CURRENT": ("muster.sources.uploads:_tell_notebooks", "before"),
    "after CURRENT": ("muster.sources.uploads:_tell_notebooks", "after"),
    "while layers are merged": ("muster.sources.uploads:_merge", "before"),
}


def prepare(home, old, new):
    """A home with the old figures; says them, the new ones, and how long a load takes."""
    make_home(home)
    from muster.sources import uploads

    assert uploads.load(old, by="ada").status == "loaded"
    before = figures()
    shutil.copytree(home, home.with_name("prepared"))
    began = time.monotonic()
    assert uploads.load(new, by="ada").status == "loaded"
    took = time.monotonic() - began
    say(old=before, new=figures(), took=took)


def load(home, new, point):
    open_home(home)
    from muster.sources import uploads

    if point in POINTS:
        kill_at(*POINTS[point])
    print("ready", flush=True)
    uploads.load(new, by="ada")
    time.sleep(600)  # until it is killed


def start(home, new):
    """Says what is held, then loads the file again and says what is held then."""
    open_home(home)
    from muster.sources import uploads

    held = figures()
    status = uploads.load(new, by="ada").status
    say(held=held, status=status, then=figures())


def kill_at(address, when):
    module, _, path = address.partition(":")
    owner = __import__(module, fromlist=["_"])
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    real = getattr(owner, name)

    def wrapped(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, wrapped)


def figures():
    """Every school's attendance by week, as the store in force has it."""
    from muster.measures import ask
    from muster.sources import uploads

    asked = {"by": ("school", "week"), "period": "2025-26", "audience": "unsuppressed"}
    rows = ask(uploads.state(), ["attendance"], **asked).rows
    return [[*row.dims, row.numerator, row.denominator] for row in rows]


def say(**what):
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    role, home, *rest = sys.argv[1:]
    roles = {"prepare": prepare, "load": load, "start": start}
    paths = [Path(one) if "/" in one else one for one in rest]
    roles[role](Path(home), *paths)
