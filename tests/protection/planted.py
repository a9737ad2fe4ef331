"""Everything there can be about one child, and the same about another, in one home."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.measures.authority import upn

from muster.accounts import audit, posts
from muster.accounts.models import Case
from muster.protection import correcting, holds
from muster.registers import finding, keeping
from muster.registers.models import Contact, Found, Opening
from muster.registers.support import REGISTER as SUPPORT
from muster.school_year import Calendar
from muster.sources import uploads
from muster.tables import codes, erasing


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
    "parent": "Jenny Wren",
    "contact": "Her aunt was rung.",
    "plan": "The bus is late.",
    "decision": "Her doctor wrote.",
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
    "parent": "Goldie Finch",
    "contact": "His uncle was rung.",
    "plan": "The train is late.",
    "decision": "His doctor wrote.",
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
    Contact.objects.create(
        child=child,
        name=said["parent"],
        relation="mother",
        is_parent=True,
        added_by="officer",
        added_at=timezone.now(),
    )
    keeping.note(entry, text=said["contact"], on=on, by="officer", kind="contact")
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
    finding.decide(found, code="none", on=on, by="officer", why=said["decision"])


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
            for one in erasing.find(uploads.state(), identifier=text)
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
