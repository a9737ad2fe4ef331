"""Everything there can be about one child, and the same about another, in one home."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.measures.authority import upn

from muster.accounts import audit, posts
from muster.accounts.models import Case
from muster.documents.models import Issued
from muster.practice.models import Challenge, Named, SupportMeeting
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
from muster.registers.returns.kinds import kinds
from muster.registers.support import REGISTER as SUPPORT
from muster.school_year import Calendar
from muster.sources import uploads
from muster.sources.cases.checking import check, known_as
from muster.sources.cases.forms import THERE
from muster.sources.cases.loading import Loading
from muster.sources.cases.sending import receive
from muster.sources.models import Whose
from muster.tables import codes
from muster.tables.holding import find


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
    "found": "2024-06-12 PM U",
    "figures": "233 of 467 sessions missed",
    "return": "Her bed is upstairs.",
    "return address": "7 Nest Lane",
    "return parents": "Ma Wren, 01632 960001",
    "return last school": "Thicket Infants",
    "return new address": "8 Hedge Row",
    "return new school": "Bramble Juniors",
    "return reason": "She minds her brother.",
    "return done": "She was visited at her gate.",
    "return back to full": "An hour of hers each week.",
    "return notes": "Her aunt calls for her on Fridays.",
    "return withdrawn": "She came a week later.",
    "return asked": "Where does she live now?",
    "return chased": "7 November 2025",
    "legal support": "A bus pass for her was offered.",
    "legal decision": "She was seen at the shops.",
    "legal review": "Her mornings got worse.",
    "legal contract": "A call on her mobile each Monday.",
    "legal order": "Her supervisor calls each week.",
    "legal notice sessions": "2024-06-18 AM G",
    "legal notice whys": "Her school asked for it.",
    "legal notice issuer": "Eastmarch Council",
    "legal prosecution": "Nothing was done for her.",
    "legal prosecution sessions": "2024-06-20 PM O",
    "legal court": "Eastmarch Magistrates",
    "legal fine": "£341.00",
    "legal changed": "2024-06-10 AM I",
    "improvement": "Every morning of hers.",
    "evidence": "2024-06-10 AM O",
    "notice": "Her own notice was mistaken.",
    "defence": "She keeps no holy day.",
    "meeting": "61 of 122 sessions missed",
    "challenge": "62 of 124 sessions missed",
    "challenge text": "She was on a visit.",
    "challenge answer": "Her marks say the same.",
    "case": "OLD-17",
    "case note": "Her bicycle was stolen.",
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
    "found": "2024-06-13 PM U",
    "figures": "239 of 479 sessions missed",
    "return": "His bed is downstairs.",
    "return address": "9 Perch Lane",
    "return parents": "Pa Finch, 01632 960002",
    "return last school": "Copse Infants",
    "return new address": "3 Furrow End",
    "return new school": "Gorse Juniors",
    "return reason": "He minds his sister.",
    "return done": "He was visited at his gate.",
    "return back to full": "An hour of his each week.",
    "return notes": "His uncle calls for him on Fridays.",
    "return withdrawn": "He came a week later.",
    "return asked": "Where does he live now?",
    "return chased": "11 November 2025",
    "legal support": "A bus pass for him was offered.",
    "legal decision": "He was seen at the shops.",
    "legal review": "His mornings got worse.",
    "legal contract": "A call on his mobile each Monday.",
    "legal order": "His supervisor calls each week.",
    "legal notice sessions": "2024-06-19 AM G",
    "legal notice whys": "His school asked for it.",
    "legal notice issuer": "Southmarch Council",
    "legal prosecution": "Nothing was done for him.",
    "legal prosecution sessions": "2024-06-21 PM O",
    "legal court": "Southmarch Magistrates",
    "legal fine": "£342.00",
    "legal changed": "2024-06-11 AM I",
    "improvement": "Every morning of his.",
    "evidence": "2024-06-11 AM O",
    "notice": "His own notice was mistaken.",
    "defence": "He keeps no holy day.",
    "meeting": "63 of 126 sessions missed",
    "challenge": "64 of 128 sessions missed",
    "challenge text": "He was on a visit.",
    "challenge answer": "His marks say the same.",
    "case": "OLD-99",
    "case note": "His bicycle was stolen.",
    "placed": "Westshire",
    "username": "officer",
    "officer": "Sam Officer",
}
BORN = {"12 May 2014": date(2014, 5, 12), "1 March 2013": date(2013, 3, 1)}
CHASED = {
    "7 November 2025": date(2025, 11, 7),
    "11 November 2025": date(2025, 11, 11),
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
    found = of_lists(child, said)
    finding.decide(found, code="none", on=on, by="officer", why=said["decision"])
    of_returns(child, said)
    of_a_case(child, said, found, parent)
    of_a_meeting(child, said)
    of_a_challenge(child, said)


def of_lists(child, said):
    """A finding that rests on sessions, which is given, and one that rests on sums."""
    state, on = uploads.state(), date(2025, 9, 15)
    pupil, school = state.pupils.filter(child=child).select("pupil", "school").row(-1)
    whose = {"child": child, "pupil": pupil, "school": school}
    dated = {"since_on": on, "found_on": on, "rank": 0}
    missed, _, possible, *_ = said["figures"].split()
    sums = {"absent": int(missed), "possible": int(possible)}
    Found.objects.create(on_list="severe", figures=sums, **whose, **dated)
    return Found.objects.create(
        on_list="threshold",
        figures={"sessions": 10},
        sessions=[said["found"].split()],
        **whose,
        **dated,
    )


def of_returns(child, said):
    """A return of every kind, with every field a school may fill in; one that may be of the
    child, and a return that is expected and was asked for by letter."""
    on = date(2025, 9, 15)
    sent = {
        name: Return.objects.create(
            kind=name,
            school=1,
            child=child,
            about_on=on,
            received_on=on,
            said=own,
            how="form",
            sent_by="officer",
            sent_at=timezone.now(),
        )
        for name, own in _returned(said).items()
    }
    Return.objects.filter(pk=sent["new_pupil"].pk).update(
        name=said["name"],
        upn=said["upn"],
        born_on=BORN[said["born"]],
        stage="withdrawn",
        withdrawn_why=said["return withdrawn"],
    )
    Return.objects.filter(pk=sent["deletion"].pk).update(
        stage="queried", answer=said["return asked"], answered_by="officer"
    )
    Return.objects.create(
        kind="new_pupil",
        school=1,
        name=said["name"],
        may_be=[child],
        about_on=on,
        received_on=on,
        how="file",
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
        answered_by=sent["sickness"],
        chased=[
            {
                "on": CHASED[said["return chased"]].isoformat(),
                "by": "officer",
                "letter": "RC-1-1",
            }
        ],
    )


def _returned(said):
    """What each kind of return says, by the fields of the kind."""
    of_the_kind = {
        "new_pupil": {
            "year_group": "4",
            "address": said["return address"],
            "parents": said["return parents"],
            "last_school": said["return last school"],
        },
        "deletion": {
            "ground": "moved",
            "address": said["return address"],
            "parents": said["return parents"],
            "new_address": said["return new address"],
            "new_address_from": "2025-09-16",
            "new_school": said["return new school"],
            "new_school_from": "2025-09-16",
        },
        "sickness": {
            "address": said["return address"],
            "expected_back": None,
            "support": said["return"],
        },
        "attendance": {
            "address": said["return address"],
            "reason": said["return reason"],
            "done": said["return done"],
        },
        "part_time": {
            "reason": "return",
            "ends_on": "2025-10-31",
            "sessions_a_week": 5,
            "parent_agreed_on": "2025-09-12",
            "review_on": "2025-10-01",
            "back_to_full": said["return back to full"],
            "notes": said["return notes"],
            "social_worker_told": True,
        },
    }
    for name, own in of_the_kind.items():
        assert {*own} == {one.name for one in kinds(date(2025, 9, 15))[name].fields}
    return of_the_kind


def of_a_case(child, said, found, parent):
    """A legal case with all there can be in one: evidence that was corrected since, a notice
    of ours withdrawn and one of elsewhere, money, each kind of step, and a prosecution."""
    on = date(2025, 9, 16)
    [entry] = opening.open_cases(
        found, [parent], on=on, by="officer", calendar=Calendar.template()
    )
    Legal.objects.filter(pk=entry.pk).update(
        support_first="offered",
        support_says=said["legal support"],
        decision="notice",
        decision_why=said["legal decision"],
    )
    Evidence.objects.filter(entry=entry).update(
        sessions=[said["evidence"].split()],
        changed=[said["legal changed"].split()],
        changed_on=on,
    )
    dated = {"entry": entry, "by": "officer", "at": timezone.now()}
    of_notices(child, said, found, parent, on, dated)
    of_steps(said, on, dated)


def of_notices(child, said, found, parent, on, dated):
    """A notice of ours and one of elsewhere; money that paid one, and some that did not."""
    whose = {"parent": parent, "child": child, "reason": "absence", "issued_on": on}
    whose |= {"offence_from": on, "offence_to": on}
    notice = Notice.objects.create(
        pupil=found.pupil,
        place=1,
        sessions=[said["legal notice sessions"].split()],
        whys={"others": said["legal notice whys"]},
        served_on=on,
        pounds=160,
        due_on=on,
        withdrawn_on=on,
        withdrawn_for="errors",
        withdrawn_why=said["notice"],
        **whose,
        **dated,
    )
    Notice.objects.create(issuer=said["legal notice issuer"], **whose, **dated)
    paid = {"on": on, "by": "officer", "at": timezone.now(), "pounds": 80}
    Payment.objects.create(reference=notice.number, notice=notice, **paid)
    Payment.objects.create(
        reference=said["upn"],
        waits="No notice has this reference.",
        settled_on=on,
        settled_how=f"Paid back to the mother of {said['name']}.",
        **paid,
    )


def of_steps(said, on, dated):
    """A notice to improve with its review, a contract, an order and a prosecution."""
    span = {"from_on": on, "to_on": on}
    Step.objects.create(
        kind="improve",
        says=said["improvement"],
        ended_on=on,
        outcome="not_improved",
        why=said["legal review"],
        **span,
        **dated,
    )
    Step.objects.create(kind="contract", says=said["legal contract"], **span, **dated)
    Step.objects.create(kind="supervision", says=said["legal order"], **span, **dated)
    Prosecution.objects.create(
        act="s444_1",
        why=said["legal prosecution"],
        offence_from=on,
        offence_to=on,
        sessions=[said["legal prosecution sessions"].split()],
        defences={"religion": {"applies": "no", "says": said["defence"]}},
        laid_on=on,
        court=said["legal court"],
        plea="not_guilty",
        outcome="proved",
        outcome_on=on,
        fine=Decimal(said["legal fine"].removeprefix("£")),
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
        defaults={"planned_at": timezone.now(), "set_on": on},
    )
    paper, _ = Issued.objects.get_or_create(
        stem="support-planted",
        number=1,
        defaults={
            "title": "A pack",
            "organisation": "A school",
            "issued_at": timezone.now(),
        },
    )
    Named.objects.create(
        paper=paper,
        meeting=meeting,
        on_list="severe",
        position=child,
        child=child,
        school=1,
        said=said["meeting"],
    )


def of_a_challenge(child, said):
    """What a list said of the child was said to be wrong, answered, and asked again."""
    on, now = date(2025, 9, 15), timezone.now()
    asked = {
        "school": 1,
        "measure": "list:severe",
        "period": "2025-26/ytd",
        "shown": said["challenge"],
        "child": child,
        "text": said["challenge text"],
        "by": "officer",
        "at": now,
        "asked_on": on,
        "due_on": on,
    }
    first = Challenge.objects.create(
        **asked,
        state="answered",
        answer=said["challenge answer"],
        answered_by="officer",
        answered_at=now,
        answered_on=on,
    )
    Challenge.objects.create(**asked, follows=first)


COLUMNS = ("Number", "UPN", "Name", "Began on", "Notes")


def of_sheets(officer, *of):
    """A spreadsheet of cases as it is sent and loaded, a row a child: a case of each that is
    kept in its system, under its number there, and an answer to whose a row is."""
    rows = [
        (said["case"], said["upn"], said["name"], "10/09/2024", said["case note"])
        for _, said in of
    ]
    text = "\n".join(",".join(cells) for cells in (COLUMNS, *rows))
    file = SimpleUploadedFile("extract.csv", text.encode())
    source = {"source": "Old case system", "register": "part_time", "kept": THERE}
    sheet = receive(source | {"file": file}, by=officer.username)
    names = ("reference", "upn", "name", "started_on", "notes")
    mapping = sheet.mapping
    mapping.columns = dict(zip(names, COLUMNS, strict=True))
    mapping.words = {"status": {"": "agreed"}, "reason": {"": "new"}}
    mapping.save()
    on = date(2025, 9, 16)
    checked = check(sheet, user=officer, state=uploads.state(), on=on)
    assert len(checked.opens) == len(of), checked.problems
    for sure in checked.opens:
        Whose.objects.create(
            mapping=mapping,
            known_as=known_as(mapping, sure.case),
            child=sure.child,
            by=officer.username,
            at=timezone.now(),
        )
    loading = Loading(sheet, checked, officer, uploads.state(), on)
    loading.run(lambda done, said: None)
    assert not loading.refused


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
    each = ((wren[0], OF_WREN), (finch[0], OF_FINCH))
    for child, said in each:
        of_registers(child, said)
    of_sheets(person("officer"), *each)
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
