"""Cases that another system keeps and Muster only reads, and a view somebody keeps."""

from __future__ import annotations

import csv
import io

from django.core.files.base import ContentFile

from muster.demo.cases.worked import LEAD, OFFICER, Worked, written
from muster.registers.entry import Entry
from muster.registers.found import Found
from muster.registers.saved import SavedView
from muster.sources.cases import checking, loading, sending
from muster.sources.cases.forms import THERE


# Where early help finds its children, the first first.
LISTS = ("severe", "continuous", "threshold")


def bring_in(worked: Worked) -> None:
    """Loads an extract of early help’s own cases, of children of the officer’s area."""
    kept, user = written("kept_there"), worked.user(OFFICER)
    said = {name: kept[name] for name in ("source", "register")}
    file = ContentFile(_extract(worked, kept), name="early-help-2026-03-27.csv")
    sheet = sending.receive({**said, "kept": THERE, "file": file}, by=OFFICER)
    mapping = sheet.mapping
    mapping.columns, mapping.words = kept["columns"], kept["words"]
    mapping.save()
    on = worked.today
    checked = checking.check(sheet, user=user, state=worked.state, on=on)
    assert not checked.problems, [*map(str, checked.problems)]
    loading.Loading(sheet, checked, user, worked.state, on).run(lambda *_: None)
    sending.forget(sheet)


def keep_a_view(worked: Worked) -> None:
    view = written("kept_there")["view"]
    SavedView.objects.create(owner=worked.user(LEAD), **view)


def _extract(worked: Worked, kept: dict[str, object]) -> bytes:
    rows = kept["rows"]
    assert isinstance(rows, list)
    known = set(
        Entry.objects.open().filter(register="support").values_list("child", flat=True)
    )
    others = {
        row.child: row
        for name in LISTS
        for row in Found.objects.waiting(name, worked.today)
        if row.school in worked.patch and row.child not in known | worked.taken
    }
    text = io.StringIO()
    out = csv.DictWriter(text, ["UPN", *rows[0]], lineterminator="\n")
    out.writeheader()
    for row, found in zip(rows, others.values(), strict=False):
        out.writerow({"UPN": worked.identifier(found.pupil), **row})
    return text.getvalue().encode("utf-8")
