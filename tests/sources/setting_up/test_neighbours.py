"""Statistical neighbours chosen on a page, and loaded like the file of them."""

import pytest
from tests.sources.samples import sample
from tests.sources.setting_up.test_pages import words
from tests.sources.setting_up.test_term_dates import load_what_was_sent

from muster.sources import uploads
from muster.sources.models import Upload
from muster.tables.authorities import authorities


PAGE = "/set-up/neighbours/"
TEN = ["330", "331", "332", "333", "334", "335", "336", "340", "341", "342"]


def ranked(numbers):
    return {f"rank_{rank}": number for rank, number in enumerate(numbers, start=1)}


def test_an_authority_without_a_number_is_asked_for_it_first(officer):
    page = officer.get(PAGE)
    assert "Your authority has no number yet" in words(page)
    assert 'href="/set-up/name/"' in page.content.decode()


def test_ten_are_chosen_by_name_and_count_once_loaded(named, jobs):
    answer = named.post(PAGE, ranked(TEN))
    jobs()
    assert "Load 10 rows" in words(named.get(answer.url))
    load_what_was_sent(named, jobs)
    assert uploads.state().neighbours == {"999": tuple(TEN)}
    page = named.get(PAGE)
    assert "Those that count now" in words(page)
    assert '<option value="331" selected>Coventry</option>' in page.content.decode()
    assert "10 neighbours to compare with." in words(named.get("/set-up/"))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([*TEN[:9], "330"], "Birmingham is in place 1 already. Choose another."),
        (TEN[:9], "Choose the authority for place 10"),
    ],
)
def test_each_place_has_an_authority_of_its_own(named, numbers, said):
    assert said in words(named.post(PAGE, ranked(numbers)))
    assert not Upload.objects.exists()


def test_names_are_those_of_a_list_that_was_loaded(named, load):
    load(sample("la_numbers", "valid"))
    page = named.get(PAGE).content.decode()
    assert "Birmingham" not in page
    held = uploads.state().areas
    assert all(
        (name in page) == bool(type_)
        for name, type_ in held.filter(held["la_number"] != "999")
        .select("la_name", "type")
        .iter_rows()
    )


def test_the_authorities_of_england_are_153_in_order_of_name():
    held = authorities()
    assert len(held) == 153
    assert list(held.values()) == sorted(held.values())
    assert all(len(number) == 3 and number.isdigit() for number in held)


def test_the_authorities_of_england_are_those_of_the_published_list(shared):
    import csv

    path = shared / "data" / "lait" / "la_code_list.csv"
    with open(path, encoding="utf-8-sig", newline="") as listed:
        numbers = {row["LA Number"] for row in csv.DictReader(listed) if row["Type"]}
    # The list keeps authorities that are no more: Bournemouth, Cumbria and so on.
    assert set(authorities()) <= numbers
    assert len(numbers - set(authorities())) == 5
