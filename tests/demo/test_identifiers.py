"""Nothing in the demo authority is real, or could be taken for it."""

import csv
import re
from collections import Counter

from muster.demo import PEOPLE, invent
from muster.demo.places import invent_schools
from muster.demo.words import AUTHORITY, BEGINNINGS, ENDINGS, NEIGHBOURS, TRUSTS, wards
from muster.tables.upn import check_letter, upn_problem


def published_schools(shared):
    path = shared / "data" / "exclusions" / "school_data_sql.csv"
    with path.open(encoding="cp1252") as file:
        return list(csv.DictReader(file))


def published_authorities(shared):
    with (shared / "data" / "lait" / "la_code_list.csv").open(
        encoding="utf-8-sig"
    ) as file:
        return list(csv.DictReader(file))


def test_urns_and_laestabs_are_in_ranges_no_school_has(small, shared):
    urns, laestabs = (
        small.schools["urn"].to_pylist(),
        small.schools["laestab"].to_pylist(),
    )
    assert all(re.fullmatch(r"99\d{4}", urn) for urn in urns)
    assert all(re.fullmatch(r"999\d{4}", laestab) for laestab in laestabs)
    assert len(set(urns)) == len(set(laestabs)) == len(urns)

    real = published_schools(shared)
    assert not {row["URN"] for row in real} & set(urns)
    assert not {row["LAEstab"] for row in real} & set(laestabs)
    assert "999" not in {row["LA"] for row in real}


def test_identifiers_stay_apart_at_the_largest_size():
    schools = invent_schools(250_000, seed=1)
    for names in ("urn", "laestab", "name"):
        assert len({getattr(school, names) for school in schools}) == len(schools)


def test_every_upn_is_right_and_nobodys(small):
    upns = set()
    for table in small.enrolments.values():
        upns |= set(table["pupil"].to_pylist())
    assert all(upn_problem(upn) is None for upn in upns)
    assert {upn[1:4] for upn in upns} == {"999"}
    temporary = [upn for upn in upns if upn[-1].isalpha()]
    assert 0 < len(temporary) < len(upns) / 50


def test_a_upn_is_one_childs(small):
    born = {}
    for table in small.enrolments.values():
        rows = table.select(["pupil", "born_on", "surname", "forename"]).to_pylist()
        for row in rows:
            child = (row["born_on"], row["surname"], row["forename"])
            assert born.setdefault(row["pupil"], child) == child


def test_no_place_is_a_real_school_or_authority(shared):
    schools = [row["SchoolName"].casefold() for row in published_schools(shared)]
    places = [(first + last).casefold() for first in BEGINNINGS for last in ENDINGS]
    together = "\n".join(schools)
    assert not [place for place in places if place in together]

    authorities = {row["LA Name"].casefold() for row in published_authorities(shared)}
    invented = {AUTHORITY, *NEIGHBOURS, *TRUSTS, *(each.area for each in wards())}
    assert not {name.casefold() for name in invented} & authorities


def test_wards_are_forty_in_eight_areas_and_never_alike():
    assert Counter(Counter(each.area for each in wards()).values()) == {5: 8}
    assert len({each.ward for each in wards()}) == 40


def test_people_have_addresses_that_cannot_exist():
    assert PEOPLE
    assert all(person.email.endswith("@harrowmere.example") for person in PEOPLE)
    assert len({person.username for person in PEOPLE}) == len(PEOPLE)


def test_people_have_roles_there_are():
    from muster.accounts.roles import role

    assert all(role(held.role) for person in PEOPLE for held in person.held)


def test_the_check_letter_is_the_one_the_rules_give():
    upn = invent(pupils=1_000).enrolments.popitem()[1]["pupil"][0].as_py()
    assert check_letter(upn[1:]) == upn[0]
