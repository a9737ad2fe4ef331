"""A correction stands on top of the files until one of them says the same, or otherwise."""

from datetime import date

import pytest
from tests.measures.authority import upn
from tests.protection.planted import WREN

from muster.protection import correcting
from muster.protection.correcting import Correction, Stage
from muster.protection.requests import Refused
from muster.school_year import SchoolYear
from muster.sources import uploads
from muster.sources.models import Load
from muster.tables import holding
from muster.tables.correcting import spells


HEADINGS = "school,pupil,from_on,born_on,ward,sen,surname,forename\n"


def put_right(child, column, text):
    spell = spells(uploads.state(), child[:1])[0]
    return correcting.correct(
        child[:1],
        pupil=spell.pupil,
        from_on=spell.from_on,
        column=column,
        text=text,
        source="A birth certificate",
        why="It was mistyped.",
        by="officer",
    )


def held(column, year=2025):
    """What counts of Wren at Ash in a school year."""
    (one,) = holding.find(uploads.state(), identifier=WREN)
    rows = uploads.state().enrolments_in(SchoolYear(year))
    return [row[column] for row in rows.to_dicts() if row["pupil"] == one.child]


def says(ward="Millbrook", born="2014-05-12"):
    return f"{HEADINGS}990001,{WREN},2025-09-01,{born},{ward},K,Wren,Jenny\n"


def test_a_correction_stands_over_the_file_and_the_file_stays_as_it_came(wren):
    loads = Load.objects.count()
    made = put_right(wren, "born_on", "2014-05-21")
    assert held("born_on") == [date(2014, 5, 21)]
    assert (made.was, made.now, made.what) == (
        "2014-05-12",
        "2014-05-21",
        "Date of birth",
    )
    rows = holding.held_on(uploads.state(), wren[:1]).of("enrolments")
    assert [row.cells["born_on"] for row in rows] == [
        date(2014, 5, 12),
        date(2014, 5, 21),
    ]
    assert Load.objects.count() == loads


def test_every_year_has_the_corrected_value_and_its_own_of_the_rest(wren, planted):
    planted("later.csv", says().replace(",K,", ",E,"), as_at=date(2026, 1, 15))
    put_right(wren, "ward", "Millbank")
    assert held("ward") == ["Millbank"]
    assert held("sen") == ["E"]
    assert held("ward", 2024) == ["Millbank"]
    assert held("sen", 2024) == ["K"]


def test_a_later_file_that_agrees_ends_it_quietly(wren, planted):
    put_right(wren, "ward", "Millbank")
    assert correcting.look_again() == ""
    planted("agrees.csv", says(ward="Millbank"))
    assert correcting.look_again() == ""
    made = Correction.objects.get()
    assert made.stage == Stage.AGREED
    assert made.load.file_name == "agrees.csv"


def test_a_later_file_that_says_the_old_value_is_for_a_person(wren, planted):
    made = put_right(wren, "born_on", "2014-05-21")
    planted("again.csv", says())
    assert correcting.look_again() == "A later file says otherwise than 1 correction."
    made.refresh_from_db()
    assert made.stage == Stage.DISPUTED
    assert held("born_on") == [date(2014, 5, 12)]
    correcting.again(made, by="officer")
    assert made.stage == Stage.STANDS
    assert held("born_on") == [date(2014, 5, 21)]
    with pytest.raises(Refused, match="No later file"):
        correcting.let_stand(made, "No.", by="officer")
    planted("once more.csv", says().replace("Wren,", "Wren ,"))
    correcting.look_again()
    made.refresh_from_db()
    correcting.let_stand(made, "The school is right.", by="officer")
    correcting.look_again()
    assert Correction.objects.get().stage == Stage.ENDED
    assert held("born_on") == [date(2014, 5, 12)]


def test_an_identifier_is_corrected_and_its_return_is_for_a_person(wren, planted):
    right = upn("Wren again")
    made = put_right(wren, "pupil", right)
    assert made.was == WREN
    (one,) = holding.find(uploads.state(), identifier=right)
    assert one.places == (("Ash Primary", right),)
    planted("right.csv", says().replace(WREN, right))
    assert correcting.look_again() == ""
    planted("wrong.csv", says())
    assert correcting.look_again() == "A later file says otherwise than 1 correction."


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        ("born_on", "31/02/2014", "31/02/2014"),
        ("ward", "Millbrook", "held already"),
        ("sen", "Q", "Write N for none"),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_sentence(wren, column, text, sentence):
    version = uploads.store().version()
    with pytest.raises(Refused, match=sentence):
        put_right(wren, column, text)
    assert not Correction.objects.exists()
    assert uploads.store().version() == version
