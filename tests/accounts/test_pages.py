import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path
from django.views.decorators.http import require_POST

from muster.accounts.context import house, navigation
from muster.accounts.models import Authority, User
from muster.accounts.pages import audience_of, open_to_all, requires, signed_in
from muster.accounts.permissions import Permission
from muster.config import urls as real


def said(request):
    return HttpResponse("the page")


urlpatterns = [
    path("loading/", requires(Permission.LOAD_FILES)(said), name="loading"),
    path("anybody/", signed_in(said), name="anybody"),
    path("strangers/", open_to_all(said), name="strangers"),
    path("forgotten/", said, name="forgotten"),
    path("posted/", requires(Permission.LOAD_FILES)(require_POST(said))),
    path("", include(real.urlpatterns)),
]
handler403 = real.handler403

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.mark.parametrize("role", ["officer", "leader", "board"])
def test_only_a_role_with_the_permission_opens_the_page(signed_in, role):
    status = signed_in(role).get("/loading/").status_code
    assert status == (200 if role == "officer" else 403)


def test_a_refusal_says_who_you_are_and_what_to_do(signed_in):
    page = signed_in("board").get("/loading/").content.decode()
    assert "signed in as Sam Board, Board or committee member" in page
    assert "ask whoever runs Muster" in page


def test_a_person_with_no_role_is_told_so(client, nobody):
    client.force_login(nobody)
    answer = client.get("/loading/")
    assert answer.status_code == 403
    assert "doesn’t hold the post" in answer.content.decode()


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    answer = client.get("/loading/?week=3")
    assert answer.url == "/people/sign-in/?next=/loading/%3Fweek%3D3"


def test_a_piece_of_a_page_tells_the_whole_page_to_sign_in(client):
    answer = client.get(
        "/loading/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/loads/"},
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"].endswith("/people/sign-in/?next=/loads/")


def test_signed_in_is_enough_for_some_pages(client, nobody):
    assert client.get("/anybody/").status_code == 302
    client.force_login(nobody)
    assert client.get("/anybody/").status_code == 200


def test_strangers_may_open_what_is_open_to_all(client):
    assert client.get("/strangers/").content == b"the page"


@pytest.mark.parametrize("debug", [True, False])
def test_a_page_that_declares_nothing_is_refused_even_to_an_officer(
    signed_in, caplog, debug
):
    with override_settings(DEBUG=debug):
        answer = signed_in("officer").get("/forgotten/")
    assert answer.status_code == 403
    assert "test_pages.said was refused" in caplog.text


def test_a_declaration_is_seen_through_decorators_above_it():
    view = require_POST(requires(Permission.LOAD_FILES)(said))
    assert audience_of(view).permission is Permission.LOAD_FILES


def test_a_view_refuses_with_no_middleware_in_front(rf, nobody):
    request = rf.get("/loading/")
    request.user = nobody
    with pytest.raises(PermissionDenied):
        requires(Permission.LOAD_FILES)(said)(request)


def test_who_comes_before_how(client, nobody):
    client.force_login(nobody)
    assert client.get("/posted/").status_code == 403


NAVIGATION = [
    ("Loading", "loading"),
    ("Anybody", "anybody"),
    ("Forgotten", "forgotten"),
]


@override_settings(NAVIGATION=NAVIGATION)
def test_navigation_holds_only_the_pages_a_person_may_open(person, nobody):
    def texts(user):
        return [item["text"] for item in navigation(user, "/", Authority())]

    assert texts(person("officer")) == ["Loading", "Anybody"]
    assert texts(nobody) == ["Anybody"]
    assert texts(User(is_active=False)) == ["Anybody"]


@override_settings(NAVIGATION=[("Home", "home"), *NAVIGATION])
def test_navigation_marks_the_nearest_page_above_this_one(person, monkeypatch):
    monkeypatch.setattr(
        "muster.accounts.context.reverse",
        lambda name: "/" if name == "home" else f"/{name}/",
    )
    found = navigation(person("officer"), "/loading/3/", Authority())
    assert [item["text"] for item in found if item["active"]] == ["Loading"]
    assert not any(item["current"] for item in found)


def test_an_error_before_anybody_was_looked_up_still_has_a_frame(rf):
    assert house(rf.get("/"))["navigation"] == []
