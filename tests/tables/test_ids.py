"""Names as they are written, and the schools and children they stand for."""

from datetime import date

import numpy as np
import pytest

from muster.tables.ids import Pupils, SchoolKeys, UnknownSchool, school_key


@pytest.fixture
def keys(tmp_path):
    return SchoolKeys.read(None)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("900001", "urn:900001"),
        ("9992001", "laestab:9992001"),
        (" 999/2001 ", "laestab:9992001"),
        ("Ash  Primary", "name:ash primary"),
        ("ASH PRIMARY", "name:ash primary"),
        ("12345", "name:12345"),
    ],
)
def test_a_school_is_a_urn_a_laestab_or_a_name(written, key):
    assert school_key(written) == key


def test_a_name_met_again_is_the_same_school(keys):
    assert keys.resolve(["Ash", "Elm", "ASH"], new=True) == [1, 2, 1]
    assert keys.resolve([" ash "], new=False) == [1]


def test_a_name_nobody_described_is_refused_once_schools_are_known(keys):
    keys.describe([{"name": "Ash", "urn": "900001"}])
    with pytest.raises(UnknownSchool, match="no “Elm”, “Oak”. Correct the name"):
        keys.resolve(["Ash", "Elm", "Oak"], new=False)
    with pytest.raises(UnknownSchool, match="and 2 more"):
        keys.resolve([f"School {n}" for n in range(12)], new=False)


def test_every_name_of_a_row_is_the_schools(keys):
    keys.describe([{"name": "Ash", "urn": "900001", "laestab": "9992001"}])
    assert keys.resolve(["Ash", "900001", "999/2001"], new=False) == [1, 1, 1]


def test_a_school_met_by_name_takes_its_numbers_later(keys):
    keys.resolve(["Ash"], new=True)
    assert keys.describe([{"name": "Ash", "urn": "900001"}]) == [1]
    assert keys.find("900001") == 1


def test_a_school_met_by_number_takes_its_name_later(keys):
    keys.resolve(["900001", "Ash"], new=True)
    with pytest.raises(UnknownSchool, match="loaded for it under two names"):
        keys.describe([{"name": "Ash", "urn": "900001"}])


def test_a_row_of_two_schools_is_refused(keys):
    keys.describe(
        [{"name": "Ash", "urn": "900001"}, {"name": "Elm", "laestab": "9992001"}]
    )
    with pytest.raises(UnknownSchool, match="“Oak” is one school in this file"):
        keys.describe([{"name": "Oak", "urn": "900001", "laestab": "9992001"}])


def test_two_open_schools_of_one_name_need_a_number(keys):
    keys.describe([{"name": "Ash", "urn": "900001"}, {"name": "Ash", "urn": "900002"}])
    with pytest.raises(UnknownSchool, match="More than one school is called “Ash”"):
        keys.find("Ash")


def test_the_one_still_open_has_the_name(keys):
    closed = {"name": "Ash", "urn": "900001", "closed_on": date(2024, 8, 31)}
    keys.describe([closed, {"name": "Ash", "urn": "900002"}])
    assert keys.find("Ash") == 2


def test_keys_are_kept_as_they_were(keys, tmp_path):
    keys.describe([{"name": "Ash", "urn": "900001", "closed_on": date(2024, 8, 31)}])
    keys.write(tmp_path / "schools.json")
    again = SchoolKeys.read(tmp_path / "schools.json")
    assert (again.held, again.closed, again.shown) == (
        keys.held,
        keys.closed,
        keys.shown,
    )
    assert again.next == 2
    assert not again.changed


UPN = "H801200001001"


def resolved(pupils: Pupils, *pairs: tuple[int, str]) -> list[int]:
    schools, names = zip(*pairs, strict=True)
    return pupils.resolve(np.array(schools), list(names)).tolist()


def children(pupils: Pupils) -> list[int]:
    return pupils.known["child"].to_list()


def test_a_pupil_is_one_childs_place_on_one_roll():
    pupils = Pupils.read(None)
    assert resolved(pupils, (1, "P1"), (2, "P1"), (1, " P1 "), (1, "p1")) == [
        1,
        2,
        1,
        3,
    ]
    assert resolved(pupils, (2, "P1")) == [2]
    assert children(pupils) == [1, 2, 3]


def test_the_same_good_upn_is_the_same_child():
    pupils = Pupils.read(None)
    assert resolved(pupils, (1, UPN), (2, UPN)) == [1, 2]
    assert children(pupils) == [1, 1]
    resolved(pupils, (3, UPN))
    assert children(pupils) == [1, 1, 1]


def test_a_upn_is_the_same_however_it_is_written():
    pupils = Pupils.read(None)
    assert resolved(pupils, (1, UPN), (1, UPN.lower()), (2, "h8012 0000 1001")) == [
        1,
        1,
        2,
    ]
    assert children(pupils) == [1, 1]


def test_a_upn_with_a_bad_letter_joins_nobody():
    pupils = Pupils.read(None)
    resolved(pupils, (1, "A801200001001"), (2, "A801200001001"))
    assert children(pupils) == [1, 2]


def test_pupils_are_kept_as_they_were(tmp_path):
    import pyarrow.parquet as pq

    pupils = Pupils.read(None)
    resolved(pupils, (1, UPN), (2, UPN))
    pq.write_table(pupils.table(), tmp_path / "pupils.parquet")
    again = Pupils.read(tmp_path / "pupils.parquet")
    assert again.known.equals(pupils.known)
    assert resolved(again, (2, UPN)) == [2]
    assert not again.changed


OLD = {"urn": "990003", "laestab": "9994002", "name": "Old Birch", "closed_on": "2016"}
NEW = {"urn": "990002", "laestab": "9994002", "name": "Birch High"}


def test_a_laestab_that_passes_on_leaves_two_schools():
    keys = SchoolKeys.read(None)
    old, new = keys.describe([OLD, NEW])
    assert old != new
    assert keys.describe([NEW, OLD]) == [new, old]
    assert keys.find("9994002") == new
    assert keys.describe([{"laestab": "9994002", "name": "Birch"}]) == [new]


def test_a_school_met_by_its_laestab_is_the_one_described_by_it_and_a_urn():
    keys = SchoolKeys.read(None)
    [met] = keys.resolve(["9994002"], new=True)
    assert keys.describe([NEW]) == [met]


def test_a_school_another_file_speaks_of_is_introduced_and_not_overruled():
    keys = SchoolKeys.read(None)
    old, new = keys.describe([OLD, NEW])
    known, other = keys.introduce(
        [{"urn": "990002", "name": "Birch"}, {"urn": "990009", "name": "Elm"}]
    )
    assert (known, keys.shown[str(known)], keys.find("Birch")) == (
        new,
        "Birch High",
        new,
    )
    assert other not in (old, new)
    assert keys.introduce([{"urn": "990003", "name": "Old Birch"}]) == [old]
    assert old in keys.closed
