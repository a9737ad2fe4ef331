"""Signing in by another's word, against a real provider on this machine."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from tests.accounts.oidc_server import SAM, agreed, asked, opened, query, with_query

from muster.accounts import posts
from muster.accounts.models import User
from muster.accounts.oidc import Exchange


PLAIN = "Muster couldn’t sign you in"

pytestmark = [
    pytest.mark.django_db,
    # Of the provider's own library, in its thread.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
]


@pytest.fixture
def council(settings):
    """council(*people, **settings) opens the provider for the rest of the test."""
    standing = []

    def council(*people, **more):
        one = opened(*people, **more)
        provider = one.__enter__()
        standing.append(one)
        settings.SIGN_IN_PROVIDERS = (provider,)
        return provider

    yield council
    for one in standing:
        one.__exit__(None, None, None)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_colleague_with_an_account_signs_in_and_goes_on(client, council, person):
    sam = person("officer")
    provider = council()
    back = client.get(agreed(asked(client, provider)))
    assert (back.status_code, back.url) == (302, "/cookies/")
    assert client.session["_auth_user_id"] == str(sam.pk)
    kept = SocialAccount.objects.get()
    assert (kept.provider, kept.uid, kept.extra_data) == ("council", "s-1", {})
    assert not SocialToken.objects.exists()
    assert client.session[AUTHENTICATION_METHODS_SESSION_KEY][0]["method"] == (
        "socialaccount"
    )


def test_once_met_they_are_known_by_the_subject_and_not_the_address(
    client, council, person
):
    sam = person("officer")
    provider = council()
    client.get(agreed(asked(client, provider)))
    client.post("/people/sign-out/")
    User.objects.filter(pk=sam.pk).update(email="married@quillshire.example")
    client.get(agreed(asked(client, provider)))
    assert client.session["_auth_user_id"] == str(sam.pk)


def test_the_request_carries_pkce_a_state_and_a_nonce(client, council):
    provider = council()
    said = query(asked(client, provider))
    assert said["code_challenge_method"] == "S256"
    assert len(said["code_challenge"]) == 43
    assert said["state"] and said["nonce"]
    assert set(said["scope"].split()) == {"openid", "profile", "email"}


def test_the_exchange_carries_the_verifier(client, council, person, monkeypatch):
    person("officer")
    sent = []
    post = OAuth2Client.get_access_token

    def noted(self, code, pkce_code_verifier=None):
        sent.append(pkce_code_verifier)
        return post(self, code, pkce_code_verifier=pkce_code_verifier)

    monkeypatch.setattr(OAuth2Client, "get_access_token", noted)
    client.get(agreed(asked(client, council())))
    assert len(sent[0]) >= 43


def test_nothing_of_the_request_is_taken_from_the_address(client, council):
    provider = council()
    answer = client.post(
        "/people/sign-in/with/council/?process=connect&scope=admin&auth_params=prompt%3Dnone"
    )
    assert "admin" not in answer.content.decode()
    assert "prompt" not in answer.content.decode()
    assert provider.key == "council"


def test_it_begins_with_a_button_and_not_with_a_link_anybody_may_set(client, council):
    council()
    page = client.get("/people/sign-in/with/council/").content.decode()
    assert "Sign in with your Quillshire account" in page
    assert "http-equiv" not in page


# What is refused, on the same plain page ------------------------------------------------


def refused(answer) -> bool:
    return answer.status_code in (401, 403) and PLAIN in answer.content.decode()


def test_a_state_of_another_signing_in_is_refused(client, council, person):
    person("officer")
    back = agreed(asked(client, council()))
    assert refused(client.get(with_query(back, state="another")))
    assert not is_signed_in(client)


def test_an_answer_sent_twice_is_refused(client, council, person):
    person("officer")
    back = agreed(asked(client, council()))
    assert client.get(back).status_code == 302
    client.post("/people/sign-out/")
    assert refused(client.get(back))


def test_another_nonce_is_refused(client, council, person):
    person("officer")
    address = with_query(asked(client, council()), nonce="another")
    assert refused(client.get(agreed(address)))
    assert not is_signed_in(client)


def test_an_expired_token_is_refused(client, council, person):
    person("officer")
    provider = council(lasts=timedelta(seconds=-60))
    assert refused(client.get(agreed(asked(client, provider))))
    assert not is_signed_in(client)


@pytest.mark.parametrize("part", [1, 2], ids=["claims", "signature"])
def test_a_forged_token_is_refused(client, council, person, monkeypatch, part):
    person("officer")
    real = OAuth2Client.get_access_token

    def forged(self, *args, **kwargs):
        answer = real(self, *args, **kwargs)
        parts = answer["id_token"].split(".")
        at = len(parts[part]) // 2
        other = "A" if parts[part][at] != "A" else "B"
        parts[part] = parts[part][:at] + other + parts[part][at + 1 :]
        return answer | {"id_token": ".".join(parts)}

    monkeypatch.setattr(OAuth2Client, "get_access_token", forged)
    assert refused(client.get(agreed(asked(client, council()))))
    assert not is_signed_in(client)


def test_a_missing_token_is_refused(client, council, person, monkeypatch):
    person("officer")
    real = OAuth2Client.get_access_token

    def without(self, *args, **kwargs):
        answer = real(self, *args, **kwargs)
        return {name: one for name, one in answer.items() if name != "id_token"}

    monkeypatch.setattr(OAuth2Client, "get_access_token", without)
    assert refused(client.get(agreed(asked(client, council()))))


def test_a_token_of_one_person_with_a_page_of_another_is_refused(
    client, council, person, monkeypatch
):
    person("officer")
    real = Exchange._fetch_user_info

    def of_another(self, access_token):
        return real(self, access_token) | {"sub": "s-2"}

    monkeypatch.setattr(Exchange, "_fetch_user_info", of_another)
    assert refused(client.get(agreed(asked(client, council()))))
    assert not is_signed_in(client)


def test_a_token_signed_by_no_key_of_the_provider_is_refused(
    client, council, person, monkeypatch
):
    person("officer")
    monkeypatch.setattr("jwt.PyJWKSet.from_dict", lambda _: SimpleNamespace(keys=[]))
    assert refused(client.get(agreed(asked(client, council()))))


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email": "stranger@quillshire.example"},
        {"email": ""},
    ],
    ids=["unverified", "unsaid", "unknown", "none"],
)
def test_an_address_not_vouched_for_or_not_known_signs_nobody_in(
    client, council, person, claims
):
    person("officer")
    assert refused(client.get(agreed(asked(client, council(SAM | claims)))))
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_who_got_a_leavers_address_does_not_get_their_account(client, council, person):
    person("officer")
    provider = council(SAM, SAM | {"sub": "s-2"})
    client.get(agreed(asked(client, provider)))
    client.post("/people/sign-out/")
    assert refused(client.get(agreed(asked(client, provider), sub="s-2")))


def test_a_closed_account_is_not_opened_by_anothers_word(client, council, person):
    sam = person("officer")
    provider = council()
    client.get(agreed(asked(client, provider)))
    client.post("/people/sign-out/")
    User.objects.filter(pk=sam.pk).update(is_active=False)
    answer = client.get(agreed(asked(client, provider)), follow=True)
    assert "This account is closed" in answer.content.decode()
    assert not is_signed_in(client)


def test_coming_back_without_signing_in_is_said_kindly(client, council):
    provider = council()
    address = asked(client, provider)
    # This provider leaves the state out of a refusal, which others must send.
    back = with_query(agreed(address, action="deny"), state=query(address)["state"])
    page = client.get(back, follow=True).content.decode()
    assert "You came back without signing in" in page


def test_a_provider_that_does_not_answer_is_said_plainly(client, council, settings):
    provider = council()
    settings.SIGN_IN_PROVIDERS = (
        provider.model_copy(update={"issuer": "http://localhost:1"}),
    )
    assert refused(client.post("/people/sign-in/with/council/"))


def test_another_issuer_at_the_address_is_refused(client, council, settings):
    provider = council()
    settings.SIGN_IN_PROVIDERS = (
        provider.model_copy(
            update={"issuer": f"{provider.issuer}/.well-known/openid-configuration"}
        ),
    )
    assert refused(client.post("/people/sign-in/with/council/"))


def test_a_provider_that_is_not_there_is_not_found(client):
    assert client.post("/people/sign-in/with/council/").status_code == 404
    assert client.get("/people/sign-in/with/council/back/").status_code == 404


def roles(person):
    return [post.role_key for post in User.objects.get(pk=person.pk).posts_held]


# Groups, new accounts, and a second factor done there -----------------------------------


def test_groups_decide_the_posts_each_time(client, council, person):
    sam = person("officer")
    provider = council(
        SAM | {"groups": ["g-lead", "g-other"]}, groups={"g-lead": "attendance-lead"}
    )
    client.get(agreed(asked(client, provider)))
    assert "attendance-lead" in roles(sam)


def test_out_of_a_group_its_post_goes_at_once_and_a_colleagues_stays(
    client, council, person
):
    sam = person("officer")
    posts.give(person=sam, role_key="attendance-lead", by="provider:council")
    client.get(agreed(asked(client, council(groups={"g-lead": "attendance-lead"}))))
    assert roles(sam) == ["administrator", "data-officer"]


def test_without_a_table_of_groups_a_colleague_decides(client, council, person):
    sam = person("officer")
    client.get(agreed(asked(client, council(SAM | {"groups": ["g-lead"]}))))
    assert roles(sam) == ["administrator", "data-officer"]


def test_an_account_is_made_where_that_is_said_and_a_group_stands_for_a_role(
    client, council
):
    provider = council(
        SAM | {"groups": ["g-lead"]},
        groups={"g-lead": "attendance-lead"},
        makes_accounts=True,
    )
    client.get(agreed(asked(client, provider)))
    made = User.objects.get()
    assert (made.name, made.email) == ("Sam Officer", SAM["email"])
    assert roles(made) == ["attendance-lead"]
    assert not made.has_usable_password()


@pytest.mark.parametrize(
    "more",
    [
        {"groups": {"g-lead": "attendance-lead"}, "makes_accounts": True},
        {"groups": {"g-board": "board"}},
    ],
    ids=["no group of theirs", "not said"],
)
def test_else_none_is_made(client, council, more):
    provider = council(SAM | {"groups": ["g-board"]}, **more)
    assert refused(client.get(agreed(asked(client, provider))))
    assert not User.objects.exists()


def test_an_account_that_cannot_be_made_is_refused(client, council, person):
    sam = person("officer")
    User.objects.filter(pk=sam.pk).update(is_active=False)
    provider = council(
        SAM | {"groups": ["g"]}, groups={"g": "attendance-lead"}, makes_accounts=True
    )
    assert refused(client.get(agreed(asked(client, provider))))
    assert User.objects.count() == 1


BY_AMR = {"second_factor_claim": "amr", "second_factor_values": ("mfa",)}


@pytest.mark.parametrize(
    ("claims", "more", "goes_on"),
    [
        ({"amr": ["pwd", "mfa"]}, BY_AMR, True),
        ({"amr": ["pwd"]}, BY_AMR, False),
        ({}, BY_AMR, False),
        ({"amr": ["pwd", "mfa"]}, {}, False),
    ],
    ids=["done there", "not done", "unsaid", "not believed"],
)
def test_a_second_factor_done_there_counts_where_the_provider_is_said_to_do_one(
    client, council, person, settings, claims, more, goes_on
):
    settings.SECOND_FACTOR = "children"
    person("officer")
    client.get(agreed(asked(client, council(SAM | claims, **more))))
    answer = client.get("/people/")
    assert (answer.status_code == 200) is goes_on
    if not goes_on:
        assert answer.url == "/people/how/"


def test_one_done_there_is_of_that_person_alone(client, council, person, settings):
    settings.SECOND_FACTOR = "everybody"
    person("officer")
    person("leader")
    client.get(agreed(asked(client, council(SAM | {"amr": "mfa"}, **BY_AMR))))
    session = client.session
    session["second_factor_at_provider"] = person("leader").pk
    session.save()
    assert client.get("/people/").url == "/people/how/"
