import pytest

from muster.programme.reading.names import may_be, names_in, read_owners


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("AB/CD", ("AB", "CD")),
        ("AB & CD", ("AB", "CD")),
        ("AB CD", ("AB", "CD")),
        ("R. Stone T. Bell", ("R. Stone", "T. Bell")),
        ("R. Stone C.Tiller", ("R. Stone", "C. Tiller")),
        ("R. Stone G. McRae", ("R. Stone", "G. McRae")),
        ("R. O’Dell A. Bell-Fox", ("R. O’Dell", "A. Bell-Fox")),
        ("Ann Ash and Bob Bell", ("Ann Ash", "Bob Bell")),
        ("Head of Service, Ann Ash", ("Head of Service", "Ann Ash")),
        ("Ann Ash; Bob Bell", ("Ann Ash", "Bob Bell")),
        ("", ()),
    ],
)
def test_owners_are_told_apart(cell, owners):
    assert read_owners(cell) == owners


def test_a_sentence_is_nobodys_name_and_is_kept_whole():
    text = "To agree a list, and to share it with all of the schools"

    assert read_owners(text) == (text,)


@pytest.mark.parametrize("short", ["JS", "J. Stone", "Jo S"])
def test_a_short_name_may_be_a_whole_one(short):
    assert may_be(short, "Jo Stone")


@pytest.mark.parametrize("short", ["JB", "K. Stone", "Jo T", "Jo Stone", "Stone"])
def test_another_name_is_not(short):
    assert not may_be(short, "Jo Stone")


def test_two_words_with_capitals_may_be_a_person_and_three_are_not():
    prose = "Eve Farrow to ask the Transport Working Group; then Ada B chairs"

    assert list(names_in(prose)) == ["Eve Farrow", "Ada B"]
