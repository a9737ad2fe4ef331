"""Letters leave by a relay, by Microsoft 365 or by GOV.UK Notify: one setting says which."""

import base64
import http.server
import json
import socket
import threading
from email import message_from_bytes
from email.policy import default

import jwt
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail

from muster.documents.mail import CannotSend, mail_settings


NOTIFY_ID = "6f1f8a8e-1f0c-4e5e-8a55-1c1f5b1c2b3d"
NOTIFY_SECRET = "0d2f8a8e-1f0c-4e5e-8a55-1c1f5b1c2b3d"
NOTIFY_KEY = f"muster-{NOTIFY_ID}-{NOTIFY_SECRET}"


@pytest.fixture
def set_to(settings):
    """set_to(address) is MUSTER_EMAIL."""

    def set_to(said: str) -> None:
        for name, value in mail_settings(said).items():
            setattr(settings, name, value)

    return set_to


class Relay:
    """A mail server that keeps what it is sent, and what people signed in with."""

    def __init__(self):
        self.letters, self.signed_in = [], []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  its own name
        content = message_from_bytes(envelope.content, policy=default)
        self.letters.append((envelope.rcpt_tos, content))
        return "250 OK"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]):  # noqa: N802
        said = base64.b64decode(args[1]).decode()
        self.signed_in.append(said)
        return AuthResult(success="Bearer good" in said, handled=False)


@pytest.fixture
def relay():
    """A relay on this machine, and its port."""
    kept = Relay()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def check(server, session, envelope, mechanism, given):
        kept.signed_in.append((given.login, given.password))
        return AuthResult(success=given.password == b"right")

    controller = Controller(
        kept,
        hostname="127.0.0.1",
        port=port,
        authenticator=check,
        auth_require_tls=False,
    )
    controller.start()
    kept.port = port
    yield kept
    controller.stop()


@pytest.fixture
def stand_in():
    """A web server on this machine that answers what it is told to, and its address."""

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802  its own name
            length = int(self.headers["Content-Length"])
            server.asked.append((self.path, self.headers, self.rfile.read(length)))
            status, said = server.answer
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.asked, server.answer = [], (200, {})
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever).start()
    yield server
    server.shutdown()
    server.server_close()


def write() -> None:
    send_mail("Your account", "It is ready.", None, ["sam@quillshire.example"])


def test_nothing_is_sent_where_nothing_is_said(set_to, settings, capsys):
    set_to("")
    write()
    assert not settings.EMAIL_IS_SET
    assert capsys.readouterr().out == ""


def test_a_letter_can_be_printed(set_to, capsys):
    set_to("console:")
    write()
    assert "It is ready." in capsys.readouterr().out


def test_a_letter_leaves_by_a_relay(set_to, relay):
    set_to(f"smtp://127.0.0.1:{relay.port}/?tls=0")
    write()
    [(recipients, letter)] = relay.letters
    assert recipients == ["sam@quillshire.example"]
    assert letter["Subject"] == "Your account"


def test_a_relay_is_spoken_to_under_tls_unless_told():
    made = mail_settings("smtp://sam:p%40ss@relay.example/")
    assert (made["EMAIL_PORT"], made["EMAIL_USE_TLS"]) == (587, True)
    assert made["EMAIL_HOST_PASSWORD"] == "p@ss"
    made = mail_settings("smtp://relay.example:465/")
    assert (made["EMAIL_USE_SSL"], made["EMAIL_USE_TLS"]) == (True, False)


def test_a_password_in_the_open_is_refused():
    with pytest.raises(ImproperlyConfigured, match="anybody on the way can read it"):
        mail_settings("smtp://sam:secret@relay.example/?tls=0")


def oauth(relay, stand_in) -> str:
    return (
        f"smtp+oauth://client:hush@127.0.0.1:{relay.port}/?tls=0&tenant=t"
        f"&as=muster@quillshire.example&token={stand_in.url}/token"
    )


def test_microsoft_365_is_given_a_token_and_no_password(set_to, relay, stand_in):
    stand_in.answer = (200, {"access_token": "good"})
    set_to(oauth(relay, stand_in))
    write()
    assert relay.signed_in == ["user=muster@quillshire.example\1auth=Bearer good\1\1"]
    assert len(relay.letters) == 1
    [(path, _, body)] = stand_in.asked
    assert path == "/token"
    assert b"grant_type=client_credentials" in body and b"client_id=client" in body


def test_no_token_is_a_sentence_without_the_secret(set_to, relay, stand_in):
    stand_in.answer = (401, {"error": "hush is not the secret"})
    set_to(oauth(relay, stand_in))
    with pytest.raises(CannotSend, match=r"status 401") as refused:
        write()
    assert "hush" not in str(refused.value)
    assert relay.letters == []


def test_microsoft_is_asked_at_the_tenants_own_address():
    made = mail_settings(
        "smtp+oauth://c:s@smtp.office365.com/?tenant=t1&as=m@q.example"
    )
    assert made["EMAIL_OAUTH"]["url"] == (
        "https://login.microsoftonline.com/t1/oauth2/v2.0/token"
    )
    assert made["EMAIL_USE_TLS"] and made["EMAIL_PORT"] == 587


def test_notify_is_given_the_letter_and_a_signed_token(set_to, stand_in):
    set_to(f"notify:?key={NOTIFY_KEY}&template=t-1&url={stand_in.url}")
    write()
    [(path, headers, body)] = stand_in.asked
    assert path == "/v2/notifications/email"
    said = json.loads(body)
    assert said["email_address"] == "sam@quillshire.example"
    assert said["template_id"] == "t-1"
    assert said["personalisation"] == {
        "subject": "Your account",
        "body": "It is ready.",
    }
    token = headers["Authorization"].removeprefix("Bearer ")
    held = jwt.decode(token, NOTIFY_SECRET, ["HS256"])
    assert held["iss"] == NOTIFY_ID


def test_what_notify_refuses_is_a_sentence_that_quotes_nothing(
    set_to, stand_in, caplog
):
    stand_in.answer = (403, {"errors": [{"message": "sam@quillshire.example is odd"}]})
    set_to(f"notify:?key={NOTIFY_KEY}&template=t-1&url={stand_in.url}")
    with pytest.raises(CannotSend, match=r"status 403") as refused:
        write()
    told = str(refused.value) + caplog.text
    assert "sam@" not in told and NOTIFY_SECRET not in told


@pytest.mark.parametrize(
    "said",
    [
        "relay.example",
        "pigeon://hush@relay.example",
        "smtp://",
        "smtp://host:hush/",
        "smtp+oauth://hush@host/?tenant=t&as=a",
        "smtp+oauth://c:hush@host/?tenant=t",
        "notify:?key=hush&template=t",
        f"notify:?key={NOTIFY_KEY}",
    ],
)
def test_what_is_not_understood_is_refused_without_quoting_it(said):
    with pytest.raises(ImproperlyConfigured, match="MUSTER_EMAIL can’t be") as refused:
        mail_settings(said)
    assert "hush" not in str(refused.value) and NOTIFY_SECRET not in str(refused.value)
