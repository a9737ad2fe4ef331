"""Who is let in: a service with a good token, and nobody else."""

from datetime import date

import pytest
from django.db import connection

from muster.accounts import invitations, people, posts
from muster.accounts.models import Organisation
from muster.accounts.posts import Refused
from muster.accounts.trail import Entry
from muster.api import services, tokens
from muster.api.models import Token


@pytest.fixture
def made(service):
    """A service of the authority, its token and the token's text."""
    one = service()
    return one, *tokens.make(service=one, name="tests", by="officer")


def refused(answer):
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    return answer.content


def test_a_good_token_lets_in_and_the_day_is_kept(ask, made):
    _, token, text = made
    assert ask("schools", text).status_code == 200
    token.refresh_from_db()
    assert token.last_used_on == date(2025, 12, 1)


def test_a_token_lasts_a_year_and_its_last_day_counts(ask, made, monkeypatch):
    _, token, text = made
    assert token.expires_on == date(2026, 12, 1)
    monkeypatch.setenv("MUSTER_TODAY", "2026-12-01")
    assert ask("schools", text).status_code == 200
    monkeypatch.setenv("MUSTER_TODAY", "2026-12-02")
    refused(ask("schools", text))


def test_the_text_of_a_token_is_kept_nowhere(made):
    _, token, text = made
    assert text.startswith(token.prefix) and len(text) > 40
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM api_token")
        assert text not in str(cursor.fetchall())
        cursor.execute("SELECT * FROM accounts_entry")
        assert text not in str(cursor.fetchall())


def test_every_way_of_not_being_let_in_looks_the_same(ask, made, service, monkeypatch):
    one, token, text = made
    bodies = {
        refused(ask("schools")),
        refused(ask("schools", "muster_forged")),
        refused(ask("schools", text[:-1])),
        refused(ask("nothing-here")),
        refused(ask("schools", headers={"Authorization": f"Basic {text}"})),
        refused(ask("schools", headers={"Authorization": "Bearer"})),
        refused(ask("schools", headers={"Authorization": "Bearer \xff"})),
    }
    monkeypatch.setenv("MUSTER_TODAY", "2027-12-02")
    bodies.add(refused(ask("schools", text)))
    monkeypatch.setenv("MUSTER_TODAY", "2025-12-01")
    tokens.revoke(token=token, by="officer")
    bodies.add(refused(ask("schools", text)))
    other = tokens.make(service=one, name="another", by="officer")[1]
    people.close(person=one, by="officer")
    bodies.add(refused(ask("schools", other)))
    assert len(bodies) == 1


def test_the_trail_says_why_a_token_was_refused_and_whose_it_was(ask, made):
    one, token, text = made
    tokens.revoke(token=token, by="officer")
    ask("schools", text)
    ask("schools", "muster_forged")
    found = Entry.objects.filter(did="page.refused").order_by("pk")
    assert [(entry.by, entry.reason) for entry in found] == [
        (one.username, "the token was revoked"),
        ("", "nobody made the token"),
    ]


def test_a_signed_in_browser_is_not_let_in(signed_in):
    assert signed_in("officer").get("/api/v1/schools").status_code == 401


def test_a_token_beats_the_session_it_comes_with(signed_in, made):
    client = signed_in("officer")
    answer = client.get(
        "/api/v1/schools", headers={"Authorization": f"Bearer {made[2]}"}
    )
    assert answer.status_code == 200
    assert Entry.objects.get(did="api.asked").by == made[0].username


def test_several_tokens_are_good_at_once_and_each_ends_by_itself(ask, made):
    one, token, text = made
    new = tokens.make(service=one, name="the new one", by="officer")[1]
    assert ask("schools", text).status_code == ask("schools", new).status_code == 200
    tokens.revoke(token=token, by="officer")
    assert ask("schools", text).status_code == 401
    assert ask("schools", new).status_code == 200


def test_tokens_end_with_the_account_and_do_not_come_back_with_it(ask, made):
    one, _, text = made
    people.close(person=one, by="officer")
    assert ask("schools", text).status_code == 401
    people.reopen(person=one, by="officer")
    assert ask("schools", text).status_code == 401
    assert Token.objects.get().revoked_at


def test_tokens_end_with_the_post(ask, made):
    one, _, text = made
    posts.take_away(post=one.posts.get(), by="officer")
    assert ask("schools", text).status_code == 401


def test_a_token_may_not_last_more_than_two_years_nor_begin_over(made):
    for day, said in [
        (date(2027, 12, 2), "two years at most"),
        (date(2025, 11, 30), "has gone by"),
    ]:
        with pytest.raises(Refused, match=said):
            tokens.make(service=made[0], name="x", by="officer", expires_on=day)


def test_who_asks_too_often_is_told_how_long_to_wait(ask, made, settings):
    settings.API_CALLS_A_MINUTE = 2
    assert [ask("schools", made[2]).status_code for _ in range(3)] == [200, 200, 429]
    answer = ask("schools", made[2])
    assert 1 <= int(answer["Retry-After"]) <= 60
    other = tokens.make(service=made[0], name="another", by="officer")[1]
    assert ask("schools", other).status_code == 200
    assert Entry.objects.filter(reason="too many tries").count() == 2


# A program is no person ----------------------------------------------------------------


def test_a_service_is_not_invited_and_has_no_password(made):
    assert not made[0].has_usable_password()
    with pytest.raises(Refused, match="is a service"):
        invitations.invite(person=made[0], by="officer")


def test_a_service_is_not_signed_in_even_with_the_right_password(client, made):
    made[0].set_password("three unlikely words")
    made[0].save()
    client.post(
        "/people/sign-in/",
        {"login": made[0].username, "password": "three unlikely words"},
    )
    assert "_auth_user_id" not in client.session


def test_people_and_programs_do_not_mix(made, person):
    with pytest.raises(Refused, match="has no other post"):
        posts.give(person=made[0], role_key="finance-officer", by="officer")
    with pytest.raises(Refused, match="is a person"):
        posts.give(person=person("leader"), role_key="service", by="officer")


def test_two_services_have_two_names(made):
    with pytest.raises(Refused, match="already"):
        services.add(name=made[0].name, organisation=None, by="officer")


def test_a_service_of_a_team_is_the_whole_authoritys(ask, state):
    team = Organisation.objects.create(kind="team", name="Performance")
    one = services.add(name="Reports", organisation=team, by="officer")
    text = tokens.make(service=one, name="x", by="officer")[1]
    assert len(ask("schools", text).json()["rows"]) == 6
    assert ask("loads", text).status_code == 200
