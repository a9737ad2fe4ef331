"""The pages of a file's way in, asked for without a browser."""

import csv
import io
import re
from pathlib import Path

import pytest
from tests.sources.samples import sample

from muster.accounts.models import Entry
from muster.sources import receiving, uploads
from muster.sources.models import Load, Upload


SEND = "/loads/send/"
BAD = ("Ash Primary", "A0", "31/02/2026", "AM", "/")


@pytest.fixture
def officer(signed_in, store, jobs):
    return signed_in("officer")


def words(response):
    """What a page says, without its markup."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def post(officer, *paths, code_map=None, **fields):
    handles = [open(path, "rb") for path in paths]
    if code_map:
        fields["code_map"] = open(code_map, "rb")
    try:
        return officer.post(SEND, {"files": handles} | fields)
    finally:
        for handle in [*handles, fields.get("code_map")]:
            if handle:
                handle.close()


def test_a_file_is_sent_read_reviewed_and_loaded(officer, marks, jobs):
    sent = post(officer, marks())
    upload = Upload.objects.get()
    assert sent.url == f"/loads/sent/{upload.key}/"
    assert (upload.file_name, upload.sent_by) == ("marks.csv", "officer")
    assert upload.path.read_bytes() == marks().read_bytes()
    page = officer.get(sent.url)
    assert "Reading the file" in words(page)
    assert "No worker is running, so nothing happens yet." in words(page)

    jobs()
    review = words(officer.get(sent.url))
    assert "Load this file? Nothing is wrong with it." in review
    assert "Rows to load 20" in review
    assert "8 September 2025 to 12 September 2025" in review
    assert "Schools 1, 1 of them new" in review
    assert "1 school is new to Muster" in review

    assert officer.post(f"{sent.url}load/").url == sent.url
    assert "Loading the file" in words(officer.get(sent.url))
    jobs()
    loaded = officer.get(sent.url)
    assert loaded.url == "/loads/1/"
    assert Load.objects.get().loaded_by == "officer"


def test_several_files_are_sent_at_once_and_loaded_together(officer, marks, jobs):
    sent = post(officer, marks("a.csv"), marks("b.csv", code="I"))
    assert sent.url == "/loads/sent/"
    assert "Waiting for its turn" in words(officer.get(sent.url))
    jobs()
    page = officer.get(sent.url)
    assert words(page).count("Ready: look and load") == 2
    assert "Load all 2 that are ready" in words(page)
    assert officer.post("/loads/sent/load-all/").url == sent.url
    jobs()
    assert Load.objects.count() == 2
    assert "Nothing is on its way" in words(officer.get(sent.url))


def test_a_form_with_no_file_says_so(officer):
    page = officer.post(SEND, {})
    assert "Error: Load files" in page.content.decode()
    assert "Choose a file to load" in words(page)
    assert not Upload.objects.exists()


def test_an_empty_file_says_so(officer, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert "The file is empty." in words(post(officer, empty))
    assert not Upload.objects.exists()


def test_a_date_that_is_none_says_so_and_opens_what_has_it(officer, marks, home):
    page = post(officer, marks(), as_at="2nd Oct")
    assert "There is a problem" in words(page)
    assert "2nd Oct" in words(page)
    assert '<details class="govuk-details" open>' in page.content.decode()
    assert list((home / "uploads").iterdir()) == []


def test_what_is_said_of_a_file_is_kept_with_it(officer, marks, file):
    codes = file("my codes.csv", [("code", "meaning"), ("ILL", "I")])
    post(
        officer,
        marks(code="ILL"),
        code_map=codes,
        as_at="02/10/2025",
        format="marks-long",
    )
    upload = Upload.objects.get()
    assert (upload.format, upload.code_map_name) == ("marks-long", "my codes.csv")
    assert upload.code_map.read_bytes() == codes.read_bytes()
    assert f"{upload.as_at}" == "2025-10-02"


def test_htmx_is_told_where_to_go(officer, marks):
    with open(marks(), "rb") as handle:
        sent = officer.post(SEND, {"files": handle}, headers={"HX-Request": "true"})
    assert sent["HX-Redirect"] == f"/loads/sent/{Upload.objects.get().key}/"


def test_a_form_without_its_token_is_refused(officer, marks, home):
    officer.handler.enforce_csrf_checks = True
    officer.get(SEND)  # the cookie comes with the form
    assert post(officer, marks()).status_code == 403
    assert not Upload.objects.exists()
    assert list((home / "uploads").iterdir()) == []


def test_a_title_in_a_sentence_keeps_its_capitals(officer, tmp_path, jobs):
    path = tmp_path / "cohorts.csv"
    path.write_text("upn,cohort,from_on\nR999200120001,looked_after,31/02/2026\n")
    sent = post(officer, path)
    jobs()
    page = words(officer.get(sent.url))
    assert (
        "It was read as cohorts: lists from social care, youth justice and SEND" in page
    )


def test_problems_are_listed_with_a_csv_of_them_all(officer, marks, jobs, monkeypatch):
    monkeypatch.setattr("muster.sources.sending.MOST_PROBLEMS", 2)
    sent = post(officer, marks(extra=[BAD] * 3))
    jobs()
    page = words(officer.get(sent.url))
    assert "3 problems to put right" in page
    assert "It was read as marks, one row a session, 23 rows." in page
    assert "The first 2" in page
    assert "Row 22, date" in page and "Row 23, date" in page
    assert "Row 24" not in page

    key = sent.url.strip("/").rpartition("/")[2]
    assert Entry.objects.filter(did="problems.seen", to=f"file:{key}").exists()
    download = officer.get(f"{sent.url}problems.csv")
    assert download["Content-Disposition"] == (
        'attachment; filename="marks-problems.csv"'
    )
    text = b"".join(download.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["row"] for row in rows] == ["22", "23", "24"]
    assert rows[0]["found"] == "31/02/2026"


def test_a_problem_of_the_whole_file_has_no_row(officer, file, jobs):
    sent = post(officer, file("odd.csv", [("colour",), ("red",)]))
    jobs()
    page = words(officer.get(sent.url))
    assert "1 problem to put right" in page
    assert "The whole file Muster can’t tell what this file is" in page


def test_what_a_spreadsheet_would_run_is_made_harmless(officer, marks, jobs):
    sent = post(officer, marks(extra=[("Ash", "A", "=1+1", "AM", "/")]))
    jobs()
    download = officer.get(f"{sent.url}problems.csv")
    assert b",'=1+1," in b"".join(download.streaming_content)


def test_warnings_are_shown_before_a_file_is_loaded(officer, marks, jobs):
    sent = post(officer, marks(code="QQ"))
    jobs()
    page = words(officer.get(sent.url))
    assert "1 warning Warnings don’t stop a file." in page
    assert "have a code Muster doesn’t know" in page


def test_earlier_loads_of_the_same_are_shown(officer, load, marks, jobs):
    load(marks("first.csv", code="I"))
    sent = post(officer, marks("second.csv"))
    jobs()
    page = words(officer.get(sent.url))
    assert "1 earlier load speaks of the same schools and weeks." in page
    assert "first.csv" in page


def test_the_same_bytes_again_lead_to_their_load(officer, load, marks, jobs):
    load(marks())
    sent = post(officer, marks("again.csv"))
    jobs()
    page = words(officer.get(sent.url))
    assert "This file is loaded already" in page
    assert "Load 1, marks.csv" in page


def test_reading_can_be_stopped(officer, marks):
    sent = post(officer, marks())
    officer.post(f"{sent.url}stop/")
    page = words(officer.get(sent.url))
    assert "This file was put aside Reading was stopped." in page


def test_a_file_can_be_put_aside(officer, marks, jobs):
    sent = post(officer, marks())
    jobs()
    officer.post(f"{sent.url}put-aside/")
    assert "This file was put aside" in words(officer.get(sent.url))


def test_a_file_that_went_wrong_can_be_tried_again(officer, marks, jobs, monkeypatch):
    sent = post(officer, marks())
    monkeypatch.setattr(uploads, "check", lambda *args, **kwargs: 1 / 0)
    jobs()
    page = words(officer.get(sent.url))
    assert "Reading it went wrong" in page
    assert "Muster met something it did not expect (ZeroDivisionError)" in page
    assert "Stopped: something went wrong" in words(officer.get("/loads/"))
    monkeypatch.undo()
    officer.post(f"{sent.url}again/")
    jobs()
    assert "Load this file?" in words(officer.get(sent.url))


def test_a_button_pressed_too_late_says_so(officer, marks, jobs):
    sent = post(officer, marks())
    jobs()
    officer.post(f"{sent.url}load/")
    page = officer.post(f"{sent.url}load/", follow=True)
    assert "marks.csv is not waiting to be loaded." in words(page)


def test_how_far_a_file_is_comes_as_a_piece(officer, marks, jobs):
    sent = post(officer, marks())
    piece = officer.get(f"{sent.url}progress/", headers={"HX-Request": "true"})
    assert "No worker is running" in piece.content.decode()
    assert "<html" not in piece.content.decode()
    assert officer.get(f"{sent.url}progress/").url == sent.url
    jobs()
    piece = officer.get(f"{sent.url}progress/", headers={"HX-Request": "true"})
    assert piece["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Waiting for its turn"),
        ({"state": "running", "sentence": "Reading", "fraction": 0.4}, "Reading 40%"),
        ({"cancel_asked_at": "2025-12-01T09:00Z"}, "Stopping"),
    ],
)
def test_progress_says_what_is_happening(officer, marks, monkeypatch, fields, said):
    monkeypatch.setattr("muster.jobs.reaper.living", lambda: {"one"})
    sent = post(officer, marks())
    type(Upload.objects.get().job).objects.update(**fields)
    assert said in words(officer.get(sent.url))


def test_progress_says_how_many_are_before_it(officer, marks, monkeypatch):
    monkeypatch.setattr("muster.jobs.reaper.living", lambda: {"one"})
    sent = [post(officer, marks(f"{n}.csv")) for n in range(3)]
    assert "1 job before it" in words(officer.get(sent[1].url))
    assert "2 jobs before it" in words(officer.get(sent[2].url))


def test_the_list_of_files_comes_as_a_piece_while_jobs_run(officer, marks, jobs):
    post(officer, marks())
    piece = officer.get("/loads/sent/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in piece
    assert "<html" not in piece
    jobs()
    piece = officer.get("/loads/sent/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in piece


def test_a_file_nobody_sent_is_not_found(officer):
    assert officer.get("/loads/sent/nothing/").status_code == 404


def test_a_file_without_problems_has_no_list_of_them(officer, marks):
    sent = post(officer, marks())
    assert officer.get(f"{sent.url}problems.csv").status_code == 404


def test_files_are_sent_only_with_a_form(officer):
    assert officer.get("/loads/sent/load-all/").status_code == 405


# A disk that fills up ---------------------------------------------------------------------


class Full:
    """A file on a full disk, once so many bytes are in it."""

    def __init__(self, path, room):
        self.real, self.left = open(path, "xb"), room

    def write(self, data):
        self.left -= len(data)
        if self.left < 0:
            raise OSError(28, "No space left on device")
        return self.real.write(data)

    def flush(self):
        if self.left == 0:
            raise OSError(28, "No space left on device")
        self.real.flush()

    def close(self):
        self.real.close()


@pytest.mark.parametrize("room", ["none", "some", "just not enough"])
def test_a_disk_that_fills_while_a_file_arrives_says_so(
    officer, marks, home, monkeypatch, room
):
    size = marks().stat().st_size
    left = {"none": 0, "some": 100, "just not enough": size}[room]
    monkeypatch.setattr(receiving, "open", lambda path, mode: Full(path, left), False)
    page = post(officer, marks())
    assert "There is no room left on the disk to keep what you sent." in words(page)
    assert not Upload.objects.exists()
    assert list((home / "uploads").iterdir()) == []


def test_a_disk_too_full_for_a_folder_says_so(officer, marks, home, monkeypatch):
    mkdir = Path.mkdir

    def no_room(path, *args, **kwargs):
        if len(path.name) == 32:
            raise OSError(28, "No space left on device")
        mkdir(path, *args, **kwargs)

    monkeypatch.setattr("pathlib.Path.mkdir", no_room)
    page = post(officer, marks())
    assert "There is no room left on the disk to keep what you sent." in words(page)
    assert list((home / "uploads").iterdir()) == []


def test_a_disk_that_fails_otherwise_is_not_called_full(officer, marks, monkeypatch):
    def broken(path, mode):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(receiving, "open", broken, False)
    with pytest.raises(OSError, match="Input/output"):
        post(officer, marks())


def test_a_sending_that_is_cut_off_leaves_nothing(store, home):
    handler = receiving.IntoHome()
    handler.new_file("files", "marks.csv", "text/csv", 10, "utf-8", {})
    handler.receive_data_chunk(b"school,", 0)
    handler.upload_interrupted()
    assert list((home / "uploads").iterdir()) == []


def test_what_was_typed_is_kept_for_a_file_that_is_sent_again(officer, marks, jobs):
    typed = {
        "as_at": "02/10/2025",
        "to": "2025-10-03",
        "period": "2023-24",
        "la": "999",
    }
    sent = post(officer, marks(extra=[BAD]), format="marks-long", **typed)
    jobs()
    page = officer.get(sent.url).content.decode()
    [again] = re.findall(r'href="([^"]*\?again=\w+)"', page)
    form = officer.get(again).content.decode()
    assert '<details class="govuk-details" open>' in form
    for value in ("02/10/2025", "03/10/2025", "2023-24", "999"):
        assert f'value="{value}"' in form
    assert '<option value="marks-long" selected>' in form
    empty = officer.get(f"{SEND}?again=0123").content.decode()
    assert '<details class="govuk-details">' in empty


def test_a_review_says_what_was_told_of_the_file(officer, jobs):
    sent = post(
        officer,
        sample("dfe_persistent_counts", "valid"),
        as_at="22/01/2024",
        period="2023-24",
        la="999",
    )
    jobs()
    page = words(officer.get(sent.url))
    assert "Period 2023-24" in page and "Authority 999" in page
