"""Loading lists of cohorts, and deciding whom a row is about."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.measures.authority import upn

from muster.accounts.trail import Entry
from muster.sources import matching, uploads
from muster.sources.models import Load, Upload
from muster.tables import in_cohorts


WREN, FINCH, NOBODY = upn("Wren"), upn("Finch"), upn("Nobody")
OTHERS = [upn(f"other {n}") for n in range(8)]


@pytest.fixture
def load(home, person, tmp_path):
    """load(name, text) loads a file; gives the outcome."""
    person("officer")

    def load(name, text, **more):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return uploads.load(path, by="officer", **more)

    load(
        "enrolments.csv",
        "school,pupil,surname,forename,born_on\n"
        f"Ash,{WREN},Wren,Jenny,2014-05-12\nBirch,{FINCH},Finch,Robin,2014-03-01\n"
        + "".join(f"Ash,{one},Other,Kit,\n" for one in OTHERS),
    )
    return load


def a_list(*upns):
    return "upn,cohort,from_on\n" + "".join(f"{one},cin,\n" for one in upns)


def inside(day):
    return len(in_cohorts.upns_in(uploads.state(), "child_in_need", day))


def test_a_whole_list_asks_before_it_ends_many_and_is_taken_back_like_any_load(load):
    june, july = date(2025, 6, 2), date(2025, 7, 7)
    first = load("june.csv", a_list(*OTHERS), as_at=june)
    assert first.status == "loaded", [str(one) for one in first.problems]
    asks = load("july.csv", a_list(*OTHERS[:5]), as_at=july)
    assert asks.refused
    assert "3 of the 8 who are in it, on 6 July 2025" in str(next(iter(asks.problems)))
    told = load("july.csv", a_list(*OTHERS[:5]), as_at=july, ends_many=True)
    assert told.status == "loaded"
    assert (inside(date(2025, 7, 6)), inside(july)) == (8, 5)
    older = load("may.csv", a_list(*OTHERS[:1]), as_at=date(2025, 5, 5))
    assert "A whole list of child_in_need as at 7 July 2025 is held" in str(
        next(iter(older.problems))
    )
    uploads.undo(told.load.pk, by="officer")
    assert inside(july) == 8


def test_a_cohort_named_at_the_load_is_another_load_and_is_of_no_other_file(load):
    text = f"upn,from_on\n{WREN},2025-09-01\n"
    assert load("a.csv", text, cohort="youth_justice").status == "loaded"
    assert load("b.csv", text, cohort="youth_justice").status == "already loaded"
    assert load("c.csv", text, cohort="looked_after").status == "loaded"
    refused = load("d.csv", f"school,pupil\nAsh,{WREN}\n", cohort="looked_after")
    assert "This is not a list of a cohort" in str(next(iter(refused.problems)))
    assert Load.objects.filter(format="cohorts").count() == 2


DOUBTFUL = (
    "upn,cohort,from_on,surname,forename,born_on\n"
    f"{WREN},looked_after,2025-09-01,Finch,Robin,2014-03-01\n"
    f"{NOBODY},looked_after,2025-09-01,Teal,Sam,2015-01-01\n"
)


def test_somebody_decides_on_a_page_whom_a_row_is_about(load, signed_in):
    load("care.csv", DOUBTFUL)
    client, state = signed_in("leader"), uploads.state()
    page = client.get("/loads/cohorts/").content.decode()
    assert "Whoever has this UPN was born on another day." in page
    assert "Nobody here has this UPN." in page
    [row, _] = in_cohorts.waiting(state)
    address = f"/loads/cohorts/{row.pupil}/"
    asked = client.get(address).content.decode()
    assert "Robin Finch, born 1 March 2014, Birch" in asked
    assert "Jenny Wren, born 12 May 2014, Ash" in asked
    assert "Nobody who is held here" in asked
    unsaid = client.post(address, {"said": row.said})
    assert "Choose a child, or nobody who is held here" in unsaid.content.decode()

    known = dict(state.pupils.select("supplied", "child").iter_rows())
    stranger = client.post(address, {"said": row.said, "child": known[OTHERS[0]]})
    assert stranger.status_code == 200
    client.post(address, {"said": row.said, "child": known[FINCH]})
    held = in_cohorts.times(uploads.state())
    assert known[FINCH] in held["child"].to_list()
    assert "A child held here" in client.get("/loads/cohorts/").content.decode()
    assert Entry.objects.filter(did="cohort.row-matched").count() == 1

    again = client.post(address, {"said": row.said, "child": matching.NOBODY})
    assert again.status_code == 302
    assert known[FINCH] not in in_cohorts.times(uploads.state())["child"].to_list()


def test_who_does_not_see_every_child_decides_of_none(load, signed_in):
    load("care.csv", DOUBTFUL)
    assert signed_in("virtual-school").get("/loads/cohorts/").status_code == 403


def test_a_file_sent_through_the_site_says_its_cohort_and_how_many_it_ends(
    load, signed_in, jobs
):
    load("june.csv", a_list(*OTHERS), as_at=date(2025, 6, 2))
    client = signed_in()
    sent = "upn\n" + "".join(f"{one}\n" for one in OTHERS[:4])
    client.post(
        "/loads/send/",
        {
            "files": SimpleUploadedFile("july.csv", sent.encode()),
            "format": "cohorts",
            "cohort": "child_in_need",
            "as_at": "07/07/2025",
        },
    )
    jobs()
    upload = Upload.objects.get()
    page = client.get(upload.get_absolute_url()).content.decode()
    assert upload.stage == "review"
    assert "Child in need" in page
    assert "of 4 of the 8 who are in it" in page


def test_a_list_takes_the_place_of_lists_of_its_own_cohort_alone(load, signed_in, jobs):
    june, july = date(2025, 6, 2), date(2025, 7, 7)
    load("need.csv", a_list(*OTHERS), as_at=june)
    care = "upn,cohort,from_on\n" + f"{WREN},looked_after,\n{FINCH},looked_after,\n"
    load("care.csv", care, as_at=june)
    sent = f"upn,cohort\n{WREN},looked_after\n".encode()
    signed_in().post(
        "/loads/send/",
        {
            "files": SimpleUploadedFile("july.csv", sent),
            "format": "cohorts",
            "as_at": "07/07/2025",
        },
    )
    jobs()
    found = Upload.objects.get().found
    assert [one["file_name"] for one in found["overlaps"]] == ["care.csv"]
    outcome = load("july.csv", sent.decode(), as_at=july, ends_many=True)
    assert outcome.status == "loaded"
    held = uploads.state()
    assert in_cohorts.upns_in(held, "looked_after", july) == {WREN}
    assert inside(july) == len(OTHERS)
