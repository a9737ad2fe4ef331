"""An invented authority's task log and action plan, as long as real ones."""

from datetime import date, time

from muster.programme.papers.actions import Agreed
from muster.programme.papers.agenda import AgendaOf, Item, agenda_paper
from muster.programme.papers.changed import About, Change, changed_paper
from muster.programme.papers.exceptions import OpenAction, exceptions_paper
from muster.programme.papers.forward_plan import Planned, State, forward_plan_paper
from muster.programme.papers.minutes import (
    Decision,
    Minute,
    MinutesOf,
    Person,
    minutes_paper,
)
from muster.programme.papers.workplan import Due, What, WorkplanOf, workplan_paper
from muster.programme.printed import CLOSED, NEW, OPEN, Document, Kind, Row, Status
from muster.school_year.said import Precision, SaidDate


MARKS = {"organisation": "Quillshire Council", "reference": "QC-AWG-2031-07"}
BEFORE, NOW = date(2031, 7, 8), date(2031, 7, 23)


def day(text, year, month, on):
    at = date(year, month, on)
    return SaidDate(text, at, at, Precision.DAY)


def month(text, year, number, last):
    begins, ends = date(year, number, 1), date(year, number, last)
    return SaidDate(text, begins, ends, Precision.MONTH)


START = day("30/03/2031", 2031, 3, 30)
DECEMBER = month("Dec 2031", 2031, 12, 31)
JULY = month("July 2031", 2031, 7, 31)


def rated(before, now):
    return (Status(BEFORE, before), Status(NOW, now))


def task(ref, heading, objective, steps, owners, deadline, said, notes, **more):
    given = {
        "section": OPEN,
        "start": START,
        "steps": steps,
        "statuses": rated(*said),
        "deadlines": (deadline,),
        **more,
    }
    return Row(
        ref=ref,
        heading=heading,
        objective=objective,
        owners=owners,
        progress=notes,
        **given,
    )


def a_log():
    return Document(
        Kind.LOG,
        head={
            "title": "Appendix D – Attendance Working Group Task Log",
            "created": "30 March 2031",
            "updated": "23 July 2031",
            "owner": "Ada Ashgrove",
        },
        as_at=NOW,
        reviews=(BEFORE, NOW),
        rows=tuple(open_tasks()),
    )


def open_tasks():
    yield task(
        "1",
        "ATTENDANCE AIMS",
        "To revise the aims for attendance across Quillshire and have them agreed",
        (
            "draft the aims",
            "consult with partners, schools among them",
            "write the final version",
            (
                "agree it at the Improvement Board (20 October) and the Well-Being Board "
                "(12 November)"
            ),
        ),
        ("AA",),
        day("12 Nov 2031", 2031, 11, 12),
        ("AMBER", "AMBER"),
        "Draft made for the meeting of the group on 14 July and for Cllr Sedge on 29 "
        "July. The final draft goes to both boards in the autumn and then to schools.",
    )
    yield task(
        "2a",
        "AUTHORITY POLICIES",
        "To bring the policies and procedures the authority must have up to date",
        (
            "list the policies that are required",
            "find gaps and policies that need revising",
            "plan, write, revise and consult as required",
            "put every policy on the website and tell those it is for",
        ),
        ("AA",),
        DECEMBER,
        ("AMBER", "AMBER"),
        "Started on 22 April: first list made and being added to. Needs a plan for the "
        "policies still to be written.\nIs a review cycle and one layout needed?",
    )
    yield task(
        "3",
        "COLLECTING FIGURES",
        "To make one full and accurate report that is easy to renew and to watch",
        (
            "have everything that is needed in the pack",
            "have a way to renew and gather its figures regularly, as agreed",
            "renew the pack every half-term",
        ),
        ("DW",),
        DECEMBER,
        ("AMBER", "AMBER"),
        "The pack’s layout is agreed but it is not finished: suspensions and children "
        "looked after are still to come, and there is work to do on how figures are "
        "gathered, cleaned and read.",
    )
    yield task(
        "4",
        "READING FIGURES",
        "Through the group, to use the report to find and watch what comes first",
        (
            "read the report every half-term (Sept, Nov, Jan, March, May, July)",
            "find what needs doing, and watch whether it is done and whether it helps",
            "show what helped, with examples and figures",
        ),
        ("AA",),
        DECEMBER,
        ("AMBER", "AMBER"),
        "The group has met and begun to name what comes first (attendance at the unit; "
        "suspensions), but has not finished.",
    )
    yield task(
        "5",
        "CYCLE OF REPORTS",
        "To make a yearly plan of which reports go to which boards, and when",
        (
            "name every group that should have reports and put it in the workplan",
            "bring the Improvement Board up to date in October",
        ),
        ("DW",),
        JULY,
        ("AMBER", "GREEN"),
        "First thoughts tabled in July. The plan is to be signed off by the group on 15 "
        "Sept.",
        closure=day("15 Sept 2031", 2031, 9, 15),
    )
    yield task(
        "6",
        "WORKING GROUP",
        "To have all who support schools with attendance work together better",
        (
            "have a group with the right members, terms, chair and workplan",
            "have everyone know who does what",
        ),
        ("AA",),
        JULY,
        ("AMBER", "GREEN"),
        "The group met first on 18 March; monthly until July and then every half-term.",
        closure=day("15 Sept 2031", 2031, 9, 15),
    )
    yield task(
        "7",
        "MAP THE SPEND",
        "To map what is spent on attendance now",
        (),
        ("JB",),
        month("May 2031", 2031, 5, 31),
        ("RED", "RED"),
        "JB to find a colleague in finance to do this. Not yet started.",
        description="To map what is spent on attendance now",
    )
    yield task(
        "8",
        "MISSING OUT",
        "To know better which children miss out on education, and to do better by them",
        (
            "agree what is meant",
            "find how many there are, where they are, why and for how long",
            "find what the authority should be doing",
            "make a plan with dates and say who does what",
        ),
        ("AA",),
        JULY,
        ("AMBER", "AMBER"),
        "A group met for the first time on 15 June; a draft plan is made and it will "
        "meet again.",
    )
    yield task(
        "9",
        "THE UNIT",
        "To improve attendance at the pupil referral unit",
        (
            "have the unit watch, record and report attendance as it should",
            "have every young person who should have support put forward for it",
            "make a plan with dates",
        ),
        ("LC",),
        JULY,
        ("AMBER", "AMBER"),
        "Met on 30.06.31 with two heads, DW and LC. A draft plan goes to heads on "
        "13.07.31. To meet again in July with DW, KH, LB, LC and DB so that some of it "
        "moves on over the summer holiday. " * 3,
    )
    yield task(
        "10",
        "SUSPENSIONS",
        "To improve how suspensions and exclusions are watched and reported",
        ("have figures that are right and on time", "make a plan with dates"),
        ("AG", "DW", "KH", "LB"),
        month("Sept 2031", 2031, 9, 30),
        ("AMBER", "GREY"),
        "Some first work was shown on 17 June but the figures do not agree.",
    )
    yield task(
        "11",
        "HOME EDUCATION",
        "To get on better with families who educate at home",
        ("know the families better", "build trust with them"),
        ("Ada Ashgrove", "Bede Birchall"),
        DECEMBER,
        ("BLUE", "BLUE"),
        "Five meetings held; the wider group is joining in and a plan is being made.",
    )
    yield task(
        "12",
        "AFTER 16",
        "To have more young people in education or training after 16",
        ("know the needs of each group", "put what we have where it is needed most"),
        ("CB", "LW"),
        DECEMBER,
        ("GREEN", "AMBER"),
        "Work is going on but must come to this group.",
    )
    yield task(
        "13",
        "YOUNG CARERS",
        "To find young carers sooner",
        ("agree with schools how they are found",),
        ("KH",),
        DECEMBER,
        ("", ""),
        "First figures were shared in July.",
        section=NEW,
        start=month("July 2031", 2031, 7, 31),
        statuses=(Status(NOW, "AMBER"),),
    )
    yield task(
        "2b",
        "SCHOOL POLICIES",
        "To make a list of policies for schools, so that they can check what they need",
        (
            "list the policies that are required",
            "find gaps",
            "write and consult as required",
        ),
        ("AG",),
        JULY,
        ("", ""),
        "Final version shown on 20 May and put on the schools’ website by the end of "
        "June.",
        section=CLOSED,
        start=day("23/03/2031", 2031, 3, 23),
        statuses=(Status(date(2031, 6, 23), "GREEN"), Status(BEFORE, "GREEN")),
        closure=day("30 June", 2031, 6, 30),
    )


def a_plan():
    return Document(
        Kind.PLAN,
        head={
            "title": "Scrutiny Review – Narrowing the Gap – Action Plan",
            "recommendation_lead": "Sorrel Sedgewick",
            "recommendation": "1: Improve attendance",
            "accountability": "Young People’s Committee: meeting dates",
            "impact_review": "",
        },
        as_at=date(2034, 10, 1),
        rows=(
            Row(
                "Research",
                "1a",
                "Find what training there is on attendance across teams.",
                success="Know what works and where it is weak.",
                owners=("S. Sedgewick",),
                deadlines=(month("March '35", 2035, 3, 31),),
                progress="Three teams have answered.\nOne is still to come.",
            ),
            Row(
                "Research",
                "1b.",
                "Find where officers and school leaders need more",
                success="A package of training for those who lead on attendance",
            ),
            Row(
                "Communications",
                "",
                "Attendance self-check promoted at the heads’ meetings",
                success="Support and challenge to use it\nWhat to work on is named",
                owners=("S. Sedgewick", "G. Medlar"),
                deadlines=(
                    month("December '34", 2034, 12, 31),
                    SaidDate(
                        "January/ February '35",
                        date(2035, 1, 1),
                        date(2035, 2, 28),
                        Precision.MONTHS,
                    ),
                ),
            ),
            Row("Events", "", "Networks promoted", success="Senior leaders come"),
        ),
    )


GROUP = "Attendance Working Group"


def some_standing():
    steady = {"status": "GREEN", "updated_on": NOW, "due": DECEMBER}
    yield OpenAction("1", "Attendance aims", ("AA",), **steady)
    yield OpenAction(
        "7",
        "Map the spend",
        ("JB",),
        "RED",
        reviews=2,
        since=BEFORE,
        due=month("May 2031", 2031, 5, 31),
        updated_on=NOW,
        path="The director is to name somebody in finance by 15 September.",
    )
    yield OpenAction(
        "3",
        "Collecting figures",
        ("DW",),
        "AMBER",
        reviews=4,
        is_stuck=True,
        since=date(2031, 3, 18),
        due=DECEMBER,
        first_due=date(2031, 10, 31),
        moves=2,
        updated_on=date(2031, 5, 3),
    )
    yield OpenAction("9", "The unit", ("LC",), "AMBER", reviews=1, since=NOW, due=JULY)
    yield OpenAction("14", "Posters", status="", updated_on=NOW)


def some_changes():
    yield Change(
        About.STATUS, "5", "Cycle of reports", NOW, "AMBER", "GREEN", "D. Wren"
    )
    yield Change(
        About.DATE,
        "3",
        "Collecting figures",
        BEFORE,
        "31 October 2031",
        "Dec 2031",
        "D. Wren",
        "Agreed by the group on 8 July: two schools change systems in the autumn.",
    )
    yield Change(About.ADDED, "13", "Young carers", NOW, after="To find them sooner")


def some_agreed():
    return (
        Agreed("Name somebody in finance", "7", ("JB",), DECEMBER, "RED"),
        Agreed("Share the list with schools", owners=("A. Ash", "B. Birch")),
    )


def some_minutes():
    return MinutesOf(
        GROUP,
        NOW,
        "The Moot Hall",
        "Ada Ashgrove",
        present=(Person("Ada Ashgrove", "chair"), Person("D. Wren", "figures")),
        apologies=(Person("L. Cask"),),
        items=(
            Minute(
                "The data pack", "The layout was agreed.\n- add suspensions\n- check"
            ),
            Minute("A named school", "Words nobody else may read.", is_exempt=True),
        ),
        decisions=(
            Decision("The layout of the pack is agreed.", "23/07/31-1"),
            Decision("A secret decision.", "23/07/31-2", is_exempt=True),
        ),
        actions=some_agreed(),
        next_meeting="15 September 2031, 10:00, the Moot Hall",
    )


def an_agenda():
    return AgendaOf(
        GROUP,
        date(2031, 9, 15),
        time(10),
        "The Moot Hall",
        "Ada Ashgrove",
        items=(
            Item("Welcome", "Ada Ashgrove", minutes=5),
            Item("The data pack", "D. Wren", "to decide", 25, ["Pack, July 2031"]),
            Item("Any other business", note="Tell the chair beforehand."),
        ),
        open_actions=some_agreed(),
    )


def some_planned():
    yield Planned(
        "Improvement Board",
        "Attendance: how it stands",
        date(2031, 10, 20),
        date(2031, 10, 8),
        "D. Wren",
        "Pack",
        "For the board to agree the aims",
    )
    yield Planned("Improvement Board", "Spring figures", state=State.LATE)
    yield Planned("Well-Being Board", "Aims", date(2031, 11, 12), owner="AA")


def a_workplan():
    return WorkplanOf(
        GROUP,
        date(2031, 9, 1),
        (
            Due(What.MEETING, "Working group", day("15 Sept 2031", 2031, 9, 15)),
            Due(What.REPORT, "Data pack", day("8 Oct 2031", 2031, 10, 8), owner="DW"),
            Due(What.ACTION, "Authority policies", DECEMBER, "2a", "AA"),
            Due(What.ACTION, "Map the spend", month("May 2031", 2031, 5, 31), "7"),
            Due(What.ACTION, "Posters", None, "14"),
        ),
        "Agreed by the group on 22 April 2031.",
    )


def every_other_paper():
    """By name: the papers that are not a log or a plan."""
    title = "Attendance Working Group Task Log"
    return {
        "exceptions": exceptions_paper(
            title,
            list(some_standing()),
            as_at=NOW,
            cycle_from=BEFORE,
            stuck_after=3,
            **MARKS,
        ),
        "changed": changed_paper(
            title, list(some_changes()), since=BEFORE, as_at=NOW, **MARKS
        ),
        "minutes": minutes_paper(some_minutes(), **MARKS),
        "agenda": agenda_paper(an_agenda(), as_at=NOW, **MARKS),
        "forward_plan": forward_plan_paper(
            title,
            list(some_planned()),
            boards=["Improvement Board", "Scrutiny Committee"],
            as_at=NOW,
            **MARKS,
        ),
        "workplan": workplan_paper(a_workplan(), as_at=NOW, **MARKS),
    }
