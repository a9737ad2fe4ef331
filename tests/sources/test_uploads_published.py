"""Published files are loaded as other files are, and dated."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.sources.samples import sample

from muster.measures.published import published
from muster.sources import review, uploads
from muster.sources.models import Load
from muster.sources.reading import read


@pytest.fixture
def sent(tmp_path):
    """sent("dfe_attendance", "x.csv") is a valid sample under another name."""

    def sent(folder: str, name: str) -> Path:
        return Path(shutil.copy(sample(folder, "valid"), tmp_path / name))

    return sent


def values(name: str = "dfe:possible_sessions", **more) -> list[str]:
    return [each.value for each in published(uploads.state(), name, **more)]


def test_the_day_in_the_name_is_the_loads(load, sent):
    outcome = load(sent("dfe_attendance", "ytd_asat_2026-01-09.csv"))
    assert outcome.status == "loaded"
    assert Load.objects.get().as_at == date(2026, 1, 9)
    assert values(area="999") == ["10000"]


def test_the_same_bytes_published_on_another_day_are_another_load(load, sent):
    first = load(sent("dfe_attendance", "ytd_asat_2026-01-09.csv"))
    same = load(sent("dfe_attendance", "copy_asat_2026-01-09.csv"))
    other = load(sent("dfe_attendance", "ytd_asat_2026-01-23.csv"))
    assert [each.status for each in (first, same, other)] == [
        "loaded",
        "already loaded",
        "loaded",
    ]


def test_a_file_nobody_dates_is_refused_and_can_be_dated(load, sent):
    path = sent("dfe_attendance", "ytd.csv")
    refused = load(path)
    assert refused.refused
    assert "--as-at 2026-01-09" in str(refused.problems[0])
    assert load(path, as_at=date(2026, 1, 9)).status == "loaded"


def test_a_year_can_be_told(load, sent):
    path = sent("dfe_persistent_counts", "pa_asat_2024-01-22.csv")
    assert load(path).refused
    assert load(path, period="2023-24").status == "loaded"
    assert values("dfe:pa_flag", period="2023-24/ytd", area="999") == ["180"]


def test_taking_a_load_back_takes_its_figures_back(load, sent):
    held = load(sent("dfe_attendance", "ytd_asat_2026-01-09.csv")).load
    load(sent("dfe_january", "january.csv"))
    uploads.undo(held.pk, by="ada")
    assert "dfe:possible_sessions" not in uploads.state().published_columns
    assert values("dfe:total_enrolments", area="999", phase="primary") == ["900"]


def test_neighbours_are_the_latest_publications(load, sent, tmp_path):
    load(sent("la_neighbours", "new_asat_2025-05-01.csv"))
    old = tmp_path / "old_asat_2021-05-01.csv"
    old.write_text(
        sample("la_neighbours", "valid").read_text("utf-8").replace(",979,", ",899,"),
        "utf-8",
    )
    load(old)
    assert uploads.state().neighbours["999"][:2] == ("979", "978")
    load(sent("la_numbers", "list.csv"))
    assert uploads.state().areas["la_name"].to_list() == [
        "England",
        "East Midlands",
        "Exampleshire",
    ]


def test_a_home_with_none_has_none(store):
    state = uploads.state()
    assert (state.neighbours, state.areas.height) == ({}, 0)
    assert state.published(["dfe:pa_flag"]).height == 0


def test_what_a_published_file_would_bring_names_no_school(load, sent):
    path = sent("dfe_attendance", "ytd_asat_2026-01-09.csv")
    load(path)
    found = review.look(read(path), uploads.state())
    assert (found.schools, found.pupils, found.overlap_count) == (None, None, 1)


def test_the_site_dates_a_file_by_the_name_it_came_under(send, sent):
    upload = send(sent("dfe_attendance", "ytd_asat_2026-01-09.csv"))
    assert upload.stage == "review"
    upload = send(sent("dfe_attendance", "ytd.csv"))
    assert upload.stage == "refused"


def test_a_published_files_pages_are_shown(send, sent, signed_in):
    upload = send(sent("dfe_attendance", "ytd_asat_2026-01-09.csv"))
    page = signed_in("officer").get(upload.get_absolute_url())
    assert page.status_code == 200


def test_a_period_or_an_authority_makes_it_another_load(store, sent):
    path = sent("dfe_persistent_counts", "pa_asat_2024-01-22.csv")
    told = [{"period": "2022-23"}, {"period": "2023-24"}, {"la": "999"}, {}]
    assert len({uploads.check(path, **each).digest for each in told}) == 4
