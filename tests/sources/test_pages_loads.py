"""The pages of what was loaded."""

import re
from datetime import date

import pytest
from django.utils import timezone

from muster.sources import formats, presenting, uploads
from muster.sources.formats import code_map
from muster.sources.models import Load
from muster.sources.reading import read


@pytest.fixture
def officer(signed_in, store, jobs):
    return signed_in("officer")


def words(response):
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_an_empty_home_says_what_to_begin_with(officer):
    page = words(officer.get("/loads/"))
    assert "Nothing has been loaded yet" in page
    assert "Marks are enough to begin with" in page


def test_loads_are_listed_latest_first_with_how_they_stand(officer, load, marks):
    load(marks("plain.csv"))
    load(marks("doubtful.csv", code="QQ"))
    taken = load(marks("mistaken.csv", code="I")).load
    uploads.undo(taken.pk, by="bea")
    page = words(officer.get("/loads/"))
    mistaken, doubtful, plain = (
        page.index(name) for name in ("mistaken.csv", "doubtful.csv", "plain.csv")
    )
    assert mistaken < doubtful < plain
    assert "Taken back" in page[mistaken:doubtful]
    assert "Counts, 1 warning" in page[doubtful:plain]
    assert "8 September 2025 to 12 September 2025" in page[plain:]
    assert "by ada" in page


def test_many_loads_are_listed_a_page_at_a_time(officer, store):
    many(120)
    first = officer.get("/loads/").content.decode()
    assert first.count("many-") == 50
    assert "many-120.csv" in first and 'href="?page=3"' in first
    last = officer.get("/loads/?page=99").content.decode()
    assert "many-1.csv" in last and 'href="?page=2"' in last


def many(count):
    Load.objects.bulk_create(
        Load(
            token=f"{n}",
            file_name=f"many-{n}.csv",
            format="marks-long",
            digest=f"{n}",
            rows_read=n,
            rows_loaded=n,
            version=n,
            loaded_at=timezone.now(),
            loaded_by="ada",
        )
        for n in range(1, count + 1)
    )


def test_nine_pages_or_more_are_elided(officer, store):
    many(500)
    page = officer.get("/loads/?page=5").content.decode()
    assert "govuk-pagination__item--ellipsis" in page


def test_a_load_shows_what_was_kept_of_it(officer, load, marks, file):
    path = file("roll.csv", [("school", "pupil", "fsm"), ("Ash", "A1", "yes")])
    held = load(path, as_at=date(2025, 10, 2)).load
    page = words(officer.get(held.get_absolute_url()))
    assert "Load 1 roll.csv Loaded: it counts What it is Enrolments" in page
    assert "True on 2 October 2025" in page


def test_a_load_shows_its_warnings(officer, load, marks):
    page = words(officer.get(load(marks(code="QQ")).load.get_absolute_url()))
    assert "1 warning" in page
    assert "have a code Muster doesn’t know" in page


def test_a_load_with_more_warnings_than_are_kept_says_so(officer, load, marks):
    held = load(marks(code="QQ")).load
    held.warnings_count = 5000
    held.save()
    page = words(officer.get(held.get_absolute_url()))
    assert "5,000 warnings The first 1 are shown." in page


def test_a_load_says_when_later_ones_may_count_instead(officer, load, marks):
    first = load(marks("a.csv")).load
    load(marks("b.csv", code="I"))
    assert "1 file of this kind was loaded after it." in words(
        officer.get(first.get_absolute_url())
    )
    load(marks("c.csv", code="L"))
    assert "2 files of this kind were loaded after it." in words(
        officer.get(first.get_absolute_url())
    )


def test_a_load_is_taken_back_after_asking(officer, load, marks):
    held = load(marks()).load
    asking = officer.get("/loads/1/take-back/")
    assert "Take this load back?" in words(asking)
    held.refresh_from_db()
    assert not held.is_undone

    page = officer.post("/loads/1/take-back/", follow=True)
    assert "marks.csv is taken back. Later loads stand." in words(page)
    assert "Taken back: it counts no longer" in words(page)
    assert "by officer" in words(page)
    assert "Take this load back" not in words(page)
    assert uploads.state().years() == []


def test_a_load_that_was_taken_back_is_not_asked_for_again(officer, load, marks):
    load(marks())
    uploads.undo(1, by="ada")
    assert officer.get("/loads/1/take-back/").url == "/loads/1/"
    page = officer.post("/loads/1/take-back/", follow=True)
    assert "Load 1 was taken back on" in words(page)


def test_a_load_that_never_was_is_not_found(officer):
    assert officer.get("/loads/7/").status_code == 404
    assert officer.get("/loads/7/take-back/").status_code == 404


def test_loads_are_for_those_who_load_files(signed_in):
    assert signed_in("leader").get("/loads/").status_code == 403


# The files Muster reads --------------------------------------------------------------------


def test_every_format_is_explained_from_its_columns(officer):
    page = words(officer.get("/loads/files/"))
    for one in formats.FORMATS:
        assert one.title in page
        for row in one.help():
            assert row.column in page
    assert "One of urn, laestab, name." in page
    assert "May be left out." in page


@pytest.mark.parametrize("name", [*uploads.FORMAT_NAMES, code_map.FORMAT.name])
def test_every_sample_can_be_loaded_as_it_is(officer, tmp_path, name):
    answer = officer.get(f"/loads/files/{name}.csv")
    _, called = answer["Content-Disposition"].split("filename=")
    assert called.startswith(f'"{name}')
    path = tmp_path / called.strip('"')
    path.write_bytes(answer.content)
    assert not read(path, fmt=name).refused


def test_there_is_no_sample_of_a_format_that_is_not(officer):
    assert officer.get("/loads/files/telepathy.csv").status_code == 404


# How things are said -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bytes_", "said"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1500, "1.5 kB"),
        (1_540_000, "1.5 MB"),
        (3_500_000_000, "3.5 GB"),
    ],
)
def test_a_size_is_said_in_what_people_say(bytes_, said):
    assert presenting.size(bytes_) == said


def test_one_day_is_said_once():
    day = date(2025, 9, 8)
    assert presenting.dates(day, day) == "8 September 2025"
    assert presenting.dates(None, None) == "–"


def test_a_format_that_is_no_longer_read_keeps_its_own_name():
    assert presenting.title_of("clay-tablets") == "clay-tablets"


# Is everything well? -----------------------------------------------------------------------


def test_the_check_lists_the_worst_first(officer, monkeypatch):
    from muster.sources.health import Finding

    found = [
        Finding("Schools", "good", "All described."),
        Finding("Store", "broken", "A file is gone."),
        Finding("Marks", "look", "None yet."),
    ]
    monkeypatch.setattr("muster.sources.health.look", lambda: found)
    page = words(officer.get("/loads/check/"))
    assert "Something is broken" in page
    assert page.index("A file is gone.") < page.index("None yet.")
    assert page.index("None yet.") < page.index("All described.")


def test_the_check_of_an_empty_home_is_worth_a_look(officer):
    page = words(officer.get("/loads/check/"))
    assert "Figures can be trusted. Some things are worth a look." in page
    assert "No marks have been loaded yet." in page
