"""No line of the log holds anything about anybody, nor a secret."""

import io
import json
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muster.cli import site
from muster.config.logs import Discreet, JsonLines
from muster.sources import received


CHILD = "Wren Ashdown-Pettigrew"
SECRETS = (
    CHILD,
    "K999999914001",
    "three unlikely words",
    "officer",
    "wren-ashdown.csv",
    "990001",
)


@pytest.fixture(params=[Discreet, JsonLines])
def log(request, client):
    """What everything logged comes to, down to the smallest matter."""
    client.raise_request_exception = False
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    root, level = logging.getLogger(), logging.getLogger().level
    mine = logging.getLogger("muster.request")
    mine_level = mine.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    mine.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
    mine.setLevel(mine_level)


def nothing_is_told(log: io.StringIO) -> str:
    lines = log.getvalue()
    assert lines
    assert [one for one in SECRETS if one in lines] == []
    return lines


def test_a_page_asked_for_by_what_it_is_about_is_logged_by_its_name(log, signed_in):
    signed_in().get(f"/measures/persistent_absence/?school=990001&pupil={CHILD}")
    assert "explore:measure" in nothing_is_told(log)


def test_a_sign_in_that_fails_is_logged_without_who_or_with_what(log, client, person):
    person("officer")
    for password in ("three unlikely words", CHILD):
        client.post("/people/sign-in/", {"login": "officer", "password": password})
    assert "account_login" in nothing_is_told(log)


def test_an_upload_that_fails_is_logged_without_its_rows(
    log, signed_in, store_in_home, monkeypatch
):
    def fail(*_, **__):
        pupil = {"name": CHILD, "upn": "K999999914001"}  # noqa: F841  a local, as it would be
        try:
            raise KeyError(CHILD)
        except KeyError as why:
            raise ValueError(f"{CHILD} (K999999914001) cannot be read") from why

    monkeypatch.setattr(received, "receive", fail)
    sent = SimpleUploadedFile("wren-ashdown.csv", f"school,pupil\n1,{CHILD}\n".encode())
    answer = signed_in().post("/loads/send/", {"files": [sent]})
    assert answer.status_code == 500
    assert CHILD not in answer.content.decode()
    lines = nothing_is_told(log)
    assert "ValueError" in lines and "KeyError" in lines
    assert "test_logs.py" in lines  # where it happened is said


@pytest.fixture
def store_in_home(home, db):
    from muster.sources import uploads

    uploads.store().create()


def test_a_line_of_json_has_what_a_monitor_needs(client, db):
    record = logging.LogRecord("muster.request", 20, "", 0, "x", (), None)
    record.told = {"view": "explore:home", "status": 200, "ms": 12}
    line = json.loads(JsonLines().format(record))
    assert set(line) == {
        *("at", "level", "from", "said", "request"),
        *("view", "status", "ms"),
    }


def test_a_request_is_called_what_the_proxy_calls_it(client):
    answer = client.get("/health/live", headers={"X-Request-ID": "0123-abcd-4567"})
    assert answer["X-Request-ID"] == "0123-abcd-4567"


@pytest.mark.parametrize(
    "given", ["", "short", "a b c d e f g h", "x" * 65, "a\tb" * 5]
)
def test_what_is_no_id_is_replaced(client, given):
    answer = client.get("/health/live", headers={"X-Request-ID": given})
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 32


def test_a_number_of_the_system_is_said_with_its_error():
    try:
        open("/nowhere/wren-ashdown.csv")
    except OSError as why:
        info = (type(why), why, why.__traceback__)
    record = logging.LogRecord("muster", 40, "", 0, "Not read", (), info)
    said = Discreet().format(record)
    assert "builtins.FileNotFoundError 2" in said
    assert "wren" not in said.replace(__file__, "")


@pytest.mark.parametrize("kept", [True, False])
def test_the_first_persons_code_is_for_a_terminal_and_never_in_a_log_that_is_kept(
    home, db, settings, capsys, kept
):
    settings.LOGS_ARE_KEPT = kept
    site._await_first_person("http://127.0.0.1:8000/")
    code = (home / "first-person-code").read_text()
    assert (code in capsys.readouterr().err) is not kept
