"""What a browser is told of every page, and what Muster refuses of what it is sent."""

import io
import subprocess
import sys
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.promises.test_settings import in_surroundings

from muster.sources.reading import read


HOST = "muster.quillshire.example"
HTTPS = {"MUSTER_HTTPS": "1", "MUSTER_HOSTS": HOST}


def test_django_has_nothing_to_say_against_a_deployment_over_https(tmp_path):
    said = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"],
        env={
            "DJANGO_SETTINGS_MODULE": "muster.config.settings",
            "MUSTER_HOME": str(tmp_path),
            "MUSTER_SECRET_KEY": "a key as long as `muster init` makes them, and as odd",
            **HTTPS,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert "no issues" in said.stdout


def test_over_https_a_browser_keeps_to_it_and_to_this_host(tmp_path):
    said = in_surroundings(
        tmp_path,
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        **HTTPS,
    )
    assert said == ["True", "31536000", "False", "__Host-sessionid", "__Host-csrftoken"]
    subdomains = {"MUSTER_HSTS_SUBDOMAINS": "1"}
    name = "SECURE_HSTS_INCLUDE_SUBDOMAINS"
    assert in_surroundings(tmp_path, name, **HTTPS, **subdomains) == ["True"]


@pytest.mark.parametrize("more", [{"MUSTER_HOSTS": HOST}, {"MUSTER_HTTPS": "1"}])
def test_debugging_anywhere_but_on_this_machine_is_refused(tmp_path, more):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        in_surroundings(tmp_path, "DEBUG", MUSTER_DEBUG="1", **more)
    assert "MUSTER_DEBUG shows whoever meets an error" in refused.value.stderr
    assert in_surroundings(tmp_path, "DEBUG", MUSTER_DEBUG="1") == ["True"]


def test_a_page_says_what_may_be_done_with_it(client, db):
    answer = client.get("/cookies/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert "default-src 'none'" in policy
    assert "camera=()" in answer["Permissions-Policy"]
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


# What is sent ------------------------------------------------------------------------------


def test_a_form_larger_than_any_of_ours_is_refused_unread(client, settings, db):
    settings.LARGEST_FORM = 1_000_000
    answer = client.post("/people/sign-in/", {"login": "x" * 1_000_001})
    assert answer.status_code == 413
    assert "No more than 1 MB can be sent here at once" in answer.content.decode()


def test_a_file_larger_than_may_be_sent_is_refused_with_what_to_do(
    signed_in, settings, home, db
):
    settings.LARGEST_UPLOAD = 1_000_000
    sent = SimpleUploadedFile("marks.csv", b"x" * 1_000_001)
    answer = signed_in().post("/loads/send/", {"files": [sent]})
    said = answer.content.decode()
    assert "marks.csv is larger than 1 MB, the most that can be sent here." in said
    assert list((home / "uploads").iterdir()) == []


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">'
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


@pytest.fixture
def workbook(tmp_path):
    """workbook("xl/sharedStrings.xml") has a bomb of entities in that part."""

    def workbook(part: str):
        made = io.BytesIO()
        with xlsxwriter.Workbook(made) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["school", "pupil", "date", "session", "code"])
            sheet.write_row(1, 0, ["Ash", "A1", "2025-09-08", "AM", "/"])
        path = tmp_path / "marks.xlsx"
        with zipfile.ZipFile(made) as given, zipfile.ZipFile(path, "w") as bad:
            for name in given.namelist():
                content = given.read(name)
                if name == part:
                    text = content.decode().partition("?>")[2]
                    content = (LAUGHS + text.replace("school", "&i;")).encode()
                bad.writestr(name, content)
        return path

    return workbook


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_would_swell_is_refused(workbook, part):
    reading = read(workbook(part))
    assert reading.refused
    assert "could not be read: it may be damaged" in str(reading.problems[0])


def test_a_workbook_that_unpacks_to_more_than_is_read_is_refused(tmp_path):
    path = tmp_path / "marks.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 251 * 1024**2)
    reading = read(path)
    assert "once unpacked, and Muster reads workbooks up to" in str(reading.problems[0])
