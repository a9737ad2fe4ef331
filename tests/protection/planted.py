"""Everything there can be about one child, and the same about another, in one home."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.measures.authority import upn

from muster.accounts import audit, posts
from muster.accounts.models import Case
from muster.practice.models import Named, SupportMeeting
from muster.protection import correcting, holds
from muster.registers import filing, finding, keeping
from muster.registers.legal import opening
from muster.registers.models import (
    Contact,
    Evidence,
    Expected,
    Found,
    Legal,
    Notice,
    Opening,
    Payment,
    Prosecution,
    Return,
    Severe,
    Step,
)
from muster.registers.support import REGISTER as SUPPORT
from muster.school_year import Calendar
from muster.sources import uploads
from muster.sources.models import Brought, Mapping, Whose
from muster.tables import codes
from muster.tables.finding import find


WREN, FINCH = upn("Wren"), upn("Finch")
# What is only of one of them: each must be given of Wren, and none of Finch.
OF_WREN = {
    "upn": WREN,
    "own number": "W-0042",
    "name": "Jenny Wren",
    "born": "12 May 2014",
    "ward": "Millbrook",
    "need": "K",
    "mark": codes.by_code("I").meaning,
    "mark taken back": codes.by_code("U").meaning,
    "total": "137",
    "correction": "a birth certificate was seen",
    "post": "Social worker",
    "opening": "Seen alone at the station.",
    "register": "Severe-absence plans",
    "absent": "217",
    "parent": "Jenny Wren",
    "contact": "Her aunt was rung.",
    "document": "Her aunt’s letter",
    "plan": "The bus is late.",
    "decision": "Her doctor wrote.",
    "return": "Her bed is upstairs.",
    "legal support": "A bus pass for her was offered.",
    "legal decision": "She was seen at the shops.",
    "improvement": "Every morning of hers.",
    "evidence": "2024-06-10 AM O",
    "notice": "Her own notice was mistaken.",
    "defence": "She keeps no holy day.",
    "meeting": "61 of 122 sessions missed",
    "case": "OLD-17",
    "placed": "Northshire",
}
OF_FINCH = {
    "upn": FINCH,
    "own number": "F-0099",
    "name": "Robin Finch",
    "forename": "Robin",
    "surname": "Finch",
    "born": "1 March 2013",
    "ward": "Northgate",
    "mark": codes.by_code("E").meaning,
    "total": "173",
    "correction": "a letter was seen",
    "opening": "A call from another authority.",
    "absent": "219",
    "parent": "Goldie Finch",
    "contact": "His uncle was rung.",
    "document": "His uncle’s letter",
    "plan": "The train is late.",
    "decision": "His doctor wrote.",
    "return": "His bed is downstairs.",
    "legal support": "A bus pass for him was offered.",
    "legal decision": "He was seen at the shops.",
    "improvement": "Every morning of his.",
    "evidence": "2024-06-11 AM O",
    "notice": "His own notice was mistaken.",
    "defence": "He keeps no holy day.",
    "meeting": "63 of 124 sessions missed",
    "case": "OLD-99",
    "placed": "Westshire",
    "username": "officer",
    "officer": "Sam Officer",
}
WEEKLY = (
    "upn,pupil_surname,pupil_forename,unique_reference_number,school_name,phase,"
    "possible_sessions,absent_sessions,present_sessions,"
    "approved_educational_activity_sessions,authorised_absent_sessions,"
    "unauthorised_absent_sessions\n"
)


def of_registers(child, said):
    """A plan with a line, and a finding that was decided of."""
    on = date(2025, 9, 15)
    entry = keeping.open_entry(
        SUPPORT,
        child=child,
        school=None,
        on=on,
        reason="severe",
        by="officer",
        calendar=Calendar.template(),
        barriers=said["plan"],
    )
    parent = Contact.objects.create(
        child=child,
        name=said["parent"],
        relation="mother",
        is_parent=True,
        added_by="officer",
        added_at=timezone.now(),
    )
    Severe.objects.create(
        child=child,
        pupil=child,
        school=1,
        since_on=on,
        upto_on=on,
        was=True,
        is_now=True,
        on_roll=True,
        absent_then=said["absent"],
        possible_then=400,
        absent=said["absent"],
        possible=400,
    )
    keeping.note(entry, text=said["contact"], on=on, by="officer", kind="contact")
    filing.keep(
        entry,
        title=said["document"],
        name="letter.txt",
        content=said["document"].encode(),
        on=on,
        by="officer",
    )
    found = Found.objects.create(
        on_list="threshold",
        child=child,
        pupil=child,
        school=1,
        since_on=on,
        rank=0,
        figures={"sessions": 10},
        sessions=[["2025-09-15", "AM", "O"]],
        found_on=on,
    )
    of_sheets(entry, said["case"])
    finding.decide(found, code="none", on=on, by="officer", why=said["decision"])
    of_returns(child, said)
    of_a_case(child, said, found, parent)
    of_a_meeting(child, said)


def of_returns(child, said):
    """A return that was sent, and that it was expected."""
    on = date(2025, 9, 15)
    sent = Return.objects.create(
        kind="sickness",
        school=1,
        child=child,
        name=said["name"],
        about_on=on,
        received_on=on,
        said={"address": "", "expected_back": None, "support": said["return"]},
        how="form",
        sent_by="officer",
        sent_at=timezone.now(),
    )
    Expected.objects.create(
        kind="sickness",
        school=1,
        child=child,
        pupil=child,
        since_on=on,
        arose_on=on,
        due_on=on,
        answered_by=sent,
    )


def of_a_case(child, said, found, parent):
    """A legal case with its evidence, a notice withdrawn, one to improve, a prosecution."""
    on, now = date(2025, 9, 16), timezone.now()
    [entry] = opening.open_cases(
        found, [parent], on=on, by="officer", calendar=Calendar.template()
    )
    Legal.objects.filter(pk=entry.pk).update(
        support_first="offered",
        support_says=said["legal support"],
        decision="notice",
        decision_why=said["legal decision"],
    )
    day, half, code = said["evidence"].split()
    Evidence.objects.filter(entry=entry).update(sessions=[[day, half, code]])
    notice = Notice.objects.create(
        entry=entry,
        parent=parent,
        child=child,
        pupil=child,
        place=1,
        reason="absence",
        offence_from=on,
        offence_to=on,
        issued_on=on,
        served_on=on,
        pounds=160,
        due_on=on,
        withdrawn_on=on,
        withdrawn_for="errors",
        withdrawn_why=said["notice"],
        by="officer",
        at=now,
    )
    Payment.objects.create(
        reference=notice.number, on=on, pounds=80, notice=notice, by="officer", at=now
    )
    dated = {"entry": entry, "by": "officer", "at": now}
    Step.objects.create(
        kind="improve", from_on=on, to_on=on, says=said["improvement"], **dated
    )
    Prosecution.objects.create(
        act="s444_1",
        why="It is in the public interest.",
        offence_from=on,
        offence_to=on,
        sessions=[],
        defences={"religion": {"applies": "no", "says": said["defence"]}},
        laid_on=on,
        **dated,
    )


def of_a_meeting(child, said):
    """A list of a school's meeting."""
    on = date(2025, 9, 15)
    meeting, _ = SupportMeeting.objects.get_or_create(
        school=1,
        term="2025-26/autumn",
        planned_on=on,
        minutes=60,
        planned_by="officer",
        defaults={"planned_at": timezone.now()},
    )
    Named.objects.create(
        meeting=meeting,
        on_list="severe",
        position=child,
        child=child,
        school=1,
        said=said["meeting"],
    )


def of_sheets(entry, reference):
    """Where a case came from, and an answer to whose a row is."""
    mapping, _ = Mapping.objects.get_or_create(
        source="Old case system",
        register="support",
        defaults={"changed_by": "officer", "changed_at": timezone.now()},
    )
    Brought.objects.create(mapping=mapping, reference=reference, entry=entry)
    Whose.objects.create(
        mapping=mapping,
        known_as=reference,
        child=entry.child,
        by="officer",
        at=timezone.now(),
    )


@pytest.fixture
def planted(home, db, person, tmp_path):
    """Loads the files; gives load(name, text) for more."""
    person("officer")

    def load(name, text, **more):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        outcome = uploads.load(path, by="officer", **more)
        assert outcome.status == "loaded", [str(one) for one in outcome.problems]
        return outcome.load

    load(
        "schools.csv",
        "urn,name,phase\n990001,Ash Primary,primary\n990002,Birch Primary,primary\n",
    )
    load(
        "enrolments of Jenny Wren.csv",
        "school,pupil,from_on,born_on,ward,sen,surname,forename\n"
        f"990001,{WREN},2025-09-01,2014-05-12,Millbrook,K,Wren,Jenny\n"
        f"990001,{FINCH},2025-09-01,2013-03-01,Northgate,N,Finch,Robin\n"
        "990002,W-0042,2024-09-01,2014-05-12,Millbrook,K,Wren,Jenny\n"
        "990002,F-0099,2024-09-01,2013-03-01,Northgate,N,Finch,Robin\n",
    )
    load(
        "marks.csv",
        "school,pupil,date,session,code\n"
        f"990001,{WREN},2025-09-10,PM,I\n990001,{FINCH},2025-09-12,PM,E\n"
        f"990001,{FINCH},2025-09-10,PM,\\\n990002,W-0042,2024-09-11,PM,L\n",
    )
    back = load(
        "wrong.csv", f"school,pupil,date,session,code\n990001,{WREN},2025-09-11,AM,U\n"
    )
    uploads.undo(back.pk, by="officer")
    load(
        "weekly_asat_2025-12-19.csv",
        WEEKLY + f"{WREN},Wren,Jenny,990001,Ash Primary,Primary,137,7,130,0,5,2\n"
        f"{FINCH},Finch,Robin,990001,Ash Primary,Primary,173,3,170,0,3,0\n",
    )
    load(
        "care.csv",
        "upn,cohort,from_on,placed_in\n"
        f"{WREN},looked_after,2025-09-01,Northshire\n"
        f"{FINCH},looked_after,2025-09-01,Westshire\n",
    )
    return load


def numbers(*identifiers):
    """The store's numbers of children supplied under these."""
    return sorted(
        {
            one.child
            for text in identifiers
            for one in find(uploads.state(), identifier=text)
        }
    )


@pytest.fixture
def wren(planted):
    return numbers(WREN, "W-0042")


@pytest.fixture
def finch(planted):
    return numbers(FINCH, "F-0099")


@pytest.fixture
def registers(person, wren, finch):
    """What is in the database about each: corrections, a caseload, looks, an ended hold."""
    worker = posts.give(person=person("leader"), role_key="social-worker", by="")
    other = posts.give(person=person("leader"), role_key="board", by="")
    Case.objects.create(post=worker, child=wren[0], added_by="officer")
    Case.objects.create(post=other, child=finch[0], added_by="officer")
    for child, why in ((wren[0], OF_WREN["opening"]), (finch[0], OF_FINCH["opening"])):
        Opening.objects.create(
            person=person("officer"),
            child=child,
            reason=why,
            opened_at=timezone.now(),
            until=timezone.now() + timedelta(hours=1),
        )
    for child, said in ((wren[0], OF_WREN), (finch[0], OF_FINCH)):
        of_registers(child, said)
    for child, source, ward in (
        (wren, "a birth certificate was seen", "Millbrook East"),
        (finch, "a letter was seen", "Northgate East"),
    ):
        state = uploads.state()
        from muster.tables.correcting import spells

        spell = spells(state, child[:1])[0]
        correcting.correct(
            child,
            pupil=spell.pupil,
            from_on=spell.from_on,
            column="ward",
            text=ward,
            source=source,
            why="It was mistyped.",
            by="officer",
        )
        audit.record(did="child.viewed", by="officer", child=child[0])
    hold = holds.put(on="Jenny Wren", reason="A claim.", children=wren, by="officer")
    holds.end(hold, by="officer", reason="Settled.")
