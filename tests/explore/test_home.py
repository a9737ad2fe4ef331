"""The home page: the half-term at a glance, and what to do when there is none."""

import re

from muster.design.filters import percent
from muster.measures import ask


HEADLINES = ("attendance", "overall_absence", "persistent_absence", "severe_absence")


def test_an_empty_home_sends_an_officer_to_load_a_file(signed_in, home, text):
    page = signed_in("officer").get("/")
    assert "No marks have been loaded" in text(page)
    assert 'href="/loads/"' in page.content.decode()


def test_an_empty_home_offers_a_reader_nothing_they_may_not_do(signed_in, home, text):
    page = signed_in("leader").get("/")
    assert "When an attendance officer has loaded" in text(page)
    assert 'href="/loads/"' not in page.content.decode()


def test_it_shows_the_latest_half_term_as_the_measures_count_it(
    signed_in, authority, text
):
    said = text(signed_in().get("/"))
    assert "Autumn half-term 1, 2025/26" in said
    for figure in ask(authority, HEADLINES).rows:
        if not figure.suppressed:
            counted = f"{figure.numerator:,} of {figure.denominator:,}"
            assert f"{percent(figure.value)} {counted}" in said


def test_every_figure_stands_on_a_period_rules_and_a_date(signed_in, authority, text):
    said = text(signed_in().get("/"))
    assert "School census rules As at 10 October 2025" in said
    assert re.search(r"\d+\.\d% of open sessions have a register", said)


def test_a_tile_says_in_words_how_it_stands_to_the_year_before(
    signed_in, authority, text
):
    said = text(signed_in().get("/"))
    assert re.search(
        r"(points (higher|lower) than|The same as) the same half-term in 2024/25 \(",
        said,
    )


def test_another_period_and_other_rules_are_shown_when_asked_for(
    signed_in, authority, text
):
    said = text(signed_in().get("/?period=2024-25&rules=roll"))
    assert "School year 2024/25" in said
    [figure] = ask(authority, ["overall_absence"], period="2024-25", rules="roll").rows
    assert percent(figure.value) in said
    assert "everybody on roll on the as-at date" in said


def test_links_keep_what_was_chosen(signed_in, authority):
    body = signed_in().get("/?period=2024-25/HT1&rules=live").content.decode()
    assert "/schools/?period=2024-25/HT1&amp;rules=live" in body


def test_a_period_nobody_can_read_is_refused_in_a_sentence(signed_in, authority, text):
    page = signed_in().get("/?period=sometime")
    assert page.status_code == 400
    assert "There is a problem “sometime” is not a period." in text(page)
    assert "Error: " in page.content.decode()
    assert "Autumn half-term 1, 2025/26" in text(page)


def test_rules_nobody_knows_are_refused_in_a_sentence(signed_in, authority, text):
    page = signed_in().get("/?rules=guess")
    assert page.status_code == 400
    assert "There are no rules called “guess”." in text(page)


def test_a_period_without_marks_says_so(signed_in, authority, text):
    page = signed_in().get("/?period=2025-26/HT5")
    assert page.status_code == 200
    assert "There are no marks in Summer half-term 5, 2025/26." in text(page)


def test_schools_that_sent_nothing_or_too_little_are_named(signed_in, authority, text):
    said = text(signed_in().get("/"))
    assert "One school has sent no marks: Elm Primary ." in said
    assert "Beech High:" in said
    assert "sessions with no mark" in said


def test_schools_below_thirty_pupils_are_not_set_beside_their_phase(
    signed_in, authority, text
):
    said = text(signed_in().get("/"))
    farthest = said.split("Schools farthest from their phase")[1].split(
        "The same figures under other rules"
    )[0]
    assert "Ash Primary" in farthest
    assert "Fir Primary" in farthest
    assert "Cedar Primary" not in farthest
    assert "worst" not in said.lower()


def test_a_small_number_is_shown_as_c_and_explained(signed_in, authority, text):
    said = text(signed_in().get("/"))
    assert re.search(r"Pupil referral unit c", said)
    assert "fewer than five pupils are behind the figure" in said


def test_the_figures_stand_beside_themselves_under_other_rules(
    signed_in, authority, text
):
    said = text(signed_in().get("/"))
    assert "School census rules (shown)" in said
    assert "more pupils" in said or "no change in pupils" in said


def test_one_pupil_makes_a_page_too_and_shows_nothing_of_them(signed_in, one, text):
    page = signed_in().get("/")
    assert page.status_code == 200
    said = text(page)
    assert "Hidden: too few pupils to show" in said or "100.0%" not in said


def test_nobody_without_a_post_sees_a_figure_and_is_told_whom_to_ask(
    client, nobody, authority, text
):
    client.force_login(nobody)
    said = text(client.get("/"))
    assert "nothing here for you yet" in said
    assert "%" not in said


def test_a_year_under_way_is_set_beside_the_same_weeks_a_year_before(
    signed_in, authority, text
):
    said = text(signed_in().get("/?period=2025-26/ytd"))
    assert "the same weeks a year before (" in said
    assert "This period is not over." in said
