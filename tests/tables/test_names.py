"""Whether a name somebody gives is that of a child."""

import pytest

from muster.tables.names import is_another


NOAH = [("Noah James", "Anderson"), ("Noah", "Anderson-Íñigo")]


@pytest.mark.parametrize(
    ("forename", "surname", "is_so"),
    [
        ("Noah", "ANDERSON", False),
        ("Noah Kim", "Anderson Inigo", False),
        ("", "Anderson", False),
        ("Noah", "", False),
        ("Ann", "Other", True),
        ("Ann", "Anderson", True),
        ("Noah", "Other", True),
    ],
)
def test_another_name_is_a_surname_or_first_forename_that_no_file_has(
    forename, surname, is_so
):
    assert is_another(forename, surname, NOAH) is is_so


@pytest.mark.parametrize("called", [[], [(None, None)], [("", "")]])
def test_of_a_child_whose_name_is_not_held_no_name_is_another(called):
    assert not is_another("Ann", "Other", called)
