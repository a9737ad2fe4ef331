"""Who may see a child, and how much of one."""

from datetime import date

import pytest
from tests.measures.authority import Authority, stored
from tests.registers.conftest import (
    ASH,
    BEECH,
    ENROLMENTS,
    IVY,
    MARKS,
    OMAR,
    ROBIN,
    SCHOOLS,
    enrolled,
)

from muster.accounts import posts
from muster.registers.child import Children, TooMany
from muster.tables.upn import check_letter


TODAY = date(2025, 12, 1)


@pytest.fixture
def seen(state):
    """seen(person) is the children visible to somebody."""
    return lambda person: Children.visible_to(person, state)


def titles(child):
    return [title for title, _ in child.characteristics]


def test_an_officer_who_reaches_everything_sees_every_place(seen, person, number):
    child = seen(person("officer")).get(number(ROBIN), TODAY)
    assert child.names == ("Robin Finch", "Robin Wren")
    assert child.born_on == date(2013, 5, 12)
    assert child.upns == (ROBIN,)
    held = [place.school_name for place in child.places]
    assert held == ["Ash Primary", "Beech High", "Damson Centre"]
    assert child.places[1].spells[0].status == "Main roll"
    assert child.also_at == ()


def test_a_school_sees_its_own_place_and_the_name_of_the_other_roll(
    seen, person, at, number
):
    head = person("school-leader", organisation=at("Beech High"))
    child = seen(head).get(number(ROBIN), TODAY)
    assert [place.school_name for place in child.places] == ["Beech High"]
    assert child.also_at == ("Damson Centre",)
    assert child.names == ("Robin Finch",), "what another school called them is its own"


def test_a_former_school_sees_its_own_and_not_where_the_child_went(seen, head, number):
    child = seen(head).get(number(ROBIN), TODAY)
    assert [place.school_name for place in child.places] == ["Ash Primary"]
    assert child.also_at == ()
    assert child.name == "Robin Wren"


def test_a_head_does_not_see_children_of_another_school(seen, head, number):
    assert seen(head).get(number(OMAR), TODAY) is None


def test_a_number_of_nobody_is_nobody(seen, person):
    assert seen(person("officer")).get(999_999, TODAY) is None


def test_an_attendance_officer_sees_all_of_a_child_on_a_roll_of_the_patch(
    seen, person, schools, number
):
    officer = person("attendance-officer", schools=[schools["Damson Centre"]])
    child = seen(officer).get(number(ROBIN), TODAY)
    assert len(child.places) == 3
    assert seen(officer).get(number(OMAR), TODAY) is None


def test_of_a_child_who_left_the_patch_before_this_year_it_sees_its_own(
    seen, patch, number
):
    child = seen(patch).get(number(ROBIN), TODAY)
    assert [place.school_name for place in child.places] == ["Ash Primary"]
    assert child.also_at == ()


def test_a_child_who_left_the_patch_this_year_is_still_seen_whole(
    seen, opened, person, tmp_path
):
    rows = [
        enrolled(ASH, IVY, "Ivy", "Lark", date(2023, 9, 4), to_on=date(2025, 9, 30)),
        enrolled(BEECH, IVY, "Ivy", "Lark", date(2025, 10, 1)),
    ]
    stored(Authority(SCHOOLS, rows), tmp_path)
    held = opened(tmp_path)
    officer = person("attendance-officer", schools=[1])
    child = Children.visible_to(officer, held).get(1, TODAY)
    assert [place.school_name for place in child.places] == [
        "Ash Primary",
        "Beech High",
    ]


def test_the_virtual_school_sees_a_looked_after_child_from_before_they_were(
    seen, person, number
):
    virtual = seen(person("virtual-school"))
    child = virtual.get(number(ROBIN), TODAY)
    assert [place.school_name for place in child.places][0] == "Ash Primary"
    assert virtual.get(number(IVY), TODAY) is None
    assert virtual.count() == 1


def test_home_reach_is_of_children_who_live_here_at_any_school(seen, person, number):
    officer = seen(person("register-officer"))
    assert officer.get(number(IVY), TODAY)
    assert len(officer.get(number(ROBIN), TODAY).places) == 3
    assert officer.get(number(OMAR), TODAY) is None


def test_a_social_worker_sees_their_cases_and_no_other(seen, person, number):
    worker = person("social-worker")
    assert seen(worker).count() == 0
    case = posts.take_on(post=worker.posts.get(), child=number(IVY), by="a manager")
    assert seen(worker).get(number(IVY), TODAY)
    assert seen(worker).get(number(ROBIN), TODAY) is None
    posts.hand_back(case=case, by="a manager")
    assert seen(worker).get(number(IVY), TODAY) is None


@pytest.mark.parametrize("role", ["board", "auditor", "data-protection", "trust"])
def test_whoever_has_no_such_permission_sees_nobody(seen, person, number, role):
    place = {}
    if role == "trust":
        from muster.accounts.models import Organisation

        trust = {"kind": "trust", "name": "Tree Trust"}
        place["organisation"] = Organisation.objects.create(**trust)
    nobody = seen(person(role, **place))
    assert nobody.get(number(IVY), TODAY) is None
    assert nobody.count() == 0
    assert nobody.find(name="Ivy") == []


def test_a_closed_account_sees_nobody(seen, person, number):
    officer = person("officer")
    officer.is_active = False
    officer.save()
    officer.__dict__.pop("posts_held", None)
    assert seen(officer).get(number(IVY), TODAY) is None


def test_what_is_sensitive_is_left_out_without_the_permission(seen, person, at, number):
    lead = person("school-attendance-lead", organisation=at("Beech High"))
    child = seen(lead).get(number(ROBIN), TODAY)
    assert titles(child) == ["Free school meals", "Lives in"]
    leader = person("school-leader", organisation=at("Beech High"))
    assert "Ethnicity" in titles(seen(leader).get(number(ROBIN), TODAY))
    assert "Ethnicity" not in titles(
        seen(person("legal-officer")).get(number(ROBIN), TODAY)
    )


def test_what_is_sensitive_is_shown_only_of_places_that_permission_reaches(
    seen, person, at, number
):
    """Named children of one school, and what is most sensitive of another's."""
    both = person("school-attendance-lead", organisation=at("Beech High"))
    posts.give(
        person=both,
        role_key="school-leader",
        organisation=at("Ash Primary"),
        by="a colleague",
    )
    child = seen(both).get(number(ROBIN), TODAY)
    assert [place.school_name for place in child.places] == [
        "Ash Primary",
        "Beech High",
    ]
    shown = dict(child.characteristics)
    assert shown["Looked after"] == "Not looked after", "as Ash Primary had it"
    assert "Special educational needs" not in shown


def test_one_child_is_a_girl_or_a_boy(seen, person, number):
    shown = dict(seen(person("officer")).get(number(IVY), TODAY).characteristics)
    assert shown["Sex"] == "Girl"


def test_whoever_is_met_in_marks_only_has_no_name(seen, head, number):
    child = seen(head).get(number("A99"), TODAY)
    assert child.name == "Name not known"
    assert child.upns == ()
    assert child.places[0].identifier == "A99"
    assert child.places[0].spells == ()


# Finding ----------------------------------------------------------------------------------


def names(listed):
    return [one.name for one in listed]


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "ivy"},
        {"name": "o'lark"},
        {"name": "NEILL iv"},
        {"name": "O’Lark-Neill"},
        {"born_on": date(2016, 2, 1)},
        {"identifier": f" {IVY.lower()} "},
        {"name": "ivy", "born_on": date(2016, 2, 1), "identifier": IVY},
    ],
)
def test_a_child_is_found_by(seen, person, asked):
    assert names(seen(person("officer")).find(**asked)) == ["Ivy O’Lark-Neill"]


def test_all_that_is_asked_has_to_be_so(seen, person):
    found = seen(person("officer")).find(name="ivy", born_on=date(2016, 3, 1))
    assert found == []


def test_a_child_is_found_by_a_former_name_and_listed_once_under_the_last(seen, person):
    (found,) = seen(person("officer")).find(name="wren")
    assert found.name == "Robin Finch"
    assert found.school_name == "Damson Centre"


def test_a_school_does_not_find_a_child_by_what_only_another_school_says(seen, head):
    assert seen(head).find(name="finch") == []
    assert names(seen(head).find(name="wren")) == ["Robin Wren"]


def test_a_search_narrows_by_school_and_year_group(seen, person, schools):
    officer = seen(person("officer"))
    assert names(officer.find(name="o", year_group="7")) == ["Omar Teal"]
    assert officer.find(name="omar", school=schools["Ash Primary"]) == []


def test_nobody_is_listed_unasked(seen, person):
    with pytest.raises(ValueError, match="needs a name"):
        seen(person("officer")).find()


def test_a_search_that_finds_too_many_is_refused(seen, person, monkeypatch):
    monkeypatch.setattr("muster.registers.child.MOST", 1)
    with pytest.raises(TooMany, match="2 children match"):
        seen(person("officer")).find(name="o")


def test_a_schools_children_are_listed_by_surname(seen, head, schools):
    listed = seen(head).of_school(schools["Ash Primary"])
    assert names(listed) == [
        "Ivy O’Lark-Neill",
        "Noah Swift",
        "Robin Wren",
        "Name not known",
    ]
    assert seen(head).of_school(schools["Beech High"]) == []
    assert seen(head).schools() == [(schools["Ash Primary"], "Ash Primary")]


def test_a_temporary_upn_is_one_that_ends_in_a_letter():
    from muster.registers.child_page import _upn

    body = "99920012000A"
    assert _upn(check_letter(body) + body).endswith("(temporary)")
    assert _upn(IVY) == IVY


def test_a_place_known_from_marks_alone_opens_nothing_else_of_the_child(
    opened, tmp_path, person
):
    """Marks at Ash Primary in June, nobody said who left; a roll of Beech High since."""
    joined = [one for one in ENROLMENTS if one["pupil"] == ROBIN][1:]
    stored(Authority(SCHOOLS, joined, [], [MARKS]), tmp_path)
    held = opened(tmp_path)
    ids = dict(held.schools.select("name", "id").iter_rows())
    patch = person("attendance-officer", schools=[ids["Ash Primary"]])
    robin = dict(held.pupils.select("supplied", "child").iter_rows())[ROBIN]
    child = Children.visible_to(patch, held).get(robin, TODAY)
    assert [one.school_name for one in child.places] == ["Ash Primary"]
    assert "Looked after" not in dict(child.characteristics)
