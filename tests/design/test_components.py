import pytest
from django.template.loader import get_template
from markupsafe import Markup


@pytest.fixture
def draw():
    """draw(template) with everything a page has to hand."""
    env = get_template("layout.html").backend.env
    return lambda source, **given: env.from_string(source).render(**given)


def test_text_in_a_component_is_escaped(draw):
    table = '{{ muster.table("Schools", [{"text": "School"}], [[name], [{"text": name}]]) }}'
    assert "<script>" not in draw(table, name="<script>")
    assert draw(table, name=Markup("<b>Ash</b>")).count("<b>Ash</b>") == 2


def test_a_suppressed_cell_is_a_c_that_says_what_it_means(draw):
    drawn = draw(
        '{{ muster.table("x", [{"text": "a"}, {"text": "b"}], [["Ash", {"hidden": true}]]) }}'
    )
    assert '<abbr title="suppressed: too few children to show">c</abbr>' in drawn


def test_a_sorted_column_says_so_to_a_screen_reader(draw):
    drawn = draw(
        '{{ muster.table("x", [{"text": "a", "href": "?a", "sorted": "descending"}], []) }}'
    )
    assert 'aria-sort="descending"' in drawn


@pytest.mark.parametrize("kind", ["good", "watch", "bad", "none"])
def test_a_status_has_a_shape_and_words(draw, kind):
    drawn = draw('{{ muster.status(kind, "Said") }}', kind=kind)
    assert "<path d=" in drawn
    assert "Said" in drawn


def test_progress_not_known_shows_only_that_something_is_happening(draw):
    assert "value=" not in draw('{{ muster.progress("p", "Reading") }}')
    assert 'value="0"' in draw('{{ muster.progress("p", "Reading", done=0) }}')


def test_a_bar_of_nothing_is_empty(draw):
    assert 'part" width="0"' in draw("{{ muster.bar(0, 0) }}")
    assert 'part" width="25.0"' in draw("{{ muster.bar(1, 4) }}")


def test_a_component_that_is_not_in_the_design_system_is_refused_by_name():
    govuk = get_template("layout.html").backend.env.globals["govuk"]
    with pytest.raises(AttributeError, match="no GOV.UK component “slider-thing”"):
        govuk.slider_thing  # noqa: B018


def test_addresses_take_what_they_need(draw):
    assert draw('{{ url("design:cookies") }}') == "/cookies/"


WORDS = '[{"text": "Child"}, {"text": "School"}, {"text": "What to do", "does": true}]'
FIGURES = (
    '[{"text": "School"}, {"text": "Phase"}, {"text": "Missed", "number": true},'
    ' {"text": "Possible", "number": true}, {"text": "Share", "number": true}]'
)


def test_a_table_of_words_stands_a_row_under_another_on_a_phone_and_stays_a_table(draw):
    way = '{"text": "Decide", "href": "/7"}'
    drawn = draw(f'{{{{ muster.table("On it", {WORDS}, [["Wren", "Ash", {way}]]) }}}}')
    assert "muster-table-window--stacks" in drawn
    assert 'data-heading="School"' in drawn
    for role in ("table", "row", "rowheader", "columnheader", "cell"):
        assert f'role="{role}"' in drawn
    assert 'Decide<span class="govuk-visually-hidden">: Wren</span>' in drawn


def test_a_table_of_figures_keeps_its_columns_on_a_phone_unless_it_is_said_to_stack(
    draw,
):
    table = f'{{{{ muster.table("Missed", {FIGURES}, [["Ash", "primary", "1", "9", "11%"]]) }}}}'
    assert "--stacks" not in draw(table) and "data-heading" not in draw(table)
    assert "--stacks" in draw(table.replace(") }}", ", stacks=true) }}"))


def test_a_count_has_its_commas_in_a_column_of_numbers_and_a_year_has_none(draw):
    columns = '[{"text": "a"}, {"text": "b", "number": true}, {"text": "c"}]'
    drawn = draw(f'{{{{ muster.table("x", {columns}, [["Ash", 1204, 2025]]) }}}}')
    assert "1,204" in drawn and ">2025<" in drawn
    assert "1,204" in draw(
        '{{ muster.key_figures([{"label": "In it", "value": 1204}]) }}'
    )


def test_a_day_is_not_broken_and_a_cell_with_nothing_in_it_is_marked(draw):
    drawn = draw(
        f'{{{{ muster.table("x", {WORDS}, [["Wren", "27 March 2026", "–"]]) }}}}'
    )
    assert drawn.count("muster-table__cell--day") == 1
    assert drawn.count("muster-table__cell--none") == 1


def test_the_way_to_do_something_is_as_wide_as_a_phone(browser_page, draw):
    way = '{"text": "Decide", "href": "/7"}'
    drawn = draw(f'{{{{ muster.table("On it", {WORDS}, [["Wren", "Ash", {way}]]) }}}}')
    browser_page.set_viewport_size({"width": 390, "height": 800})
    browser_page.goto("/components/")
    browser_page.evaluate(
        "drawn => document.querySelector('main').innerHTML = drawn", drawn
    )
    way = browser_page.get_by_role("link", name="Decide").bounding_box()
    assert way["x"] >= 0 and way["x"] + way["width"] <= 390
    assert way["width"] > 300
