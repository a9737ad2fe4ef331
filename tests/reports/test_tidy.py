"""The tidy export: plain tables for Power BI and Excel, with nothing given away."""

import csv
from collections import defaultdict

import pyarrow.parquet
import pytest
from django.urls import reverse

from muster.measures import ask
from muster.reports import tidy, upkeep
from muster.sources import uploads


@pytest.fixture(scope="module")
def folder(authority, tmp_path_factory):
    made = tmp_path_factory.mktemp("export")
    tidy.write(authority.state, made)
    return made


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(folder, measure, year="2025-26", part="year"):
    [row] = [
        row
        for row in rows(folder, "figures")
        if (row["measure"], row["school_year"], row["part"], row["breakdown"])
        == (measure, year, part, "all")
    ]
    return row


def test_every_table_is_there_in_both_formats_with_the_same_rows(folder):
    for table in tidy.TABLES:
        parquet = pyarrow.parquet.read_table(folder / f"{table.name}.parquet")
        assert parquet.schema.equals(table.schema)
        assert len(rows(folder, table.name)) == parquet.num_rows
        assert parquet.num_rows or table.name == "comparators"


def test_its_figures_are_the_catalogue_s(folder, authority):
    for period, part in (("2025-26", "year"), ("2025-26/HT1", "HT1")):
        answer = ask(
            authority.state,
            ["overall_absence"],
            period=period,
            schools=in_total(authority),
        )
        [figure] = answer.rows
        row = whole(folder, "overall_absence", part=part)
        assert int(row["numerator"]) == figure.numerator
        assert int(row["denominator"]) == figure.denominator
        assert float(row["percentage"]) == pytest.approx(float(figure.value))


def in_total(authority):
    from muster.measures import rules
    from muster.reports.asking import schools_of
    from muster.reports.figures import Rolls

    return schools_of(authority.state, rules.get("census"))[Rolls.IN_TOTAL]


def test_a_gap_is_the_group_less_everybody_else_with_both_counts(folder):
    gaps = [row for row in rows(folder, "figures") if row["gap"]]
    assert {row["breakdown"] for row in gaps} >= {"fsm", "sen", "phase"}
    for row in gaps:
        one = int(row["numerator"]) / int(row["denominator"])
        rest = int(row["rest_numerator"]) / int(row["rest_denominator"])
        assert float(row["gap"]) == pytest.approx(100 * (one - rest), abs=2e-6)


def test_a_withheld_figure_has_no_number_anywhere_in_its_row(folder):
    withheld = [row for row in rows(folder, "figures") if row["suppressed"] == "true"]
    assert withheld
    for row in withheld:
        numbers = ("numerator", "denominator", "percentage", "gap")
        assert not any(row[name] for name in numbers)


def test_half_terms_of_a_group_never_leave_one_of_sessions_to_be_worked_out(folder):
    """A year less its other half-terms would be the one withheld."""
    series = defaultdict(dict)
    for row in rows(folder, "figures"):
        if row["measure"] == "overall_absence":
            place = row["school_year"], row["breakdown"], row["group"]
            series[place][row["part"]] = row["suppressed"] == "true"
    for place, parts in series.items():
        gone = [part for part, withheld in parts.items() if withheld and part != "year"]
        assert parts["year"] or len(gone) != 1, place


def test_the_dictionary_has_every_column_of_every_table(folder):
    said = {(row["table"], row["column"]) for row in rows(folder, "dictionary")}
    held = {(t.name, column.name) for t in tidy.TABLES for column in t.columns}
    assert said == held
    assert all(
        row["meaning"].endswith((".", ")")) for row in rows(folder, "dictionary")
    )


def test_no_child_is_in_any_of_it(folder, authority):
    names = set(authority.state.pupils["supplied"].to_list())
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.csv"))
    assert names and not any(f'"{name}"' in text for name in names)


def test_it_is_written_again_only_when_something_changed(
    home, authority, monkeypatch, db
):
    monkeypatch.setattr(uploads, "state", lambda: authority.state)
    assert "is written" in upkeep.export(lambda share: None)
    assert upkeep.export(lambda share: None) == ""
    (home / "export" / "about.csv").write_text("nonsense")
    assert "is written" in upkeep.export(lambda share: None)


def test_an_empty_store_has_tables_without_rows(home, tmp_path, monkeypatch):
    from muster.tables.store import Store

    store = Store(tmp_path / "empty")
    store.create()
    tidy.write(store.state(), tmp_path / "out")
    assert rows(tmp_path / "out", "figures") == []
    assert tidy.written_version(tmp_path / "out") == store.state().version


def test_its_page_lists_the_tables_and_gives_the_files(
    home, authority, signed_in, monkeypatch
):
    monkeypatch.setattr(uploads, "state", lambda: authority.state)
    client = signed_in("officer")
    address = reverse("reports:export")
    assert "Nothing has been written yet" in client.get(address).content.decode()
    upkeep.export(lambda share: None)
    page = client.get(address).content.decode()
    assert "Something was loaded" not in page and str(home / "export") in page
    file = client.get(reverse("reports:export_file", args=["figures", "csv"]))
    assert b'"measure","school_year"' in b"".join(file.streaming_content)
    for name, kind in (("figures", "exe"), ("secret-key", "csv")):
        wrong = reverse("reports:export_file", args=[name, kind])
        assert client.get(wrong).status_code == 404


def test_who_only_reads_papers_does_not_see_it(home, authority, signed_in, monkeypatch):
    monkeypatch.setattr(uploads, "state", lambda: authority.state)
    client = signed_in("board")
    assert client.get(reverse("reports:export")).status_code == 403
    papers = client.get(reverse("reports:papers")).content.decode()
    assert reverse("reports:export") not in papers
