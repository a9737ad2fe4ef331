"""What was published elsewhere, beside a measure."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from muster.explore import elsewhere
from muster.explore.looking import Look
from muster.measures import parse_period
from muster.measures.comparators import Mean, Rank
from muster.measures.compared import Basis, Comparison, Stood


@pytest.fixture
def look(authority):
    return Look(authority, parse_period("2025-26/HT1"))


def published(**more) -> Comparison:
    given = {
        "measure": "overall_absence",
        "basis": Basis.TO_DATE,
        "period": "2025-26/ytd",
        "as_at": date(2025, 11, 6),
        "phase": "Total",
        "source": "dfe-attendance",
    }
    return Comparison(**given | more)


@pytest.fixture
def holding(monkeypatch):
    def holding(*found):
        monkeypatch.setattr(elsewhere, "compared", lambda *asked: found)

    return holding


def test_the_authority_stands_beside_the_others(look, holding):
    holding(
        published(
            own=Stood("Quillshire", Fraction(29, 4)),
            england=Stood("England", Fraction(13, 2)),
            region=Stood("Northmarch", Fraction(7)),
            neighbours=Mean(Fraction(15, 2), 10),
            rank=Rank(3, 151),
            change=Decimal(1),
        )
    )
    table = elsewhere.panel(look, "overall_absence")
    assert [column["text"] for column in table["columns"]][3] == "Northmarch"
    assert table["rows"] == [
        [
            "2025/26, year to date",
            "7.3%",
            "6.5%",
            "7.0%",
            "7.5%",
            "3 of 151",
            "6 November 2025",
        ]
    ]


def test_a_symbol_is_shown_as_it_was_published(look, holding):
    holding(published(own=Stood("Quillshire", None, symbol="z")))
    [row] = elsewhere.panel(look, "overall_absence")["rows"]
    assert row[1:6] == ["z", "–", "–", "–", "–"]


@pytest.mark.parametrize(
    ("period", "basis", "said"),
    [
        ("2025-26/HT1", Basis.HALF_TERM, "England: 6.5%, by subtraction"),
        ("2025-26/ytd", Basis.TO_DATE, "England: 6.5%"),
        ("2025-26/HT1", Basis.TO_DATE, ""),
        ("2025-26/autumn", Basis.TO_DATE, ""),
    ],
)
def test_a_headline_has_england_beside_it_where_it_is_of_the_same_time(
    authority, holding, period, basis, said
):
    of = "2025-26/HT1" if basis is Basis.HALF_TERM else "2025-26/ytd"
    holding(published(basis=basis, period=of, england=Stood("E", Fraction(13, 2))))
    look = Look(authority, parse_period(period))
    assert elsewhere.england(look, "overall_absence") == said


def test_the_home_page_says_england(signed_in, authority, text, holding):
    stood = Stood("England", Fraction(13, 2))
    holding(published(basis=Basis.HALF_TERM, period="2025-26/HT1", england=stood))
    assert "England: 6.5%, by subtraction" in text(signed_in().get("/"))


def test_a_measure_nobody_publishes_has_nothing_elsewhere(look):
    assert elsewhere.panel(look, "unknown_codes") is None


def test_where_nothing_is_held_the_page_says_what_to_load(signed_in, authority, text):
    said = text(signed_in().get("/measures/overall_absence/"))
    assert "Nothing published is held" in said
    assert "Nothing published" not in text(signed_in().get("/measures/unknown_codes/"))


def test_what_is_held_is_a_table_on_the_page(signed_in, authority, text, holding):
    holding(published(england=Stood("England", Fraction(13, 2))))
    said = text(signed_in().get("/measures/overall_absence/"))
    assert "Overall absence, as published" in said
    assert "6.5%" in said
