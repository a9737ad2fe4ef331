"""What the pages of cases show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from muster.accounts.stored import state
from muster.design.filters import counted, day
from muster.measures.members import school_names
from muster.registers.child import NAMELESS, Children
from muster.school_year import clock
from muster.sources.cases.checking import Checked, Doubt
from muster.sources.cases.models import Mapping, Sheet
from muster.sources.cases.rows import Case
from muster.sources.cases.table import Table
from muster.tables.names import plain
from muster.tables.upn import cleaned


MOST = 50
MOST_PROBLEMS = 200
SAMPLES = 3
SOURCE_COLUMNS = (
    {"text": "Source"},
    {"text": "Register"},
    {"text": "Cases are kept"},
    {"text": "Last loaded"},
    {"text": "Open here", "number": True},
    {"text": "Not in the last extract", "number": True},
)
SHEET_COLUMNS = (
    {"text": "File"},
    {"text": "Source"},
    {"text": "Sent"},
    {"text": "Where it is"},
)


def source_row(one: Mapping, seen: Any, gone: Any) -> list[Any]:
    open_here = seen.open().filter(brought__mapping=one).count()
    missing = gone.filter(entry__in=seen).count()
    last = one.sheets.exclude(loaded_at=None).order_by("-loaded_at").first()
    link = {"text": missing, "href": reverse("cases:missing", args=[one.pk])}
    return [
        one.source,
        one.of.title,
        "There, and read here" if one.is_kept_there else "Here",
        day(last.loaded_at.date()) if last and last.loaded_at else "Not yet",
        open_here,
        link if missing else 0,
    ]


def sheet_row(one: Sheet) -> list[Any]:
    return [
        {"text": one.file_name, "href": one.get_absolute_url()},
        str(one.mapping),
        day(one.sent_at.date()),
        _where(one),
    ]


def _where(one: Sheet) -> str:
    if one.is_under_way:
        return "Being loaded"
    if one.loaded_at:
        return f"Loaded, {counted(one.count, 'case')}"
    return (
        f"Loaded in part, {counted(one.count, 'case')}" if one.count else "Not loaded"
    )


def samples(table: Table) -> list[list[str]]:
    """What the first rows say under each heading."""
    some = table.rows[:SAMPLES]
    return [
        [heading, " · ".join(_short(c[at]) for _, c in some if c[at].strip())]
        for at, heading in enumerate(table.headings)
    ]


def checked(sheet: Sheet, found: Checked, seen: Children) -> dict[str, Any]:
    """Everything the page of a checked sheet says."""
    opens = sorted(found.opens, key=lambda one: one.case.row)[:MOST]
    names = seen.names_of([one.child for one in opens])
    changed = seen.names_of([one.entry.child for one in found.changes[:MOST]])
    return {
        "found": found,
        "facts": _facts(sheet, found),
        "sure": len(found.opens) + len(found.changes),
        "opens": [
            [one.case.row, names.get(one.child, NAMELESS), *_case(sheet, one.case)]
            for one in opens
        ],
        "changes": [
            [
                one.case.row,
                changed.get(one.entry.child, NAMELESS),
                ", ".join(one.what).capitalize(),
            ]
            for one in found.changes[:MOST]
        ],
        "waits": [_doubt(sheet, one) for one in found.waits],
        "nobodys": [_doubt(sheet, one) for one in found.nobodys],
        "problems": [
            [one.row, one.column or "–", one.found or "–", one.message]
            for one in sorted(found.problems, key=lambda one: one.row or 0)
        ][:MOST_PROBLEMS],
        "unread": _unread(sheet, found.table),
        "most": MOST,
    }


def done(opened: int, changed: int) -> str:
    said = []
    if opened:
        said.append(f"{counted(opened, 'case is', 'cases are')} brought in")
    if changed:
        said.append(f"{counted(changed, 'case is', 'cases are')} changed")
    return (", ".join(said) or "Nothing was new: nothing is changed") + "."


def said_of(case: Case) -> list[dict[str, Any]]:
    """How the file speaks of the child, and of the case."""
    said = case.said
    lines = [
        ("UPN", said.upn),
        ("Name", said.whole),
        ("Born", day(said.born_on) if said.born_on else ""),
        ("School", case.school_said),
        ("Year group", said.year_group),
        ("Case began", day(case.started_on)),
        ("Number of the case", case.reference),
    ]
    return [{"key": {"text": k}, "value": {"text": v}} for k, v in lines if v]


def likely(doubt: Doubt, seen: Children) -> list[dict[str, Any]]:
    """The likely children, with what agrees and what differs of each."""
    found = []
    for number in doubt.meant.likely:
        child = seen.get(number, clock.today())
        if child is None:
            continue
        agrees, differs = _compared(doubt.case, child)
        found.append(
            {
                "number": number,
                "name": child.name,
                "agrees": ", ".join(agrees) or "nothing",
                "differs": ", ".join(differs) or "nothing",
            }
        )
    return found


def _compared(case: Case, child: Any) -> tuple[list[str], list[str]]:
    said, agrees, differs = case.said, [], []
    called = [plain(one) for one in child.names]
    forename, surname = said.parts
    places = child.places
    pairs = [
        ("UPN", said.upn, cleaned(said.upn) in child.upns, ", ".join(child.upns)),
        ("forename", forename, any(n.startswith(f"{forename} ") for n in called), child.name),
        ("surname", surname, any(n.endswith(f" {surname}") for n in called), child.name),
        ("birth date", said.born_on, said.born_on == child.born_on, day(child.born_on)),
        ("school", case.school_said, said.school in {p.school for p in places}, ", ".join(dict.fromkeys(p.school_name for p in places))),
        ("year group", said.year_group, _year(said.year_group) == _year(_year_of(child)), _year_of(child)),
    ]  # fmt: skip
    for what, given, is_so, ours in pairs:
        if given:
            (agrees if is_so else differs).append(
                what if is_so else f"{what} (ours: {ours or 'not known'})"
            )
    return agrees, differs


def _year_of(child: Any) -> str:
    groups = [s.year_group for p in child.places for s in p.spells if s.year_group]
    return str(groups[-1]) if groups else ""


def _year(text: str) -> str:
    """“Y6”, “Year 6” and “6” are one; reception is R."""
    bare = plain(text).replace("year", "").replace("yr", "").replace("y", "").strip()
    return "r" if bare.startswith("r") else bare.lstrip("0")


def _facts(sheet: Sheet, found: Checked) -> list[dict[str, Any]]:
    lines = [
        ("Source", str(sheet.mapping.source)),
        ("Register", sheet.mapping.of.title),
        ("Rows", f"{len(found.table.rows):,}"),
        ("Will be opened", f"{len(found.opens):,}"),
        ("Will be changed", f"{len(found.changes):,}" if found.changes else ""),
        ("There already, and stay as they are", f"{len(found.there):,}"),
        ("Wait for you to say whose they are", f"{len(found.waits):,}"),
        ("Of none of our children, as you said", f"{len(found.nobodys):,}" if found.nobodys else ""),
        ("Can’t be read", f"{found.wrong_rows:,}"),
    ]  # fmt: skip
    return [{"key": {"text": k}, "value": {"text": v}} for k, v in lines if v]


def _case(sheet: Sheet, case: Case) -> list[str]:
    names = school_names(state())
    ended = f", ended {day(case.ended_on)}" if case.ended_on else ""
    return [
        names.get(case.said.school or 0, case.school_said),
        f"{day(case.started_on)}{ended}",
        "Closed" if case.ended_on else sheet.mapping.of.said(case.status),
    ]


def _doubt(sheet: Sheet, one: Doubt) -> list[Any]:
    said = one.case.said
    name = said.whole or "No name"
    address = reverse("cases:whose", args=[sheet.key, one.case.row])
    return [
        one.case.row,
        {"text": name, "href": address},
        one.case.school_said or "–",
        one.meant.why,
        len(one.meant.likely),
    ]


def _unread(sheet: Sheet, table: Table) -> list[str]:
    read = {*sheet.mapping.columns.values()}
    return [one for one in table.headings if one not in read]


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
