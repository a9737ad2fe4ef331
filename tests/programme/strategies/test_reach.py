"""Whom a strategy reached: sent is not read, and who was not reached is named."""

from datetime import date

import pytest

from muster.accounts.models import Organisation
from muster.programme import Refused
from muster.programme.plans import changing
from muster.programme.replies import answering
from muster.programme.replies.asking import Asked, read_asked
from muster.programme.strategies import reaching
from muster.programme.strategies.reach import Audience, Delivery


TODAY = date(2025, 12, 1)


@pytest.fixture
def schools(db) -> Audience:
    made = reaching.make_audience(kind="schools", name="All schools", by="lead")
    asked = [
        Asked(one, f"office@{one.lower()}.example") for one in ("Ash", "Elm", "Oak")
    ]
    reaching.add_members(made, asked, on=date(2025, 9, 1), by="lead")
    return made


def send(strategy, audience, **more):
    said = {"channel": "email", "what": "The strategy", "on": TODAY, "by": "lead"}
    return reaching.send(strategy, audience, **said | more)


def test_what_was_sent_counts_as_reached_only_once_somebody_took_it_in(
    strategy, schools, invited, answers
):
    sending = send(strategy, schools, asks=True, closes_on=date(2025, 12, 31))
    paths = {
        one.member.name: answering.new_link(one.invitation)
        for one in sending.deliveries.all()
    }
    answers(sending.form, paths["Ash"], ["Yes"])
    answers(sending.form, paths["Elm"], ["No"])
    [found] = reaching.coverage(strategy, TODAY)
    counted = {
        what: found.count(what) for what in ("sent_on", "opened_on", "acknowledged_on")
    }
    assert counted == {"sent_on": 3, "opened_on": 2, "acknowledged_on": 1}
    assert [one.member.name for one in found.not_reached] == ["Elm", "Oak"]


def test_opening_the_link_reaches_without_acknowledging(strategy, schools, opened):
    sending = send(strategy, schools, asks=True, closes_on=date(2025, 12, 31))
    client, here = opened(answering.new_link(sending.deliveries.first().invitation))
    client.get(here)
    [found] = reaching.coverage(strategy, TODAY)
    assert (found.count("opened_on"), found.count("acknowledged_on")) == (1, 0)
    assert len(found.not_reached) == 2


def test_who_acknowledged_otherwise_is_written_down_with_how_that_is_known(
    strategy, schools
):
    sending = send(strategy, schools, channel="meeting")
    oak = schools.members.get(name="Oak")
    said = {"on": TODAY, "by": "lead"}
    with pytest.raises(Refused, match="Say how that is known"):
        reaching.acknowledge(sending, [oak], how="", **said)
    with pytest.raises(Refused, match="which is later"):
        reaching.acknowledge(sending, [oak], how="x", on=date(2025, 11, 30), by="lead")
    assert reaching.acknowledge(sending, [oak], how="Heads’ meeting", **said) == 1
    assert reaching.acknowledge(sending, [oak], how="Again", **said) == 0
    assert Delivery.objects.get(member=oak).how == "Heads’ meeting"


def test_a_website_reaches_nobody_by_name(strategy, schools):
    sending = send(strategy, schools, channel="website")
    assert not sending.deliveries.exists()
    [found] = reaching.coverage(strategy, TODAY)
    assert len(found.not_reached) == 3
    with pytest.raises(Refused, match="Nobody can be asked by name"):
        send(strategy, schools, channel="website", asks=True, closes_on=TODAY)


def test_who_left_an_audience_is_not_counted_and_who_joined_is_not_reached(
    strategy, schools
):
    send(strategy, schools)
    reaching.end(schools.members.get(name="Ash"), on=TODAY, by="lead")
    reaching.add_members(schools, [Asked("Yew")], on=TODAY, by="lead")
    [found] = reaching.coverage(strategy, TODAY)
    assert [one.member.name for one in found.members] == ["Elm", "Oak", "Yew"]
    assert [one.sent_on for one in found.members] == [TODAY, TODAY, None]


def test_every_member_is_in_a_file_with_whether_it_was_reached(strategy, schools):
    sending = send(strategy, schools, channel="meeting")
    oak = schools.members.get(name="Oak")
    reaching.acknowledge(sending, [oak], how="Heads", on=TODAY, by="lead")
    lines = reaching.coverage_csv(strategy, TODAY).decode("utf-8-sig").splitlines()
    assert lines[1] == "All schools,Ash,1 December 2025,–,–,No"
    assert lines[3].endswith("1 December 2025,Yes")


def test_two_members_with_one_address_get_one_letter(strategy, db):
    made = reaching.make_audience(kind="teams", name="Teams", by="lead")
    asked = [Asked("Early help", "hub@q.example"), Asked("Front door", "HUB@q.example")]
    reaching.add_members(made, asked, on=TODAY, by="lead")
    sending = send(strategy, made, asks=True, closes_on=date(2025, 12, 31))
    assert sending.form.invitations.count() == 1
    assert sending.deliveries.count() == 2


def test_an_audience_is_filled_with_the_schools_or_teams_that_are_known(
    strategy, schools
):
    for at, name in enumerate(("Ash", "Fir")):
        Organisation.objects.create(kind="school", name=name, school=at)
    assert reaching.fill(schools, on=TODAY, by="lead") == 1
    assert [str(one) for one in reaching.members(schools, TODAY)] == [
        "Ash",
        "Elm",
        "Fir",
        "Oak",
    ]
    parents = reaching.make_audience(kind="parents", name="Parents", by="lead")
    with pytest.raises(Refused, match="Only schools and teams"):
        reaching.fill(parents, on=TODAY, by="lead")
    with pytest.raises(Refused, match="no members on 1 December 2025"):
        send(strategy, parents)


def test_briefings_are_those_typed_and_the_notes_of_its_action(start, action):
    strategy = start(action=action)
    changing.note(
        action,
        "Went through the draft",
        kind="briefing",
        authors="Cllr Rowan",
        on=date(2026, 3, 2),
        by="lead",
    )
    reaching.brief(
        strategy, with_whom="Cllr Hazel", text="Asked about buses", on=TODAY, by="lead"
    )
    assert [(one.with_whom, one.is_note) for one in reaching.briefings(strategy)] == [
        ("Cllr Rowan", True),
        ("Cllr Hazel", False),
    ]


def test_a_strategy_without_an_action_has_no_notes_of_others(start, action):
    changing.note(action, "x", kind="briefing", on=date(2026, 3, 2), by="lead")
    assert reaching.briefings(start()) == []


def test_key_messages_have_versions_and_each_says_what_changed(strategy):
    def say(lines, on, changed=""):
        return reaching.say(strategy, lines=lines, changed=changed, on=on, by="lead")

    say(["Support first", " "], TODAY)
    with pytest.raises(Refused, match="Nothing of them is changed"):
        say(["Support first"], TODAY)
    with pytest.raises(Refused, match="Say what changed"):
        say(["Everyone’s business"], TODAY)
    say(["Everyone’s business"], date(2026, 1, 5), "Said shorter")
    assert [(one.number, one.lines, one.on) for one in strategy.messages.all()] == [
        (2, ["Everyone’s business"], date(2026, 1, 5)),
        (1, ["Support first"], TODAY),
    ]


@pytest.fixture
def audience(db):
    return reaching.make_audience(kind="schools", name="Heads", by="chair")


# Who is of an audience ----------------------------------------------------------------------


def test_an_address_given_later_is_kept(audience):
    for line in ("Ash Primary", "Ash Primary, office@ash.example"):
        reaching.add_members(audience, read_asked(line), on=TODAY, by="chair")
    [one] = reaching.members(audience, TODAY)
    assert (one.name, one.email) == ("Ash Primary", "office@ash.example")


def test_two_people_of_one_name_are_both_members_and_come_in_once(audience):
    lines = "J. Smith, j@ash.example, Ash\nJ. Smith, k@ash.example, Ash\nJ. Smith"
    asked = read_asked(lines)
    assert reaching.add_members(audience, asked, on=TODAY, by="chair") == 3
    assert reaching.add_members(audience, asked, on=TODAY, by="chair") == 0
    assert {one.name for one in reaching.members(audience, TODAY)} == {
        "J. Smith, Ash",
        "J. Smith, Ash (k@ash.example)",
        "J. Smith",
    }


def test_a_name_too_long_with_its_organisation_is_refused_whole(audience):
    asked = [Asked("A" * 150, "", "B" * 150)]
    with pytest.raises(Refused, match="more than 200 letters"):
        reaching.add_members(audience, asked, on=TODAY, by="chair")
    assert reaching.members(audience, TODAY) == []


def test_two_of_one_long_name_are_not_cut_short_to_one(audience):
    name = "A" * 195
    [first, second] = [Asked(name, f"{one}@ash.example") for one in "jk"]
    reaching.add_members(audience, [first], on=TODAY, by="chair")
    with pytest.raises(Refused, match="more than 200 letters"):
        reaching.add_members(audience, [second], on=TODAY, by="chair")
