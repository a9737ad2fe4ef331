"""An erased child is gone from everywhere, by two people's word, and stays gone."""

import shutil
from datetime import date

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.utils import timezone
from tests.documents.said import words_of
from tests.protection.planted import OF_WREN, WREN

from muster.accounts.models import Entry
from muster.jobs.models import Job
from muster.measures import ask
from muster.protection import access, erasing, holds, requests
from muster.protection.certificate import certificate
from muster.protection.reach.files import from_sheets
from muster.protection.reach.who import Who
from muster.protection.registers import Incident
from muster.protection.requests import Kind, Refused, Request, Stage
from muster.registers.models import Opening
from muster.registers.pages import SOUGHT
from muster.sources import uploads
from muster.sources.models import InForce, Load, Mapping, Sheet, Upload
from muster.tables.holding import held_on


# What of a child must be nowhere once they are erased.
OF_LEGAL = [text for what, text in OF_WREN.items() if what.startswith("legal")]
NOWHERE = [WREN, "W-0042", "Wren", "Jenny", "Millbrook", "OLD-17", "Her bicycle"]
NOWHERE += OF_LEGAL


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")


@pytest.fixture
def asked(wren):
    return requests.ask(
        Kind.ERASURE,
        wren,
        by="officer",
        about="Jenny Wren",
        asked_by="Mrs Wren",
        received_on=date(2026, 3, 2),
        ground="unlawful",
    )


@pytest.fixture
def erased(asked, registers, jobs):
    erasing.decide(asked, decision="It should not have been sent.", by="officer")
    erasing.confirm(asked, by="leader")
    jobs()
    asked.refresh_from_db()
    assert asked.stage == Stage.DONE, Job.objects.last().sentence
    return asked


def everything(home):
    """Every byte of the home, every value of its tables, every row of its database."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file():
            found.append(path.read_bytes().decode("latin-1"))
        if path.suffix == ".parquet":
            found.append(str(pq.read_table(path).to_pylist()))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(str(cursor.fetchall()))
    return "\n".join(found)


def test_an_erased_child_is_nowhere_in_the_home(home, erased, finch):
    text = everything(home)
    for one in NOWHERE:
        assert one not in text, one
    assert "Finch" in text
    assert not access.gather(finch)[0].is_nothing


def test_figures_of_others_stay_and_counts_fall_by_the_child(asked, finch, jobs):
    def attendance():
        asked = {"by": ("school",), "period": "2025-26", "audience": "unsuppressed"}
        rows = ask(uploads.state(), ["overall_absence"], **asked).rows
        return {row.dims[0]: (row.numerator, row.denominator) for row in rows}

    before, held = attendance(), held_on(uploads.state(), finch).standing
    erasing.decide(asked, decision="Yes.", by="officer")
    erasing.confirm(asked, by="leader")
    jobs()
    assert before["Ash Primary"] == (2, 3)
    assert attendance()["Ash Primary"] == (1, 2)
    assert [week.marks for week in held_on(uploads.state(), finch).standing] == [
        week.marks for week in held
    ]


def test_it_takes_two_people(asked):
    erasing.decide(asked, decision="Yes.", by="officer")
    with pytest.raises(Refused, match="somebody else"):
        erasing.confirm(asked, by="officer")
    assert not Job.objects.exists()


def test_a_legal_hold_blocks_it_until_it_is_ended(asked, wren, jobs):
    hold = holds.put(on="Jenny Wren", reason="A claim.", children=wren, by="officer")
    with pytest.raises(Refused, match="A claim."):
        erasing.decide(asked, decision="Yes.", by="officer")
    holds.end(hold, by="officer", reason="Settled.")
    erasing.decide(asked, decision="Yes.", by="officer")
    state = uploads.state()
    school = int(state.schools["id"][0])
    holds.put(on="Ash", reason="An inquiry.", school=school, by="officer")
    with pytest.raises(Refused, match="An inquiry."):
        erasing.confirm(asked, by="leader")


def test_a_hold_put_on_meanwhile_stops_the_work(asked, wren, jobs, home):
    erasing.decide(asked, decision="Yes.", by="officer")
    erasing.confirm(asked, by="leader")
    holds.put(on="Jenny Wren", reason="A claim.", children=wren, by="officer")
    jobs()
    assert "Nothing was erased" in Job.objects.get().sentence
    assert WREN in everything(home)
    holds.end(holds.Hold.objects.get(), by="officer", reason="Settled.")
    asked.refresh_from_db()
    erasing.begin_again(asked, by="leader")
    jobs()
    assert Request.objects.get().stage == Stage.DONE


@pytest.mark.parametrize(
    ("row", "goes"),
    [
        ("Wren,2014-05-12,JENNY", True),
        (f"{WREN},,", True),
        ("Wren,2013-03-01,Robin", False),
    ],
)
def test_a_spreadsheet_of_cases_with_a_row_of_the_child_goes(home, db, row, goes):
    mapping = Mapping.objects.create(
        source="Old", register="support", changed_by="o", changed_at=timezone.now()
    )
    sheet = Sheet.objects.create(
        key="k", file_name="c.csv", mapping=mapping, sent_by="o", sent_at=timezone.now()
    )
    sheet.folder.mkdir(parents=True)
    sheet.path.write_text(f"Surname,DOB,Forename\n{row}\n", "utf-8")
    who = Who((1,), (WREN,), (("Jenny", "Wren"),), ())
    assert bool(from_sheets(who, do=True)) == goes
    assert sheet.path.exists() != goes


def test_the_preview_says_what_would_go_and_takes_nothing(registers, wren):
    before = uploads.store().version()
    found = erasing.preview(wren)
    assert found.rows == {"enrolments": 3, "totals": 1, "marks": 3, "cohorts": 1}
    assert found.sentences == [
        "3 remarks that named the child",
        "1 place on a caseload",
        "1 opening of the record beyond reach",
        (
            "3 spells on a register, 2 findings of a weekly list, 1 letter or document,"
            " 1 contact, 1 place on a list of a school’s meeting, 2 items of a list that"
            " was said to be wrong"
        ),
        "6 returns of a school, 1 return that was expected",
        "1 spreadsheet of cases, 1 answer to whose a row is",
        "1 ended hold",
        "1 correction",
    ]
    assert uploads.store().version() == before


def test_the_certificate_says_what_went_and_names_nobody(erased):
    assert bytes(erased.certificate).startswith(b"%PDF")
    text = "\n".join(words_of(certificate(erased)))
    for one in NOWHERE:
        assert one not in text
    assert erased.number in text and "confirmed by leader" in text
    assert "1 place on a caseload" in text
    assert "1 opening of the record beyond reach" in text
    assert Opening.objects.count() == 1, "the other child’s"
    assert Entry.objects.filter(did="child.erased").count() == 2


def test_an_erased_child_stays_erased_after_a_restore(
    home, asked, registers, jobs, tmp_path
):
    kept = shutil.copytree(home / "marks", tmp_path / "back-up")
    version = InForce.now()
    warned = list(Load.objects.values("pk", "file_name"))
    erasing.decide(asked, decision="Yes.", by="officer")
    erasing.confirm(asked, by="leader")
    jobs()
    # The back-up comes back: the marks as they were, and the database's words.
    shutil.rmtree(home / "marks")
    shutil.copytree(kept, home / "marks")
    InForce.put(version)
    for one in warned:
        Load.objects.filter(pk=one["pk"]).update(file_name=one["file_name"])
    shutil.rmtree(tmp_path / "back-up")
    assert WREN in everything(home)
    assert erasing.replay().startswith("2 children who had been erased came back")
    text = everything(home)
    for one in NOWHERE:
        assert one not in text, one
    assert erasing.replay() == ""


def test_a_file_sent_and_not_loaded_is_thrown_away_if_it_holds_the_child(
    home,
    asked,
    jobs,
):
    def sent(key, text):
        upload = Upload.objects.create(
            key=key,
            file_name=f"{key}.csv",
            size=1,
            sent_by="officer",
            sent_at=requests.timezone.now(),
            stage=Upload.Stage.REVIEW,
        )
        upload.folder.mkdir(parents=True)
        upload.path.write_bytes(text)
        return upload

    theirs = sent("theirs", f"school,pupil\nAsh,{WREN}\n".encode())
    others = sent("others", b"school,pupil\nAsh,Z9\n")
    packed = sent("packed", b"PK\x03\x04")
    erasing.decide(asked, decision="Yes.", by="officer")
    erasing.confirm(asked, by="leader")
    jobs()
    for one in (theirs, others, packed):
        one.refresh_from_db()
    assert (theirs.stage, packed.stage) == (Upload.Stage.PUT_ASIDE,) * 2
    assert not theirs.path.exists() and others.path.exists()
    assert "erased" in theirs.note


def test_a_later_file_leaves_the_child_out_and_says_so(planted, erased, home):
    load = planted(
        "again.csv",
        f"school,pupil,surname\n990002,{WREN},Wren\n990002,Z9,Crane\n",
    )
    assert load.warnings[-1] == "1 row is of somebody who was erased; left out."
    assert WREN not in everything(home)


def test_an_incident_and_a_search_that_name_the_child_name_nobody_after(
    asked, registers, jobs, client, protector
):
    told = incidents_of("Jenny Wren was sent to the wrong school’s printer.")
    others = incidents_of("A printer was left on.")
    session = protector.session
    session[SOUGHT] = {"name": "Jenny Wren", "born_on": ""}
    session.save()
    erasing.decide(asked, decision="Yes.", by="officer")
    erasing.confirm(asked, by="leader")
    jobs()
    told.refresh_from_db()
    others.refresh_from_db()
    assert told.happened == "[erased] was sent to the wrong school’s printer."
    assert others.happened == "A printer was left on."
    assert not [one for one in told.history.all() if "Wren" in one.happened]
    assert SOUGHT not in protector.session.__class__(session.session_key)


def incidents_of(happened):
    return Incident.objects.create(
        kind="breach",
        title="A printer",
        happened=happened,
        aware_at=timezone.now(),
        found_by="Officer",
        people="One child",
        recorded_at=timezone.now(),
        recorded_by="officer",
    )
