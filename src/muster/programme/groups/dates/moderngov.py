"""Committees and meetings as ModernGov’s web service gives them, saved to a file.

GetCommittees, GetMeetings, GetAllMeetingsByDate and GetMeeting of mgWebService.asmx. Their
frames differ, and hold elements of the same names: a meeting is whatever has a meetingid
and a meetingdate, and is of the committee said in it or around it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from muster.programme.groups.dates.found import (
    OFF,
    Found,
    Said,
    Unreadable,
    checked,
    clock_of,
    day_of,
)
from muster.school_year import BadDate


KNOWN = {
    "",
    "confirmed",
    "provisional",
    "planned",
    "held",
    "scheduled",
    "occurred",
    *OFF,
}
GONE = {"true", "1", "yes"}


def begins(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def read(content: bytes) -> Said:
    root = _root(content)
    around = {child: parent for parent in root.iter() for child in parent}
    groups = tuple(_committees(root))
    meetings, problems = [], []
    for number, one in enumerate(_meetings(root), start=1):
        wrong = _wrong(one, around)
        place = f"Meeting {number} (id {_said(one, 'meetingid') or 'missing'})"
        problems += [f"{place}: {each}" for each in wrong]
        if not wrong:
            meetings.append(_meeting(place, one, around))
    if problems:
        raise Unreadable(*problems)
    if not meetings and not groups:
        raise Unreadable(
            "This XML has neither meetings nor committees. Save what GetMeetings,"
            " GetAllMeetingsByDate, GetMeeting or GetCommittees of mgWebService.asmx"
            " answers."
        )
    return Said("moderngov", checked("moderngov", meetings), groups)


def _root(content: bytes) -> Element:
    try:
        root = fromstring(content, forbid_dtd=True)
        # Some installations answer with the XML as one text inside another.
        if _name(root) == "string" and (inner := (root.text or "").strip()):
            root = fromstring(inner.encode(), forbid_dtd=True)
    except ParseError as why:
        line, column = why.position
        raise Unreadable(
            f"Line {line}, column {column}: this is not whole XML. Save the answer of the"
            " web service again, as it came."
        ) from None
    except (DefusedXmlException, ValueError, LookupError):
        raise Unreadable(
            "This XML defines things of its own, or is written in a way no answer of"
            " ModernGov is. Save the answer of the web service as it came."
        ) from None
    return root


def _meetings(root: Element) -> Iterator[Element]:
    for one in root.iter():
        if _name(one) == "meeting" and _has(one, ("meetingid", "meetingdate")):
            yield one
    if _name(root) != "meeting" and _has(root, ("meetingid", "meetingdate")):
        yield root


def _has(one: Element, names: tuple[str, ...]) -> bool:
    return any(_name(child) in names for child in one)


def _committees(root: Element) -> Iterator[tuple[str, str]]:
    """The name and number of each committee that is listed and still sits."""
    for one in root.iter():
        if _name(one) != "committee" or not _has(one, ("committeetitle",)):
            continue
        ended = (_said(one, "committeedeleted"), _said(one, "committeeexpired"))
        if not GONE.intersection(each.casefold() for each in ended):
            yield _said(one, "committeetitle")[:200], _said(one, "committeeid")


def _wrong(one: Element, around: dict[Element, Element]) -> list[str]:
    said = []
    if not _said(one, "meetingid"):
        said.append("it has no meetingid, so it could not be found again.")
    try:
        day_of(_said(one, "meetingdate"))
    except BadDate as why:
        said.append(f"meetingdate: {why}")
    try:
        clock_of(_said(one, "meetingtime"))
    except ValueError as why:
        said.append(f"meetingtime: {why}")
    if not _around(one, "committeetitle", around):
        said.append("no committeetitle says whose it is.")
    if _said(one, "meetingstatus").casefold() not in KNOWN:
        said.append(
            f"meetingstatus: “{_said(one, 'meetingstatus')}” is not a status Muster knows."
            " Write Confirmed or Cancelled in its place."
        )
    return said


def _meeting(place: str, one: Element, around: dict[Element, Element]) -> Found:
    return Found(
        place=place,
        group=_around(one, "committeetitle", around)[:200],
        on=day_of(_said(one, "meetingdate")),
        key=_said(one, "meetingid")[:100],
        group_key=_around(one, "committeeid", around)[:100],
        starts_at=clock_of(_said(one, "meetingtime")),
        venue=(_said(one, "meetingvenue") or _said(one, "meetinglocation"))[:200],
        status=_said(one, "meetingstatus"),
    )


def _around(one: Element, name: str, around: dict[Element, Element]) -> str:
    """What is said in an element, or else in the nearest one around it."""
    at: Element | None = one
    while at is not None:
        if said := _said(at, name):
            return said
        at = around.get(at)
    return ""


def _said(one: Element, name: str) -> str:
    """A child’s text. ModernGov writes “&amp;#39;” where it means an apostrophe."""
    for child in one:
        if _name(child) == name:
            return " ".join(html.unescape(child.text or "").split())
    return ""


def _name(one: Element) -> str:
    return str(one.tag).rpartition("}")[2].casefold()
