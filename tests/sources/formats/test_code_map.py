import pytest
from tests.sources.samples import names, reading_of, sample, sentences

from muster.sources import formats
from muster.sources.formats import code_map
from muster.sources.reading import read


FOLDER = "code_map"
NOT_NATIONAL = (
    "This is not a national code. Write one, such as /, \\, L, I or O, or leave it blank "
    "for no mark."
)
REFUSED = {
    "unknown_national_code": [
        f"Row 8, meaning: “X9”. {NOT_NATIONAL}",
        f"Row 9, meaning: “Holiday”. {NOT_NATIONAL}",
    ],
    "two_meanings": [
        "Row 8, code: “ILL”. Row 4 gives this code another meaning. Keep one of them."
    ],
    "misspelt_heading": [
        (
            "Row 1: There is no “meaning” column. The nearest heading is “meening”: if it is "
            "that, rename it."
        )
    ],
}
MEANINGS = {"P1": "/", "P2": "\\", "ILL": "I", "?": "", "7": "", "-": ""}


@pytest.mark.parametrize("name", ["valid", "repeated_row"])
def test_a_code_map_gives_each_code_its_national_one(name):
    reading = reading_of(FOLDER, name, fmt="code-map")
    assert reading.table == MEANINGS
    assert sentences(reading) == []


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_and_where(name):
    reading = reading_of(FOLDER, name, fmt=code_map.FORMAT)
    assert (reading.table, sentences(reading)) == (None, REFUSED[name])


def test_every_sample_is_tried():
    assert {"valid", "repeated_row", *REFUSED} == names(FOLDER)


def test_a_code_map_is_not_loaded_by_itself():
    assert formats.recognise(sample(FOLDER, "valid")) is None
    assert sentences(read(sample(FOLDER, "valid"))) == [
        (
            "This looks like a code map. It isn’t loaded by itself: give it beside a file of "
            "marks."
        )
    ]
