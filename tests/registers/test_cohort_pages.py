"""Cohorts by day, as far as somebody sees them; and children who leave one."""

import json
from dataclasses import replace
from datetime import date

import pytest
from tests.measures.authority import stored, upn
from tests.registers.conftest import IVY, OMAR, ROBIN, authority

from muster.measures import ALL, Reach, Scope
from muster.measures.provided import Stretch
from muster.registers import keeping
from muster.registers.child import Children
from muster.registers.counted import rows as counted_rows
from muster.registers.found import Found
from muster.registers.legal.counted import rows as legal_rows
from muster.registers.lists import lists
from muster.registers.support import REGISTER as SUPPORT
from muster.sources.formats import cohorts as file
from muster.sources.models import InForce
from muster.sources.reading import read
from muster.tables.store import Store


ELSEWHERE = upn("kit")
LIST = f"""upn,cohort,from_on,to_on,placed_in,surname,forename,born_on,school
{IVY},looked_after,2025-10-06,2026-03-27,,O’Lark-Neill,Ivy,,
{ELSEWHERE},looked_after,2025-09-01,,Northshire,Kestrel,Kit,2014-02-03,Far Academy
{OMAR},child_in_need,2025-09-01,,,,,,
{OMAR},youth_justice,2025-10-01,2026-03-27,,,,,
{ROBIN},looked_after,2024-09-01,2025-07-31,,,,,
"""


def listed(authority, home, text, as_at=None):
    """Stores an authority and a list, and gives the version that has both."""
    stored(authority, home)
    path = home.parent / "care.csv"
    path.write_text(text, "utf-8")
    store = Store(home)
    with store.draft("a list") as draft:
        reading = read(path, fmt=file.FORMAT, as_at=as_at)
        assert not reading.refused, [str(one) for one in reading.problems]
        draft.add_table("list", "cohorts", reading.table, as_at)
        version = draft.save()
    return store, version


@pytest.fixture
def held(opened, tmp_path, monkeypatch):
    """held(day) is the store with the list, on a day."""
    home = tmp_path / "home"
    store, version = listed(authority(), home, LIST)
    store.make_current(version)

    def held(day):
        monkeypatch.setenv("MUSTER_TODAY", day)
        opened(home)
        InForce.put(version)
        return Store(home).state()

    return held


def number(state, called):
    return dict(state.pupils.select("supplied", "child").iter_rows())[called]


def test_the_virtual_school_sees_a_child_to_the_last_day_in_care_and_no_longer(
    held, person
):
    virtual = person("virtual-school")
    state = held("2026-03-27")
    ivy = number(state, IVY)
    assert Children.visible_to(virtual, state).get(ivy, date(2026, 3, 27))
    state = held("2026-03-28")
    assert Children.visible_to(virtual, state).get(ivy, date(2026, 3, 28)) is None


def test_youth_justice_sees_a_child_from_the_first_day_on_its_list_to_the_last(
    held, person, client, text
):
    held("2025-09-01")
    officer = person("youth-justice")
    for day, sees in {
        "2025-09-30": False,
        "2025-10-01": True,
        "2026-03-27": True,
        "2026-03-28": False,
    }.items():
        state, on = held(day), date.fromisoformat(day)
        seen = Children.visible_to(officer, state)
        assert bool(seen.get(number(state, OMAR), on)) is sees, day
        assert seen.get(number(state, IVY), on) is None, "in care, not on its list"
        assert seen.count() == sees
    held("2026-03-27")
    client.force_login(officer)
    page = text(client.get("/children/cohorts/youth_justice/"))
    assert "Omar Teal 1 October 2025" in page
    assert "Only the service’s lists say who is in it" in page
    assert "Ivy" not in text(client.get("/children/cohorts/looked_after/"))


def test_without_a_list_of_its_own_youth_justice_reaches_nobody(
    state, person, client, text
):
    officer = person("youth-justice")
    assert Children.visible_to(officer, state).count() == 0
    client.force_login(officer)
    assert "Nobody is in it" in text(client.get("/children/cohorts/youth_justice/"))


def test_the_day_before_care_begins_shows_nobody(held, person):
    state = held("2025-10-05")
    virtual, ivy = person("virtual-school"), number(state, IVY)
    assert Children.visible_to(virtual, state).get(ivy, date(2025, 10, 5)) is None
    state = held("2025-10-06")
    assert Children.visible_to(virtual, state).get(ivy, date(2025, 10, 6))


def test_a_list_overrules_a_school_that_still_says_so(held, person):
    """Robin’s school says looked after, and the list that they left in July."""
    state = held("2026-03-27")
    robin = number(state, ROBIN)
    seen = Children.visible_to(person("virtual-school"), state)
    assert seen.get(robin, date(2026, 3, 27)) is None
    lead = Children.visible_to(person("leader"), state)
    assert ("Looked after", "Not looked after") in lead.get(
        robin, date(2026, 3, 27)
    ).characteristics


def test_a_child_at_school_elsewhere_is_in_the_cohort_and_has_a_page(
    held, person, client, text
):
    state = held("2026-03-27")
    client.force_login(person("virtual-school"))
    page = text(client.get("/children/cohorts/looked_after/"))
    assert "Kit Kestrel 1 September 2025 Far Academy, as the list has it" in page
    assert "Northshire No marks reach us" in page
    assert "Omar" not in page
    kit = text(client.get(f"/children/{number(state, ELSEWHERE)}/"))
    assert "Kit Kestrel" in kit
    assert "On no roll today" in kit
    assert "Looked after 1 September 2025 Still in it Northshire" in kit


def test_a_cohort_is_looked_at_on_any_day(held, person, client, text, written):
    held("2026-03-28")
    client.force_login(person("leader"))
    page = text(client.get("/children/cohorts/looked_after/?on=27/03/2026"))
    assert "Ivy O’Lark-Neill" in page
    after = text(client.get("/children/cohorts/looked_after/"))
    assert "Ivy" not in after
    days = [json.loads(entry.after)["on"] for entry in written("children.listed")]
    assert days == ["2026-03-27", "2026-03-28"]
    wrong = text(client.get("/children/cohorts/looked_after/?on=31/02/2026"))
    assert "There is a problem" in wrong
    only = "/children/cohorts/looked_after/?on=27/03/2026&only=elsewhere"
    assert "Ivy" not in text(client.get(only))
    assert client.get("/children/cohorts/adopted/").status_code == 404


def test_where_lists_and_schools_differ_somebody_is_told(held, person, client, text):
    held("2026-03-27")
    client.force_login(person("leader"))
    page = text(client.get("/children/cohorts/looked_after/"))
    assert "2 children" in page
    for said in (
        "Ivy O’Lark-Neill Ash Primary Children’s social care: in it Not",
        "Robin Finch Beech High and Damson Centre Children’s social care: no longer Still",
    ):
        assert said in page


def test_the_front_counts_those_somebody_sees_and_no_others(held, person, client, text):
    held("2026-03-27")
    client.force_login(person("leader"))
    page = text(client.get("/children/cohorts/"))
    assert "Looked after 2 1 1 2 None is held" in page
    assert "Child in need 1 0 0 0 None is held" in page
    assert "1 row of lists waits" in page
    client.force_login(person("virtual-school"))
    page = text(client.get("/children/cohorts/"))
    assert "Child in need 0" in page
    assert "row of lists" not in page


@pytest.mark.parametrize("role", ["legal-officer", "data-protection"])
def test_who_may_not_see_care_sees_no_cohort(held, person, client, role):
    held("2026-03-27")
    client.force_login(person(role))
    assert client.get("/children/cohorts/looked_after/").status_code == 403


def test_a_head_sees_the_cohorts_of_their_own_school_only(held, head, client, text):
    held("2026-03-27")
    client.force_login(head)
    page = text(client.get("/children/cohorts/looked_after/"))
    assert "Ivy" in page
    assert "Kit" not in page


def test_figures_of_cases_follow_the_day_too(held):
    held("2026-03-28")
    scope = Scope((Reach(group=("looked_after", "yes")),))
    assert (
        list(counted_rows(Stretch(date(2026, 3, 28), date(2026, 3, 28)), scope)) == []
    )


def test_a_child_with_a_plan_waits_on_no_list_that_asks_for_one(
    held, person, client, text
):
    state = held("2026-03-20")
    ivy = number(state, IVY)
    school = dict(state.schools.select("name", "id").iter_rows())["Ash Primary"]
    pupil = state.pupils.filter(child=ivy)["pupil"].to_list()[-1]
    on = date(2026, 3, 20)
    where = {"child": ivy, "school": school}
    days = {"since_on": on, "found_on": on}
    figures = {"absent": 60, "possible": 100}
    Found.objects.create(
        on_list="severe", pupil=pupil, rank=0, figures=figures, **where, **days
    )
    client.force_login(person("virtual-school"))
    page, title = "/children/cohorts/looked_after/", lists()["severe"].title
    assert title in text(client.get(page))
    said = {"reason": "severe", "by": "ada", "calendar": state.calendar(school)}
    keeping.open_entry(SUPPORT, on=on, **where, **said)
    assert title not in text(client.get(page))


def test_legal_measures_are_counted_by_care_as_lists_have_it_on_the_day(held):
    """The school says Ivy isn’t looked after; the list that she is, from 6 October."""
    state = held("2026-03-27")
    ash = dict(state.schools.select("name", "id").iter_rows())["Ash Primary"]
    Found.objects.create(
        on_list="threshold",
        child=number(state, IVY),
        pupil=1,
        school=ash,
        since_on=date(2025, 9, 20),
        found_on=date(2025, 9, 20),
        rank=1,
    )

    def care(day):
        [row] = legal_rows(Stretch(day, day), ALL)
        return row["looked_after"]

    assert (care(date(2025, 10, 5)), care(date(2025, 10, 6))) == ("no", "yes")


def in_care(*whose):
    """The authority with schools that have these children as looked after."""
    made = authority()
    rows = [
        one | {"looked_after": "yes" if one["pupil"] in whose else "no"}
        for one in made.enrolments
    ]
    return replace(made, enrolments=rows)


WHOLE = f"""upn,cohort,from_on,surname,forename
{ELSEWHERE},looked_after,2025-09-01,Kestrel,Kit
{IVY},looked_after,2025-09-01,Lark,Somebody
"""


@pytest.fixture
def whole(opened, tmp_path, monkeypatch):
    """Robin, Ivy and Omar, who lives elsewhere, are in care as their schools have it; the
    whole list hasn’t Robin or Omar, and its row of Ivy’s number has another name."""
    home, monday = tmp_path / "home", date(2026, 3, 23)
    store, version = listed(in_care(ROBIN, IVY, OMAR), home, WHOLE, as_at=monday)
    store.make_current(version)
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")
    opened(home)
    InForce.put(version)
    return Store(home).state()


def test_who_is_not_on_a_whole_list_is_not_counted_and_is_under_differ(
    whole, person, client, text
):
    client.force_login(person("leader"))
    page = text(client.get("/children/cohorts/looked_after/"))
    # Kit is on it; Omar is another authority’s; Ivy’s row waits for a person.
    assert "1 to 3 of 3" in page
    assert "Kit Kestrel 1 September 2025" in page
    for stays in ("Omar Teal", "Ivy O’Lark-Neill"):
        assert f"{stays} Only their school says so" in page
    assert "Robin Finch Only their school" not in page
    assert (
        "Robin Finch Beech High and Damson Centre"
        " Children’s social care: not on its whole list Still in it"
    ) in page
    assert "The whole list is held as at 23 March 2026" in page
    front = text(client.get("/children/cohorts/"))
    assert "Looked after 3 1 0 1 23 March 2026" in front


def test_without_a_whole_list_a_school_says_who_is_in_it(held, person, client, text):
    held("2026-03-27")
    client.force_login(person("leader"))
    page = text(client.get("/children/cohorts/looked_after/"))
    assert "No list is held that is said to be the whole list" in page
