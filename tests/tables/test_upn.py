import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.tables.upn import LETTERS, check_letter, cleaned, is_upn, upn_problem


# The department's test numbers (rules.md 8.4).
@pytest.mark.parametrize(
    "upn", ["H801200001001", "R674123101121", " h801 2000 01001 ", "U80120000100A"]
)
def test_a_upn_that_checks_is_right(upn):
    assert is_upn(upn)
    assert upn_problem(upn) is None


def test_a_temporary_upn_has_a_check_letter_too():
    assert check_letter("80120000100A") == "U"


def test_a_upn_is_compared_in_capitals_without_spaces():
    assert cleaned(" h801 200001001\t") == "H801200001001"


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "this has 0"),
        ("H80120000100", "13 characters and this has 12"),
        ("I801200001001", "this begins with “I”"),
        ("1801200001001", "this begins with “1”"),
        ("H80120000X001", "eleven figures"),
        ("H80120000100S", "a letter other than I, O or S"),
        ("H80120000100٣", "eleven figures"),
        ("J801200001001", "begins with J, but its other characters need H"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(text, sentence):
    problem = upn_problem(text)

    assert not is_upn(text)
    assert sentence in problem
    assert problem.endswith("Copy it again from the school’s register.")
    assert not text or text not in problem


def test_a_check_letter_needs_the_other_twelve_characters():
    with pytest.raises(ValueError, match="eleven figures"):
        check_letter("80120000100")


@given(
    st.from_regex(r"[0-9]{12}", fullmatch=True),
    st.integers(min_value=0, max_value=11),
    st.integers(min_value=1, max_value=9),
)
def test_one_mistyped_figure_is_always_found(body, place, change):
    upn = check_letter(body) + body
    wrong = str((int(body[place]) + change) % 10)
    mistyped = upn[: place + 1] + wrong + upn[place + 2 :]

    assert is_upn(upn)
    assert upn[0] in LETTERS
    assert not is_upn(mistyped)
