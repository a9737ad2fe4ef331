from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from muster.tables import codes
from muster.tables.codes import CODES, Class, by_code, by_id, class_of, eras, resolve


BEFORE = date(2024, 8, 18)
AFTER = date(2024, 8, 19)


def cls(text, day):
    return list(Class)[class_of[resolve(text, day)]]


CURRENT = {
    Class.ATTENDING: "/ \\ L",
    Class.AEA: "B K P V W",
    Class.AUTHORISED: "C1 M J1 S C2 C T R I E",
    Class.UNAUTHORISED: "G N O U",
    Class.NOT_POSSIBLE: "D X Q Y1 Y2 Y3 Y4 Y5 Y6 Y7",
    Class.ADMINISTRATIVE: "Z #",
}


@pytest.mark.parametrize("expected", CURRENT)
def test_each_code_in_force_has_its_class(expected):
    for text in CURRENT[expected].split():
        assert cls(text, AFTER) == expected, text


def test_the_codes_in_force_are_all_of_them_and_no_others():
    in_force = {code.code for code in CODES if not code.legacy}

    assert in_force == set(" ".join(CURRENT.values()).split())
    # The guidance counts the two marks of being present as two (rules.md 1.2).
    assert len(in_force) == 34


def test_an_id_belongs_to_one_code_and_leaves_room_for_symbols():
    ids = [code.id for code in CODES]

    assert ids == sorted(set(ids))
    assert (min(ids), max(ids) < codes.FIRST_SYMBOL) == (2, True)


# What is stored is these bytes: none may ever change, so each is written out here.
IDS = (
    r"/ \ L B K P V W D C1 M J1 S X C2 C T R I E Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 G N O U Z #"
    " H F J Y X01"
)


def test_ids_are_fixed_for_ever():
    assert [code.code for code in CODES] == IDS.split()
    assert [code.id for code in CODES] == list(range(2, 41))


def test_a_code_is_found_by_id_and_by_letters():
    assert by_code("J1").meaning.startswith("Leave for an interview")
    assert by_id(by_code("J1").id) is by_code("J1")
    assert by_code("K").valid_from == AFTER
    assert by_code("H").valid_to == BEFORE
    assert by_code("F").legacy
    with pytest.raises(KeyError):
        by_code("7")


@pytest.mark.parametrize(
    "text", ["C1", "C2", "J1", "Q", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"]
)
def test_a_code_of_2024_is_unknown_before_it(text):
    assert resolve(text, BEFORE) is None
    assert resolve(text, AFTER) == by_code(text).id


@pytest.mark.parametrize("text", ["H", "J", "Y"])
def test_a_code_that_ended_in_2024_is_unknown_after_it(text):
    assert resolve(text, BEFORE) == by_code(text).id
    assert resolve(text, AFTER) is None


def test_an_interview_was_attending_and_is_now_an_absence():
    assert cls("J", date(2024, 7, 1)) == Class.AEA
    assert cls("J1", date(2024, 9, 10)) == Class.AUTHORISED


def test_k_was_a_filler_before_it_was_a_code():
    assert resolve("K", BEFORE) == codes.NO_MARK
    assert cls("K", AFTER) == Class.AEA


def test_stray_extended_holidays_still_count_as_authorised():
    assert cls("F", BEFORE) == cls("F", AFTER) == Class.AUTHORISED


def test_authorised_family_holiday_was_authorised():
    assert cls("H", BEFORE) == Class.AUTHORISED


@pytest.mark.parametrize("text", ["X01", "X02", "X09", "X10", "X99"])
def test_coronavirus_sub_codes_are_one_legacy_code_not_possible(text):
    assert resolve(text, date(2021, 1, 18)) == by_code("X01").id
    assert cls(text, date(2021, 1, 18)) == Class.NOT_POSSIBLE
    assert resolve(text, date(2025, 1, 20)) is None


@pytest.mark.parametrize("text", ["X00", "X1", "X100", "I03"])
def test_other_sub_codes_are_unknown(text):
    assert resolve(text, date(2021, 1, 18)) is None


@pytest.mark.parametrize("text", ["I01", "I02"])
def test_split_illness_is_illness(text):
    assert resolve(text, date(2021, 1, 18)) == by_code("I").id


@pytest.mark.parametrize(
    "text", ["", " ", "-", "?", "null", "NULL", "*", "!", "@", "~"]
)
@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_what_is_not_a_code_is_no_mark(text, day):
    assert resolve(text, day) == codes.NO_MARK


@pytest.mark.parametrize("text", ["7", "8", "l", "i", "j1", "C3", "Y8", "//", "A"])
@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_anything_else_is_unknown_and_never_guessed(text, day):
    assert resolve(text, day) is None


def test_spaces_around_a_mark_are_nothing():
    assert resolve(" C2 ", AFTER) == by_code("C2").id


def test_either_stroke_is_itself_in_either_session():
    assert [by_id(resolve(text, AFTER)).code for text in ("/", "\\")] == ["/", "\\"]


def test_eras_follow_one_another_from_the_first_date_to_the_last():
    assert eras()[0].first == date.min
    assert eras()[-1].last == date.max
    for era, following in zip(eras(), eras()[1:], strict=False):
        assert following.first == era.last + timedelta(days=1)
        assert following.ids != era.ids
    assert AFTER in [era.first for era in eras()]


@pytest.mark.parametrize("number", range(4))
def test_a_mark_means_the_same_from_the_first_day_of_an_era_to_the_last(number):
    era = eras()[number]

    for text, identity in era.ids.items():
        assert resolve(text, era.first) == resolve(text, era.last) == identity


def test_no_text_is_written_twice_in_an_era():
    for era in eras():
        texts = Counter(
            each.text
            for each in codes._written()
            if (each.valid_from or era.first)
            <= era.first
            <= (each.valid_to or era.last)
        )
        assert set(texts.values()) == {1}


def test_bytes_that_are_not_codes_are_missing_or_unknown():
    order = list(Class)

    assert [order[class_of[byte]] for byte in (0, 1)] == [Class.MISSING] * 2
    assert {order[number] for number in class_of[128:]} == {Class.UNKNOWN}
    assert {order[number] for number in class_of[41:128]} == {Class.UNKNOWN}


def test_ten_marks_of_one_pupil_count_as_the_rules_say():
    # rules.md 16, the first golden test.
    written = ["/", "\\", "L", "I", "O", "C2", "D", "X", "#", "K"]
    marks = np.array([resolve(text, AFTER) for text in written])

    assert codes.POSSIBLE[marks].sum() == 7
    assert codes.ATTENDED[marks].sum() == 4
    assert codes.ABSENT[marks].sum() == 3
    assert codes.AUTHORISED[marks].sum() == 2
    assert codes.UNAUTHORISED[marks].sum() == 1


def named(mask):
    return {code.code for code in CODES if mask[code.id]}


def test_masks_are_the_sums_of_the_definitions():
    assert named(codes.PRESENT) == {"/", "\\", "L"}
    assert named(codes.AEA) == set("BKPVWJ")
    assert named(codes.ATTENDED) == {"/", "\\", *"LBKPVWJ"}
    assert named(codes.AUTHORISED) == {*"CEIMRSTHF", "C1", "C2", "J1"}
    assert named(codes.UNAUTHORISED) == set("GNOU")
    assert named(codes.ABSENT) == named(codes.AUTHORISED) | set("GNOU")
    assert named(codes.POSSIBLE) == named(codes.ATTENDED) | named(codes.ABSENT)
    assert named(codes.ADMINISTRATIVE) == set("Z#")
    assert named(codes.LATE_BEFORE | codes.LATE_AFTER) == named(codes.LATE) == set("LU")
    assert named(codes.RECORDED) == set(IDS.split())


def test_every_byte_is_possible_not_possible_or_not_a_code():
    parts = [codes.POSSIBLE, codes.NOT_POSSIBLE, codes.ADMINISTRATIVE, codes.UNKNOWN]

    assert np.array_equal(sum(part.astype(int) for part in parts), codes_at_all())
    assert np.flatnonzero(codes.NOT_RECORDED).tolist() == [1]
    assert not codes.RECORDED[:2].any()
    assert codes.UNKNOWN[128:].all()


def codes_at_all():
    return (np.arange(256) > 1).astype(int)


def test_masks_cannot_be_changed():
    for mask in (class_of, codes.POSSIBLE, codes.LATE_BEFORE, codes.NOT_RECORDED):
        with pytest.raises(ValueError, match="read-only"):
            mask[0] = 1


def test_the_fingerprint_is_of_the_lists():
    assert len(codes.FINGERPRINT) == 64
