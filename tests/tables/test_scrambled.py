"""A training copy holds nobody of what it was made from, and is alike where that is said."""

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measures.authority import Authority, Mark, state_of, upn
from tests.measures.weekly import File, Row, Sessions, state_of_files

from muster.measures import ask
from muster.tables import codes, coined
from muster.tables.marks import MarkBatch, MarkWeeks
from muster.tables.mixing import FORTNIGHT, mixed, mixed_totals
from muster.tables.scrambled import Invented, Scramble
from muster.tables.store import Store
from muster.tables.upn import is_upn


MONDAY = 20_339  # 8 September 2025
INVENTED = Invented(
    ("Aldramere", "Kestrawick", "Marvanstow", "Oakapple"),
    ("Smith", "Plimsoll"),
    {"F": ("Ivy", "Rosamund"), "M": ("Noah", "Peregrine")},
)


# Marks ------------------------------------------------------------------------------------


def told_apart(pupils: int, weeks: int) -> MarkBatch:
    """One school, each of whose pupils has the same mark always and one of their own."""
    pupil = np.repeat(np.arange(1, pupils + 1), weeks).astype(np.int32)
    week = np.tile(MONDAY + 7 * np.arange(weeks), pupils).astype(np.int32)
    marks = np.repeat((pupil + 1).astype(np.uint8)[:, None], 14, axis=1)
    return MarkBatch(np.ones(len(pupil), np.int32), pupil, week, marks)


def dice() -> np.random.Generator:
    return np.random.default_rng(7)


def by_day(batch: MarkBatch) -> Counter:
    rows = zip(batch.week.tolist(), map(bytes, batch.marks), strict=True)
    return Counter(rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40), st.integers(1, 14), st.integers(1, 4), st.integers(0, 99))
def test_a_schools_marks_stay_and_no_childs_year_is_whole(pupils, weeks, groups, seed):
    given_ = told_apart(pupils, weeks)
    group = np.arange(pupils + 1) % groups
    found = mixed(given_, group, np.random.default_rng(seed))
    assert by_day(found) == by_day(given_)
    assert sorted(zip(found.pupil, found.week, strict=True)) == sorted(
        zip(given_.pupil, given_.week, strict=True)
    )
    for pupil in range(1, pupils + 1):
        mine = found.pupil == pupil
        block = (found.week[mine] - MONDAY) // FORTNIGHT
        whose = found.marks[mine][:, 0] - 1
        of_block = dict(zip(block.tolist(), whose.tolist(), strict=True))
        assert all(of_block[n] != of_block[n + 1] for n in range(max(of_block)))
        assert of_block[0] != pupil


def test_marks_stay_within_the_year_group_where_it_has_enough_pupils():
    group = np.arange(31) % 3
    found = mixed(told_apart(30, 6), group, dice())
    whose = found.marks[:, 0].astype(int) - 1
    assert (group[found.pupil] == group[whose]).all()


def test_the_marks_of_a_schools_only_pupil_are_left_out():
    assert len(mixed(told_apart(1, 6), np.zeros(2, int), dice())) == 0


def test_the_text_of_a_mark_nobody_knows_is_left_out():
    batch = told_apart(4, 2)
    batch.marks[0] = codes.FIRST_SYMBOL
    found = mixed(batch, np.zeros(5, int), dice())
    assert found.marks.max() < codes.FIRST_SYMBOL
    assert (found.marks == codes.NO_MARK).sum() == 14


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 30), st.integers(1, 8), st.integers(1, 4), st.integers(0, 99))
def test_a_schools_weekly_counts_stay_and_each_is_two_childrens(
    pupils, files, groups, seed
):
    draw = np.random.default_rng(seed)
    # Each gains twice a power of its own of everything in every file.
    own = 2 ** np.arange(1, pupils + 1, dtype=np.int64)
    gained = np.tile(own[:, None, None], (1, files, 4))
    counts = gained.cumsum(axis=1)
    found, kept = mixed_totals(counts, np.arange(pupils) % groups, draw)
    assert kept.all()
    assert (found.sum(axis=0) == counts.sum(axis=0)).all()
    got = np.diff(found, axis=1, prepend=0)[:, :, 0]
    assert all(bin(value).count("1") == 2 for value in got.ravel().tolist())
    assert (got[:, 1:] != got[:, :-1]).all() or pupils == 2


def test_counts_a_correction_would_take_below_nothing_are_left_out():
    counts = np.array([[[9], [1]], [[0], [0]], [[0], [0]]]).repeat(4, axis=2)
    found, kept = mixed_totals(counts, np.zeros(3, int), dice())
    assert (found[kept] >= 0).all()


# Whole homes ------------------------------------------------------------------------------

FORENAMES = ("Wilhelmina", "Bartholomew", "Ivy", "Noah", "Persephone", "Zebedee")
SURNAMES = ("Featherstone", "Quackenbush", "Smith", "Ravenscroft")
CODES = ("/", "/", "/", "/", "/", "I", "U", "M")


def planted() -> Authority:
    """Two schools of thirty pupils, each with a name, a number and a home of their own."""
    authority = Authority(
        schools=[
            {"urn": "140001", "name": "Oakapple Academy", "trust": "Brightwater Trust"}
            | {"laestab": "8412001", "ward": "Thistledown", "phase": "primary"},
            {"urn": "140002", "name": "Saint Dunstan School", "area": "Coldharbour"}
            | {"laestab": "8412002", "ward": "Thistledown", "phase": "secondary"},
        ],
        loads=[[]],
    )
    rng = np.random.default_rng(11)
    for number in range(60):
        school = "140001" if number < 30 else "140002"
        pupil = upn(f"child {number}") if number % 5 else f"MIS{number:04d}"
        authority.enrolments.append(
            {
                "school": school,
                "pupil": pupil,
                "from_on": date(2025, 9, 1)
                if number % 7
                else date(2025, 10, number % 28 + 1),
                "born_on": date(2014, 9, 1) + timedelta(days=number * 6),
                "year_group": str(6 + number % 3),
                "sex": "FM"[number % 2],
                "ethnicity": "WBRI" if number % 9 else "WROM",
                "looked_after": "no" if number % 13 else "yes",
                "sen": "NNK"[number % 3],
                "ward": "Thistledown" if number % 2 else "Gorseheath",
                "postcode": f"ZE{number % 9 + 1} 9ZZ",
                "home_authority": "Wintermarsh Council",
                "surname": SURNAMES[number % 4],
                "forename": FORENAMES[number % 6],
            }
        )
        for day in range(40):
            on = date(2025, 9, 8) + timedelta(days=day // 5 * 7 + day % 5)
            for session in ("AM", "PM"):
                code = CODES[int(rng.integers(len(CODES)))]
                authority.loads[0].append(Mark(school, pupil, on, session, code))
    return authority


AUTHORITY = planted()


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return state_of(AUTHORITY, tmp_path_factory.mktemp("before"))


@pytest.fixture(scope="module")
def home(before, tmp_path_factory) -> Path:
    """The folder of a copy."""
    folder = tmp_path_factory.mktemp("copy")
    copied(before, folder, 5)
    return folder


@pytest.fixture(scope="module")
def after(home):
    return Store(home).state()


def copied(before, folder: Path, seed: int) -> None:
    store = Store(folder)
    scramble = Scramble(before, INVENTED, np.random.default_rng(seed))
    with store.draft("a copy") as draft:
        for number, part in enumerate(scramble.parts()):
            if isinstance(part.rows, MarkWeeks):
                draft.add_marks(f"p{number}", part.rows)
            elif part.table == "totals":
                draft.add_totals(f"p{number}", part.rows, part.as_at)
            else:
                draft.add_table(f"p{number}", part.table, part.rows, part.as_at)
        version = draft.save()
    store.make_current(version)


def telling() -> set[str]:
    """Every text of the planted authority that names a child, a school or a place."""
    columns = "pupil surname forename postcode ward home_authority".split()
    texts = {row[name] for row in AUTHORITY.enrolments for name in columns}
    for row in AUTHORITY.schools:
        texts |= {text for name, text in row.items() if name != "phase"}
    words = {word for text in texts for word in text.split() if len(word) > 3}
    return (texts | words) - {"School", "Trust", "Council"}


def cells(home: Path) -> set[str]:
    """Every text in the Parquet files of a home, and every word of one."""
    found: set[str] = set()
    for path in home.rglob("*.parquet"):
        for column in pq.read_table(path).columns:
            texts = {str(text) for text in column.unique().to_pylist()}
            found |= texts | {word for text in texts for word in text.split()}
    return found


def test_the_planted_authority_is_found_by_what_looks_for_it(before):
    assert telling() <= cells(before.folder)


def test_no_text_about_anybody_is_in_the_bytes_of_the_copy(home):
    held = b"\n".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    # Those short enough to stand by chance in what is packed are looked for in its cells.
    long = {text for text in telling() if len(text) > 3}
    assert [
        text for text in long if re.search(re.escape(text).encode(), held, re.I)
    ] == []


def test_no_text_about_anybody_is_in_the_copys_cells(home):
    plain = {text.casefold() for text in cells(home)}
    assert {text.casefold() for text in telling()} & plain == set()


def test_every_identifier_is_new_and_looks_right(before, after):
    assert set(after.pupils["supplied"]) & set(before.pupils["supplied"]) == set()
    assert after.pupils["upn"].sum() == before.pupils["upn"].sum() == 48
    assert all(is_upn(text) for text in after.pupils.filter("upn")["supplied"])


def test_schools_are_renamed_and_numbered_in_the_nine_hundred_thousands(after):
    assert after.schools.height == 2
    assert all("900000" < urn <= "989999" for urn in after.schools["urn"])
    assert all(laestab.startswith("999") for laestab in after.schools["laestab"])
    assert sorted(after.schools["phase"]) == ["primary", "secondary"]


def rates(state, measure: str, by: tuple[str, ...] = ("phase",)) -> dict:
    answer = ask(state, [measure], by, "2025-26", audience="unsuppressed")
    return {row.dims: (row.numerator, row.denominator) for row in answer.rows}


def test_absence_by_school_and_by_reason_is_what_it_was(before, after):
    assert rates(after, "overall_absence") == rates(before, "overall_absence")
    by_reason = ("phase", "reason")
    assert rates(after, "overall_absence", by_reason) == rates(
        before, "overall_absence", by_reason
    )


def test_year_groups_and_who_is_in_them_stay_alike(before, after):
    def numbers(state):
        rows = state.enrolments.group_by("year_group").len()
        return sorted((str(label), many) for label, many in rows.iter_rows())

    assert numbers(after) == numbers(before)


def test_small_groups_stay_as_large_and_are_of_other_children(before, after):
    for name in ("ethnicity", "looked_after", "sen"):
        counts = [
            Counter(state.enrolments[name].cast(str).to_list())
            for state in (before, after)
        ]
        assert counts[0] == counts[1]


def test_a_birth_date_moves_within_its_school_year():
    draw = dice()
    for born in (date(2014, 9, 1), date(2015, 8, 31), date(2016, 2, 29)):
        start = born.year if born.month >= 9 else born.year - 1
        found = {coined.birthday(born, draw) for _ in range(2_000)}
        assert born not in found
        assert date(start, 9, 1) <= min(found)
        assert max(found) <= date(start + 1, 8, 31)
        assert len(found) > 300


def test_days_of_joining_that_a_school_shares_stay_and_others_move(before, after):
    shared = date(2025, 9, 1)
    joined = [
        Counter(state.enrolments["from_on"].to_list()) for state in (before, after)
    ]
    assert joined[0][shared] == joined[1][shared]
    assert len(joined[1]) > 1


def test_another_draw_is_another_copy(before, after, tmp_path):
    copied(before, tmp_path, 6)
    again = Store(tmp_path).state()
    assert set(again.pupils["supplied"]) & set(after.pupils["supplied"]) == set()


def test_names_that_are_held_are_never_used(after):
    names = after.childrens_names
    assert not {"smith"} & {surname for _, surname in names}
    assert not {"ivy", "noah"} & {forename for forename, _ in names}


def test_an_empty_home_has_no_parts(tmp_path):
    state = Store(tmp_path).state()
    assert list(Scramble(state, INVENTED, dice()).parts()) == []


def weekly_files() -> list[File]:
    """Three files of one school of twelve; one pupil is in the last alone."""
    of = {"surname": "Featherstone", "forename": "Persephone", "year_group": "6"}
    files = []
    for week, day in enumerate(
        (date(2025, 9, 12), date(2025, 9, 19), date(2025, 9, 26))
    ):
        rows = [
            Row(
                "990001",
                f"child {number}",
                Sessions(9 * (week + 1) - number % 3, 0, number % 3, week + 1),
                of,
            )
            for number in range(12 if week < 2 else 13)
        ]
        files.append(File(day, tuple(rows)))
    return files


def test_weekly_files_alone_make_a_copy_with_the_same_absence(tmp_path):
    before = state_of_files(tmp_path / "before", weekly_files()[:2])
    copied(before, tmp_path / "after", 5)
    after = Store(tmp_path / "after").state()
    assert after.totals_days(2025) == before.totals_days(2025)
    assert rates(after, "overall_absence", ()) == rates(before, "overall_absence", ())
    assert after.schools["phase"].to_list() == ["primary"]
    words = cells(tmp_path / "after")
    assert not {"Featherstone", "Persephone", "990001", "Exampleshire"} & words
    assert not set(before.pupils["supplied"]) & words
    assert after.enrolments.height == before.enrolments.height


def test_a_pupil_nobody_shares_the_weekly_files_with_is_left_out(tmp_path):
    before = state_of_files(tmp_path / "before", weekly_files())
    copied(before, tmp_path / "after", 5)
    after = Store(tmp_path / "after").state()
    assert before.totals_at(date(2025, 9, 26)).height == 13
    assert after.totals_at(date(2025, 9, 26)).height == 12
