"""Files and spreadsheets that were sent and may hold a child."""

from __future__ import annotations

import re
from pathlib import Path

from muster.protection.reach.who import Who
from muster.sources import received
from muster.sources.cases import sending as cases
from muster.sources.models import Sheet, Upload, Whose
from muster.sources.words import counted


# How workbooks begin, and text in UTF-16.
PACKED = (b"PK", b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf")


def from_uploads(who: Who, *, do: bool) -> str:
    """Files that wait to be loaded, and listings of what was wrong with them."""
    pattern = who.pattern
    found = [
        upload
        for upload in Upload.objects.all()
        if not upload.is_under_way and upload.folder.exists() and _in(upload, pattern)
    ]
    for upload in found if do else []:
        received.forget_file(upload)
        upload.put(
            Upload.Stage.PUT_ASIDE,
            note="It held rows of somebody who was erased. Send it again without them.",
        )
    return f"{counted(len(found), 'file')} sent and not loaded" if found else ""


def from_sheets(who: Who, *, do: bool) -> str:
    """Spreadsheets of cases that may hold the child, and whose rows of them were said to
    be; what a case is called there goes with its entry."""
    sheets = Sheet.objects.filter(is_put_aside=False)
    found = [one for one in sheets if one.path.is_file() and _has_row_of(one, who)]
    answers = Whose.objects.filter(child__in=who.children)
    said = []
    if found:
        said.append(counted(len(found), "spreadsheet") + " of cases")
    if n := answers.count():
        said.append(counted(n, "answer") + " to whose a row is")
    if do:
        answers.delete()
        for sheet in found:
            cases.forget(sheet)
    return ", ".join(said)


def _in(upload: Upload, pattern: re.Pattern[str] | None) -> bool:
    """Whether a file in an upload's folder may hold the child. What is packed or in
    another encoding can't be told, and counts as if it did."""
    return pattern is not None and any(
        _may_hold(path, pattern) for path in upload.folder.rglob("*") if path.is_file()
    )


def _has_row_of(sheet: Sheet, who: Who) -> bool:
    """Whether a row may be of the child: columns between forename and surname don't hide
    one. What can't be told counts as if it were."""
    held = sheet.path.read_bytes()
    if held[:2] in PACKED or b"\0" in held:
        return True
    words = [(one,) for one in who.identifiers] + list(who.names)
    lines = held.decode("utf-8", "replace").casefold().splitlines()
    return any(
        all(part.casefold() in line for part in parts)
        for line in lines
        for parts in words
    )


def _may_hold(path: Path, pattern: re.Pattern[str]) -> bool:
    with open(path, "rb") as file:
        if file.read(2) in PACKED:
            return True
        file.seek(0)
        end = b""
        while block := file.read(1 << 20):
            # With the end of the block before, where a name may be cut in two.
            if pattern.search((end + block).decode("utf-8", "replace")):
                return True
            end = block[-512:]
    return False
