"""Run in processes of their own by test_killed_erasing.py: an erasure that is killed.

python -m tests.protection.killed prepare HOME            a home with a child to erase
python -m tests.protection.killed erase HOME POINT        erases, and kills itself
python -m tests.protection.killed start HOME              the next start, said
"""

import sys
from datetime import date
from pathlib import Path

from tests.sources.killed import kill_at, say

from muster.cli.opened import make_home, open_home


POINTS = {
    "after the ledger has the child": ("muster.tables.erasing:add", "after"),
    "after a file was written again": ("muster.tables.erasing:_copy_marks", "after"),
    "between save and commit": ("muster.tables.store:Draft.save", "after"),
    "inside the transaction": ("muster.sources.models:InForce.put", "after"),
    "between commit and the earlier versions": (
        "muster.sources.uploads:_tell_notebooks",
        "before",
    ),
    "while earlier versions are put right": (
        "muster.tables.replacing:_rewrite",
        "after",
    ),
}


def prepare(home):
    make_home(home)
    from muster.sources import uploads

    for week in (8, 15):
        path = home.with_name(f"week-{week}.csv")
        path.write_text(
            "school,pupil,date,session,code\n"
            + "".join(f"Ash,{who},2025-09-{week:02},AM,I\n" for who in ("WREN", "F1"))
        )
        assert uploads.load(path, by="ada").status == "loaded"


def erase(home, point):
    open_home(home)
    kill_at(*POINTS[point])
    print("ready", flush=True)
    _erase()


def _erase():
    from muster.sources import uploads
    from muster.tables import erasing, holding

    found = holding.find(uploads.state(), identifier="WREN")

    def change(draft, state):
        return erasing.erase(
            draft,
            state,
            [one.child for one in found],
            certificate="E-1",
            day=date(2026, 3, 27),
            reason="request",
        )

    uploads.rewrite("an erasure", change, lambda gone: None)


def start(home):
    """What the home holds of the child after the next start, and after asking again."""
    open_home(home)
    held = _held()
    if held:
        _erase()
    say(held=held, then=_held(), others=_held("F1"), left=_left(home))


def _held(who="WREN"):
    from muster.sources import uploads
    from muster.tables import holding

    state = uploads.state()
    found = holding.find(state, identifier=who)
    return sum(len(holding.held_on(state, [one.child]).weeks) for one in found)


def _left(home):
    """Files of the store that still have the child's number or a note to be done."""
    import pyarrow.parquet as pq

    ids = [path for path in home.glob("marks/ids/pupils-*")]
    found = [
        path.name for path in ids if "WREN" in str(pq.read_table(path).to_pylist())
    ]
    return [*found, *(path.name for path in home.glob("marks/replacing.json"))]


if __name__ == "__main__":
    role, home, *rest = sys.argv[1:]
    {"prepare": prepare, "erase": erase, "start": start}[role](Path(home), *rest)
