import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from muster.accounts import audit, guard, trail_key
from muster.accounts.audit import Asker, whoever_asks
from muster.accounts.pages import open_to_all, requires, signed_in
from muster.accounts.permissions import Permission
from muster.accounts.trail import Entry
from muster.config import urls as real
from muster.tables.upn import check_letter


UPN = check_letter("999000112345") + "999000112345"


def file(request, **_):
    headers = {"Content-Disposition": 'attachment; filename="x.csv"'}
    return HttpResponse("a,b\n", headers=headers)


def said(request, **_):
    return HttpResponse("the page")


see = Permission.SEE_FIGURES
urlpatterns = [
    path("declared/<int:pk>.csv", requires(see, does="x.made", to="x:{pk}")(file)),
    path("forgotten.csv", requires(see)(file)),
    path("child/<int:child>/", requires(see, does="child.viewed")(said), name="child"),
    path("loading/", requires(Permission.SIGN_OFF)(said), name="loading"),
    path("", include(real.urlpatterns)),
]
handler403 = real.handler403

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def latest() -> Entry:
    return Entry.objects.latest("pk")


def test_a_row_says_who_did_what_to_what_and_why():
    with whoever_asks(Asker("ada", "Attendance officer", "f00d")):
        audit.record(
            did="x.changed",
            by="ada",
            to="x:3",
            before={"b": 1, "a": 2},
            after={"a": 3},
            reason="asked to",
        )
    row = latest()
    assert (row.by, row.posts, row.source) == ("ada", "Attendance officer", "f00d")
    assert (row.did, row.to, row.reason) == ("x.changed", "x:3", "asked to")
    assert (row.before, row.after) == ('{"a": 2, "b": 1}', '{"a": 3}')
    assert str(row).endswith("ada x.changed x:3")


def test_what_somebody_else_asked_for_is_not_said_to_be_by_whoever_asks():
    with whoever_asks(Asker("ada", "Attendance officer")):
        audit.record(did="x.done", by="grace")
    assert latest().posts == ""


def test_a_child_is_a_hash_only_this_home_can_make(home, settings, tmp_path):
    audit.record(did="child.viewed", by="ada", child=17)
    assert latest().child == trail_key.of_child(17)
    assert "17" not in (latest().to, latest().after)
    settings.MUSTER_HOME = tmp_path / "another"
    settings.MUSTER_HOME.mkdir()
    assert latest().child != trail_key.of_child(17)


def test_the_key_is_a_file_for_nobody_else_to_read(home):
    trail_key.key()
    kept = home / "trail-key"
    assert kept.stat().st_mode & 0o077 == 0
    assert len(kept.read_text()) > 40
    assert [one.name for one in home.glob(".trail*")] == []


def test_of_two_that_make_the_key_at_once_the_first_counts(home):
    trail_key._make(home / "trail-key")
    before = (home / "trail-key").read_text()
    trail_key._make(home / "trail-key")
    assert (home / "trail-key").read_text() == before


@pytest.mark.parametrize("written", [UPN, UPN.lower(), f"{UPN[:5]} {UPN[5:]}"])
def test_a_pupils_number_is_struck_out_wherever_it_was_written(written):
    audit.record(
        did="x.y",
        by="ada",
        to=f"page:x {written}",
        reason=f"for {written}.",
        after={"pupil": written},
    )
    row = latest()
    assert row.to == "page:x [a pupil’s number]"
    assert row.reason == "for [a pupil’s number]."
    assert json.loads(row.after) == {"pupil": "[a pupil’s number]"}


def test_what_only_looks_like_a_pupils_number_stays():
    assert audit.without_upns("B123456789012 at 1") == "B123456789012 at 1"


def test_a_change_that_is_rolled_back_leaves_no_row():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(did="x.y", by="ada")
        raise ZeroDivisionError
    assert not Entry.objects.exists()


# Pages ----------------------------------------------------------------------------------


def test_a_page_that_hands_out_a_file_is_in_the_trail(signed_in):
    client = signed_in("officer")
    client.get("/declared/3.csv?by=school", REMOTE_ADDR="10.1.2.3")
    row = latest()
    assert (row.did, row.to, row.by) == ("x.made", "x:3", "officer")
    assert row.posts == "Administrator, Data officer"
    assert row.after == '{"by": "school"}'
    assert row.source == trail_key.keyed("address", "10.1.2.3")


def test_a_page_that_hands_out_a_file_undeclared_is_refused(signed_in, caplog):
    answer = signed_in("officer").get("/forgotten.csv")
    assert answer.status_code == 403
    assert b"a,b" not in answer.content
    assert "/forgotten.csv was refused: it hands out a file" in caplog.text


def test_a_page_about_a_child_says_whose_it_was_by_hash(signed_in):
    signed_in("officer").get("/child/17/")
    row = latest()
    assert (row.did, row.child) == ("child.viewed", trail_key.of_child(17))
    assert row.to == "page:child"


def test_nothing_is_handed_out_that_the_trail_could_not_take(signed_in, monkeypatch):
    client = signed_in("officer")
    client.raise_request_exception = False

    def fails(**_):
        raise IntegrityError("no room")

    monkeypatch.setattr("muster.accounts.audit.Entry.objects.create", fails)
    answer = client.get("/declared/3.csv")
    assert answer.status_code == 500
    assert b"a,b" not in answer.content


def refusals() -> list[tuple[str, str, str]]:
    found = Entry.objects.filter(did="page.refused").order_by("pk")
    return [(row.by, row.to, row.reason) for row in found]


def test_a_refusal_for_want_of_a_permission_is_in_the_trail(signed_in):
    signed_in("officer").get("/loading/")
    assert refusals() == [("officer", "page:loading", "not allowed")]


def test_a_stranger_sent_to_sign_in_is_in_the_trail(client):
    client.get("/loading/")
    assert refusals() == [("", "page:loading", "nobody was signed in")]


def test_a_guessed_number_is_in_the_trail_and_an_address_of_nothing_is_not(signed_in):
    client = signed_in("officer")
    client.get("/loads/31/")
    client.get("/no/such/place/")
    assert refusals() == [
        ("officer", "page:sources:load 31", "not there, or not for them")
    ]


def test_a_form_with_a_wrong_token_is_in_the_trail(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("officer"))
    assert client.post("/people/add/", {}).status_code == 403
    ((by, to, reason),) = refusals()
    assert (by, to) == ("officer", "page:add_person")
    assert reason.startswith("the form’s token was wrong")


def test_a_refused_child_is_a_hash_too(client):
    client.get("/child/17/")
    assert latest().child == trail_key.of_child(17)
    assert refusals() == [("", "page:child", "nobody was signed in")]


def test_an_answer_that_only_says_why_not_hands_out_nothing(rf, person):
    why_not = requires(see, does="x.made")(lambda request: HttpResponse(status=404))
    request = rf.get("/x/")
    request.user = person("officer")
    before = Entry.objects.count()
    assert why_not(request).status_code == 404
    assert Entry.objects.count() == before


def test_other_declarations_record_nothing(rf, person):
    request = rf.get("/x/")
    request.user = person("officer")
    before = Entry.objects.count()
    assert signed_in(said)(request).status_code == 200
    assert open_to_all(said)(request).status_code == 200
    assert Entry.objects.count() == before


# The database ---------------------------------------------------------------------------


@pytest.fixture
def guarded(db):
    guard.put_up(connection)
    yield
    guard.take_down(connection)


REFUSED = [
    "UPDATE accounts_entry SET by = 'somebody else'",
    "DELETE FROM accounts_entry",
    (
        'INSERT OR REPLACE INTO accounts_entry (id, at, by, posts, did, child, "to", reason,'
        " before, after, source) VALUES (%s, '2025-01-01', '', '', '', '', '', '', '', '', '')"
    ),
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_to_change_a_row(guarded, statement):
    if "OR REPLACE" in statement and connection.vendor != "sqlite":
        pytest.skip("only SQLite puts a row over another so")
    row = audit.record(did="x.y", by="ada")
    given = [row.pk] if "%s" in statement else []
    with (
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, given)
    assert Entry.objects.get(pk=row.pk).by == "ada"


def test_a_command_asks_for_one_person_from_its_beginning_to_its_end():
    with whoever_asks(audit.STRANGER):
        audit.asks_from_now_on(Asker("ada", "At the command line"))
        audit.record(did="x.y", by="ada")
        assert audit.asker().username == "ada"
    assert latest().posts == "At the command line"


def test_a_page_called_with_no_address_is_still_recorded(rf, person):
    request = rf.get("/x/")
    request.user = person("officer")
    requires(see, does="x.made", to="x")(said)(request)
    assert latest().to == "x"


def test_a_strangers_refusals_fill_the_trail_only_so_far(client, db, settings):
    def refused():
        client.get("/declared/3.csv", REMOTE_ADDR="10.9.9.9")
        return Entry.objects.filter(did="page.refused").count()

    counted = [refused() for _ in range(25)]
    assert counted[:3] == [1, 2, 3]
    assert counted[-1] == counted[-2] == 20
    client.get("/declared/3.csv", REMOTE_ADDR="10.9.9.8")
    assert Entry.objects.filter(did="page.refused").count() == 21


def test_behind_a_proxy_the_source_is_whom_it_asks_for(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for address in ("10.2.0.1", "10.2.0.2"):
        client.get("/declared/3.csv", headers={"X-Forwarded-For": address})
    found = Entry.objects.filter(did="page.refused").values_list("source", flat=True)
    assert list(found) == [
        trail_key.keyed("address", one) for one in ("10.2.0.1", "10.2.0.2")
    ]


def test_numbers_of_children_in_an_address_are_never_in_clear(signed_in):
    signed_in("officer").get("/protection/children/12-15/")
    row = latest()
    assert (row.did, row.child) == ("page.refused", trail_key.of_child(12))
    assert "12" not in row.to and "15" not in row.to
