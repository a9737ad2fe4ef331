"""Files of dates: the three kinds read, and what is broken refused with sentences."""

from datetime import date, time

import pytest

from muster.programme.groups.dates.found import Unreadable, clock_of
from muster.programme.groups.dates.reading import read


CSV = b"""group,date,time,place,status,reference
Improvement Board,15/10/2025,2.00 pm,Room 4,,IB1
Improvement Board,2026-01-21,14:00,,Cancelled,IB2
"""
ICAL = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//y//EN\r
BEGIN:VEVENT\r
UID:one@council\r
DTSTART:20260513T130000Z\r
DTEND:20260513T150000Z\r
SUMMARY:Improvement\r
  Board\r
LOCATION:Town Hall\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:two@council\r
DTSTART;VALUE=DATE:20260114\r
SUMMARY:Improvement Board\r
STATUS:CANCELLED\r
END:VEVENT\r
END:VCALENDAR\r
"""
ALL_MEETINGS = b"""<?xml version="1.0" encoding="utf-8"?>
<root><meetingscount>2</meetingscount><meetings>
  <meeting><meetingid>204</meetingid><committeeid>12</committeeid>
    <committeetitle>Children &amp;amp; Young People&amp;#39;s Committee</committeetitle>
    <meetingdate>15/10/2025</meetingdate><meetingtime>14:00</meetingtime>
    <meetingstatus>Confirmed</meetingstatus></meeting>
  <meeting><meetingid>205</meetingid><committeeid>12</committeeid>
    <committeetitle>Children &amp;amp; Young People&amp;#39;s Committee</committeetitle>
    <meetingdate>21/01/2026</meetingdate><meetingtime/>
    <meetingstatus>Postponed</meetingstatus></meeting>
</meetings></root>"""
OF_ONE = b"""<getmeetings><committeeid>7</committeeid>
<committeetitle>Cabinet</committeetitle><committeemeetings>
<meeting><meetingid>9</meetingid><meetingdate>01/07/2026</meetingdate>
<meetingtime>10.30 am</meetingtime><meetingstatus>Confirmed</meetingstatus></meeting>
</committeemeetings></getmeetings>"""
COMMITTEES = b"""<committees><committeescount>2</committeescount>
<committee><committeeid>7</committeeid><committeetitle>Cabinet</committeetitle>
<committeedeleted>False</committeedeleted><committeeexpired>False</committeeexpired>
</committee><committee><committeeid>3</committeeid><committeetitle>Old one</committeetitle>
<committeedeleted>False</committeedeleted><committeeexpired>True</committeeexpired>
</committee></committees>"""


def test_a_csv_is_read():
    first, second = read("dates.csv", CSV).meetings
    assert (first.group, first.on, first.starts_at, first.key) == (
        "Improvement Board",
        date(2025, 10, 15),
        time(14),
        "IB1",
    )
    assert second.is_cancelled
    assert not first.is_cancelled


def test_an_ical_file_is_read_at_the_clock_on_the_wall():
    first, second = read("board.ics", ICAL).meetings
    assert (first.group, first.on, first.starts_at) == (
        "Improvement Board",
        date(2026, 5, 13),
        time(14),
    )
    assert second.starts_at is None
    assert second.is_cancelled


def test_what_moderngov_answers_is_read_in_each_of_its_frames():
    first, second = read("all.xml", ALL_MEETINGS).meetings
    assert first.group == "Children & Young People's Committee"
    assert (first.key, first.group_key, first.starts_at) == ("204", "12", time(14))
    assert second.is_cancelled
    [one] = read("one.xml", OF_ONE).meetings
    assert (one.group, one.group_key, one.starts_at) == ("Cabinet", "7", time(10, 30))
    assert read("committees.xml", COMMITTEES).groups == (("Cabinet", "7"),)


def test_xml_inside_one_text_and_in_a_namespace_is_read_too():
    inner = OF_ONE.decode().replace("<", "&lt;")
    wrapped = f'<string xmlns="http://tempuri.org/">{inner}</string>'
    assert len(read("one.xml", wrapped.encode()).meetings) == 1
    named = OF_ONE.replace(b"<getmeetings>", b'<getmeetings xmlns="http://x/">')
    assert len(read("one.xml", named).meetings) == 1


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
BROKEN = {
    "empty.csv": (b"", "is empty"),
    "only-headings.csv": (b"group,date\n", "headings and no dates"),
    "no-date-column.csv": (b"group\nIB\n", "There is no column “date”"),
    "unknown-column.csv": (b"group,date,colour\nIB,15/10/2025,red\n", "“colour”"),
    "two-columns-alike.csv": (b"group,date,day\nIB,1/1/2026,2/1/2026\n", "two columns"),
    "american-date.csv": (b"group,date\nIB,10/15/2025\n", "Row 2, date"),
    "no-such-day.csv": (b"group,date\nIB,31/02/2026\n", "Row 2, date"),
    "far-away.csv": (b"group,date\nIB,01/02/2099\n", "2015 to 2031"),
    "bare-hour.csv": (b"group,date,time\nIB,15/10/2025,10\n", "is not a time"),
    "no-group.csv": (b"group,date\n,15/10/2025\n", "Row 2, group"),
    "odd-status.csv": (b"group,date,status\nIB,15/10/2025,maybe\n", "“maybe”"),
    "extra-cell.csv": (b"group,date\nIB,15/10/2025,oops\n", "more cells than headings"),
    "open-quote.csv": (b'group,date\n"IB,15/10/2025\n', "isn’t CSV"),
    "latin.csv": ("group,date\nCafé,15/10/2025\n".encode("latin-1"), "UTF-8"),
    "said-twice.csv": (
        b"group,date,reference\nIB,15/10/2025,1\nIB,16/10/2025,1\n",
        "twice",
    ),
    "workbook.xlsx": (b"PK\x03\x04....", "not a CSV"),
    "picture.csv": (b"group,date\n\x00\x01,15/10/2025\n", "no text has"),
    "cut-off.ics": (ICAL[:200], ""),
    "no-events.ics": (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
        "no events",
    ),
    "repeats.ics": (
        ICAL.replace(b"LOCATION:Town Hall", b"RRULE:FREQ=WEEKLY"),
        "it repeats",
    ),
    "no-start.ics": (ICAL.replace(b"DTSTART:20260513T130000Z\r\n", b""), "DTSTART"),
    "bad-start.ics": (ICAL.replace(b"20260513T130000Z", b"next week"), "DTSTART"),
    "no-name.ics": (
        ICAL.replace(b"SUMMARY:Improvement\r\n  Board\r\n", b""),
        "SUMMARY",
    ),
    "cut-off.xml": (ALL_MEETINGS[:300], "not whole XML"),
    "bomb.xml": (BOMB, "defines things of its own"),
    "outside.xml": (OUTSIDE, "defines things of its own"),
    "page.xml": (b"<html><body>Server Error</body></html>", "neither meetings"),
    "no-id.xml": (OF_ONE.replace(b"<meetingid>9</meetingid>", b""), "no meetingid"),
    "no-day.xml": (OF_ONE.replace(b"01/07/2026", b"soon"), "meetingdate"),
    "no-committee.xml": (
        OF_ONE.replace(b"<committeetitle>Cabinet</committeetitle>", b""),
        "no committeetitle",
    ),
    "odd-status.xml": (OF_ONE.replace(b"Confirmed", b"Perhaps"), "“Perhaps”"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_a_sentence(name):
    content, says = BROKEN[name]
    with pytest.raises(Unreadable) as why:
        read(name, content)
    assert says in " ".join(why.value.problems)
    assert all(" " in one for one in why.value.problems)


def test_every_row_that_is_wrong_is_named():
    with pytest.raises(Unreadable) as why:
        read("two.csv", b"group,date\nIB,soon\nIB,later\n")
    assert [one[:5] for one in why.value.problems] == ["Row 2", "Row 3"]


def test_a_file_cut_anywhere_is_read_or_refused_and_never_breaks():
    for content in (CSV, ICAL, ALL_MEETINGS, OF_ONE):
        for end in range(0, len(content), 3):
            try:
                read("cut", content[:end])
            except Unreadable:
                continue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.00 pm", time(14)),
        ("10am", time(10)),
        ("12.30 p.m.", time(12, 30)),
        ("", None),
    ],
)
def test_times_are_read_as_councils_write_them(text, expected):
    assert clock_of(text) == expected


@pytest.mark.parametrize("text", ["25:00", "13.00 pm", "10", "noon"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="is not a time"):
        clock_of(text)
