"""The pages of packs: the list, making one, reading and downloading."""

import os
from datetime import UTC, datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from muster.accounts.models import Entry
from muster.jobs.models import Job
from muster.reports import choices, kept, packs
from muster.reports.audiences import AUDIENCES
from muster.reports.whole import whole_document
from muster.sources import uploads
from muster.tables.store import Store


OFFICERS = "pack-2025-26-HT3-officers"
PUBLIC = "pack-2025-26-HT3-public"
NOW = datetime(2026, 2, 13, 9, tzinfo=UTC)


@pytest.fixture
def some(kept):
    """Two packs in the home, one for officers and one for the public."""
    for stem in (OFFICERS, PUBLIC):
        (kept / f"{stem}.html").write_text(f"<!doctype html><title>{stem}</title>")
        (kept / f"{stem}.pdf").write_bytes(b"%PDF-1.7 " + stem.encode())
        for kind in ("docx", "xlsx"):
            (kept / f"{stem}.{kind}").write_bytes(b"PK " + stem.encode())
    return kept


@pytest.fixture
def with_marks(home, authority, monkeypatch):
    """The small authority's marks, as if they were loaded in this home."""
    monkeypatch.setattr(uploads, "state", lambda: authority.state)
    return home


@pytest.fixture
def without_marks(home, tmp_path, monkeypatch):
    store = Store(tmp_path / "empty")
    store.create()
    monkeypatch.setattr(uploads, "state", store.state)
    return home


def test_packs_are_listed_with_their_period_audience_and_files(some, signed_in):
    page = signed_in("officer").get(reverse("reports:papers")).content.decode()
    assert "Spring half-term 3, 2025/26" in page
    assert reverse("reports:read", args=[OFFICERS]) in page
    assert reverse("reports:download", args=[PUBLIC, "pdf"]) in page
    assert reverse("reports:make") in page


def test_nothing_made_yet_is_said(home, signed_in):
    page = signed_in("officer").get(reverse("reports:papers")).content.decode()
    assert "No pack has been made yet" in page
    assert reverse("reports:make") in page


def test_who_may_only_read_is_not_offered_to_make(home, signed_in):
    page = signed_in("leader").get(reverse("reports:papers")).content.decode()
    assert "No pack has been made yet" in page
    assert reverse("reports:make") not in page


def test_many_packs_are_listed_a_page_at_a_time(kept, signed_in):
    for week in range(2, 54):
        (kept / f"pack-2024-25-2025-W{week:02d}-public.html").touch()
    client = signed_in("officer")
    page = client.get(reverse("reports:papers"), {"page": 2}).content.decode()
    assert "?page=1" in page


def test_a_board_member_sees_no_draft(some, signed_in):
    """Drafts are nobody's paper: what the board reads is what was signed off."""
    client = signed_in("board")
    page = client.get(reverse("reports:papers")).content.decode()
    assert PUBLIC not in page and OFFICERS not in page and "Review of" not in page
    for stem in (PUBLIC, OFFICERS):
        assert client.get(reverse("reports:read", args=[stem])).status_code == 404
        at = reverse("reports:download", args=[stem, "pdf"])
        assert client.get(at).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        reverse("reports:papers"),
        reverse("reports:make"),
        reverse("reports:read", args=[OFFICERS]),
        reverse("reports:download", args=[OFFICERS, "pdf"]),
    ],
)
def test_strangers_sign_in_first_and_nobody_is_refused(some, client, nobody, address):
    assert client.get(address).status_code == 302
    client.force_login(nobody)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", ["leader", "board"])
def test_only_who_makes_papers_makes_one(with_marks, signed_in, role):
    client = signed_in(role)
    assert client.get(reverse("reports:make")).status_code == 403
    assert client.post(reverse("reports:make"), {}).status_code == 403


def test_a_pack_is_read_as_a_page_that_may_run_nothing(some, signed_in):
    answer = signed_in("officer").get(reverse("reports:read", args=[OFFICERS]))
    assert answer["Content-Type"].startswith("text/html")
    assert OFFICERS in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "script-src 'none'" in policy and "frame-ancestors 'none'" in policy


OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("html", "text/html; charset=utf-8"),
        ("pdf", "application/pdf"),
        ("docx", f"{OFFICE}wordprocessingml.document"),
        ("xlsx", f"{OFFICE}spreadsheetml.sheet"),
    ],
)
def test_a_pack_is_downloaded_under_its_name(some, signed_in, kind, content_type):
    page = signed_in("leader").get(reverse("reports:papers")).content.decode()
    address = reverse("reports:download", args=[PUBLIC, kind])
    assert f'href="{address}"' in page
    answer = signed_in("leader").get(address)
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == f'attachment; filename="{PUBLIC}.{kind}"'
    assert PUBLIC.encode() in b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    "address",
    [
        "/papers/pack-2025-26-HT1-officers/",
        "/papers/pack-2025-26-HT1-officers.pdf",
        "/papers/pack-2025-26-HT3-officers.odt",
        "/papers/pack-2025-26-HT3-press.pdf",
        "/papers/..%2Fsecret-key.pdf",
        "/papers/pack-2025-26-..%2F..%2Fsecret-key-officers.pdf",
    ],
)
def test_what_is_no_pack_is_not_found(some, signed_in, address):
    assert signed_in("officer").get(address).status_code == 404


def test_a_pack_kept_only_as_a_pdf_is_not_opened_as_a_page(some, signed_in):
    (some / f"{PUBLIC}.html").unlink()
    page = signed_in("officer").get(reverse("reports:papers")).content.decode()
    assert reverse("reports:read", args=[PUBLIC]) not in page
    assert reverse("reports:download", args=[PUBLIC, "pdf"]) in page


def test_other_files_in_the_folder_are_not_listed(some):
    (some / "pack-2025-26-HT3-officers.html.old").touch()
    (some / ".pack-2025-26-HT3-officers.html.123").touch()
    (some / "notes.html").touch()
    (some / "pack-2025-26-HT3-press.html").touch()
    assert {one.stem for one in kept.packs(some, AUDIENCES)} == {OFFICERS, PUBLIC}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("pack-2025-26-year-officers.pdf", "School year 2025/26"),
        ("pack-2025-26-ytd-officers.pdf", "2025/26, year to date"),
        ("pack-2025-26-2025-W37-public.pdf", "Week beginning 8 September 2025"),
        ("pack-2025-26-2025-09-08-to-2025-10-24-public.pdf", "8 September 2025 to 24 October 2025"),
        ("pack-2025-26-HT9-public.pdf", "2025/26, HT9"),
    ],
)  # fmt: skip
def test_a_file_s_name_gives_its_period(tmp_path, name, title):
    (tmp_path / name).write_bytes(b"%PDF" * 500_000)
    [one] = kept.packs(tmp_path, AUDIENCES)
    assert (one.title, one.size("pdf")) == (title, "2.0 MB")


def test_the_latest_made_comes_first(some):
    os.utime(some / f"{PUBLIC}.html", (2_000_000_000, 2_000_000_000))
    assert [one.stem for one in kept.packs(some, AUDIENCES)] == [PUBLIC, OFFICERS]


# Making one


ASKED = {"period": "2025-26/HT3", "audience": "public"}


def test_a_pack_is_made_by_a_worker_and_listed(with_marks, signed_in, jobs):
    client = signed_in("officer")
    followed = client.post(reverse("reports:make"), ASKED).url
    page = client.get(followed).content.decode()
    assert "Making the pack of spring half-term 3, 2025/26 for the public" in page
    assert "No worker is running" in page

    jobs()
    answer = client.get(followed)
    assert answer.url == reverse("reports:papers")
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "The pack of spring half-term 3, 2025/26 for the public is made."
    ]
    made = with_marks / "packs" / f"{PUBLIC}.html"
    kinds = {path.suffix[1:] for path in made.parent.iterdir()}
    assert kinds == {"html", "pdf", "docx", "xlsx"}
    assert "Attendance: spring half-term 3" in made.read_text("utf-8")
    page = client.get(reverse("reports:papers")).content.decode()
    assert reverse("reports:read", args=[PUBLIC]) in page


def test_a_pack_that_cannot_be_made_says_why(with_marks, signed_in, jobs, monkeypatch):
    def refuse(*_, **__):
        raise packs.CannotMake("There are no marks for it any more.")

    monkeypatch.setattr(packs, "write", refuse)
    client = signed_in("officer")
    followed = client.post(reverse("reports:make"), ASKED).url
    jobs()
    page = client.get(followed).content.decode()
    assert "The pack was not made" in page and "no marks for it any more" in page


def test_a_pack_being_made_can_be_stopped(with_marks, signed_in, jobs):
    client = signed_in("officer")
    followed = client.post(reverse("reports:make"), ASKED).url
    assert client.post(f"{followed}stop/").url == followed
    jobs()
    assert "Stopped before it had begun" in client.get(followed).content.decode()
    assert not (with_marks / "packs").exists()


def test_stopping_half_way_leaves_the_pack_before(some, authority, monkeypatch):
    before = {path.name: path.read_bytes() for path in some.iterdir()}

    class Enough(Exception):
        pass

    def stop_late(share: float) -> None:
        if share > 0.9:
            raise Enough

    with pytest.raises(Enough):
        packs.write(
            authority.state,
            some,
            period="2025-26/HT3",
            organisation="Quillshire",
            progress=stop_late,
        )
    assert {path.name: path.read_bytes() for path in some.iterdir()} == before


def test_how_far_it_is_is_a_piece_of_the_page(with_marks, signed_in, jobs):
    client = signed_in("officer")
    followed = client.post(reverse("reports:make"), ASKED).url
    assert client.get(f"{followed}progress/").url == followed
    piece = client.get(f"{followed}progress/", headers={"HX-Request": "true"})
    assert "<html" not in piece.content.decode()
    jobs()
    over = client.get(f"{followed}progress/", headers={"HX-Request": "true"})
    assert over["HX-Refresh"] == "true"


def test_another_page_s_job_is_no_pack(with_marks, signed_in):
    job = Job.objects.create(title="x", page="/loads/", asked_by="ada", asked_at=NOW)
    address = reverse("reports:follow", args=[job.pk])
    assert signed_in("officer").get(address).status_code == 404


def test_the_latest_half_term_is_chosen_to_begin_with(with_marks, signed_in):
    page = signed_in("officer").get(reverse("reports:make")).content.decode()
    assert 'value="2025-26/HT3" selected' in page
    assert "2025-26/HT4" not in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"audience": "public"}, "Choose a period"),
        ({"period": "2025-26/HT3", "audience": ""}, "Choose who the pack is for"),
        ({"period": "2025-26/HT4", "audience": "public"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_asked_for(with_marks, signed_in, sent, said):
    page = signed_in("officer").post(reverse("reports:make"), sent).content.decode()
    assert "There is a problem" in page and said in page
    assert not (with_marks / "packs").exists()


def test_without_marks_there_is_nothing_to_make_a_pack_of(without_marks, signed_in):
    page = signed_in("officer").get(reverse("reports:make")).content.decode()
    assert "No marks have been loaded yet" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_only_periods_with_marks_are_offered(authority):
    texts = [text for text, _ in choices.periods(authority.state)]
    assert texts[:5] == ["2025-26/HT3", "2025-26/HT2", "2025-26/HT1", "2025-26/spring", "2025-26/autumn"]  # fmt: skip
    assert texts[-1] == "2024-25"


# The trail --------------------------------------------------------------------------------


def test_each_format_of_a_draft_that_is_handed_out_is_in_the_trail(some, signed_in):
    client = signed_in("officer")
    client.get(reverse("reports:read", args=[OFFICERS]))
    for kind in ("pdf", "docx"):
        client.get(reverse("reports:download", args=[OFFICERS, kind])).close()
    client.get(reverse("reports:download", args=[OFFICERS, "odt"]))
    found = Entry.objects.exclude(did__in=["person.added", "post.given"]).order_by("pk")
    assert [(row.did, row.to) for row in found][1:] == [
        ("draft.read", f"{OFFICERS}.html"),
        ("draft.downloaded", f"{OFFICERS}.pdf"),
        ("draft.downloaded", f"{OFFICERS}.docx"),
        ("page.refused", f"page:reports:download {OFFICERS} odt"),
    ]


def test_a_pack_is_read_under_a_policy_of_its_own_style_and_nothing_that_runs():
    content = (
        b"<!doctype html><title>A</title><style>p{color:#123456}</style><p>Text</p>"
    )
    policy = whole_document(content)._csp_replace
    assert policy["style-src"] == [
        "'sha256-uPeP1SR+AlD2Y30UbiHSx3871v6I3h2GpuDBmkonBdI='"
    ]
    assert policy["script-src"] == ["'none'"]
    assert "allow-scripts" not in policy["sandbox"]
