"""Counts are kept, so that a question costs what changed and not what was."""

from datetime import date

import pytest
from tests.measures.authority import Authority, Mark, describe, stored, weeks_of

from muster.measures import ask, counts
from muster.tables import codes


MONDAY = date(2025, 9, 8)
TUESDAY = date(2025, 9, 9)


def marks(*rows) -> list[Mark]:
    return [Mark(school, "P1", day, "AM", code) for school, day, code in rows]


def two_schools() -> list[Mark]:
    return marks(("Ash", MONDAY, "/"), ("Elm", MONDAY, "/"))


@pytest.fixture
def store(tmp_path):
    return stored(Authority(loads=[two_schools()]), tmp_path)


@pytest.fixture
def counted(monkeypatch):
    """The schools whose marks were counted, a list for each time."""
    seen = []
    real = counts.count

    def spy(state, year, cut, schools=None, *args, **kwargs):
        seen.append(sorted(schools))
        return real(state, year, cut, schools, *args, **kwargs)

    monkeypatch.setattr(counts, "count", spy)
    return seen


def load(store, name: str, rows: list[Mark]) -> None:
    with store.draft(name) as draft:
        draft.add_marks(name, weeks_of(rows))
        version = draft.save()
    store.make_current(version)


def absence(state) -> dict:
    answer = ask(
        state, ["overall_absence"], ["school"], "2025-26", audience="unsuppressed"
    )
    return {row.dims[0]: (row.numerator, row.denominator) for row in answer.rows}


def test_the_first_question_counts_everything_and_the_next_nothing(store, counted):
    assert absence(store.state()) == {"Ash": (0, 1), "Elm": (0, 1)}
    assert counted == [[1, 2]]
    ask(store.state(), ["attendance"], period="2025-26/HT1", rules="pupil")
    assert counted == [[1, 2]]


def test_a_load_of_one_school_counts_that_school_again(store, counted):
    absence(store.state())
    load(store, "elm", marks(("Elm", MONDAY, "I"), ("Elm", TUESDAY, "/")))
    assert absence(store.state()) == {"Ash": (0, 1), "Elm": (1, 2)}
    assert counted == [[1, 2], [2]]


def test_an_undo_counts_nothing_again(store, counted):
    absence(store.state())
    load(store, "elm", marks(("Elm", MONDAY, "I")))
    absence(store.state())
    with store.draft("undo") as draft:
        draft.undo("elm")
        version = draft.save()
    store.make_current(version)
    assert absence(store.state()) == {"Ash": (0, 1), "Elm": (0, 1)}
    assert counted == [[1, 2], [2]]


def test_an_older_version_answers_as_it_was_reported(store, counted):
    absence(store.state())
    load(store, "elm", marks(("Elm", MONDAY, "I")))
    assert absence(store.state()) == {"Ash": (0, 1), "Elm": (1, 1)}
    assert absence(store.state(1)) == {"Ash": (0, 1), "Elm": (0, 1)}
    assert counted == [[1, 2], [2]]


def test_new_half_terms_count_their_school_again(store, counted):
    absence(store.state())
    half_terms = Authority(
        calendars=[
            {
                "school": "Elm",
                "date": TUESDAY,
                "session": "AM",
                "status": "open",
                "half_term": 2,
            }
        ]
    )
    with store.draft("calendars") as draft:
        describe(draft, half_terms)
        version = draft.save()
    store.make_current(version)
    answer = ask(
        store.state(), ["attendance"], ["half_term"], "2025-26", audience="unsuppressed"
    )
    assert {row.dims[0]: row.denominator for row in answer.rows} == {"HT1": 2}
    assert counted == [[1, 2], [2]]


def test_a_new_code_list_counts_everything_again(store, counted, monkeypatch):
    absence(store.state())
    load(store, "elm", marks(("Elm", TUESDAY, "/")))
    monkeypatch.setattr(codes, "FINGERPRINT", "another")
    absence(store.state())
    assert counted == [[1, 2], [1, 2]]


def test_enrolments_count_nothing_again(store, counted):
    absence(store.state())
    who = Authority(
        enrolments=[{"school": "Ash", "pupil": "P1", "born_on": date(2001, 1, 1)}]
    )
    with store.draft("enrolments") as draft:
        describe(draft, who)
        version = draft.save()
    store.make_current(version)
    assert absence(store.state()) == {"Elm": (0, 1)}
    assert counted == [[1, 2]]


def test_kept_counts_may_be_thrown_away(store, counted):
    before = absence(store.state())
    for path in (store.folder / "cache").iterdir():
        path.unlink()
    load(store, "nothing new", marks(("Ash", MONDAY, "/")))
    assert absence(store.state()) == before
    assert counted == [[1, 2], [1, 2]]


def test_only_the_last_few_are_kept(store):
    for number in range(counts.KEPT + 2):
        load(store, f"load {number}", marks(("Ash", MONDAY, "/")))
        absence(store.state())
    for part in ("core", "codes", "spans"):
        kept = list((store.folder / "cache").glob(f"{part}-2025-*.parquet"))
        assert len(kept) == counts.KEPT


def test_progress_is_told_to_the_end(store):
    told = []
    counts.standard(store.state(), 2025, progress=told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)


def test_a_year_without_marks_counts_nothing(store):
    assert list(counts.count(store.state(), 2024, counts.STANDARD)) == []


def test_a_file_name_is_never_used_again(tmp_path):
    """Else the counts kept of a load nobody committed would be another load's figures."""
    first = stored(Authority(loads=[two_schools()]), tmp_path)
    absence(first.state())
    (first.folder / "CURRENT").unlink()
    other = marks(("Ash", MONDAY, "I"), ("Elm", MONDAY, "O"))
    again = stored(Authority(loads=[other]), tmp_path)
    assert again.version() == 1
    assert absence(again.state()) == {"Ash": (1, 1), "Elm": (1, 1)}
