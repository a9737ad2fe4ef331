"""A paper as one HTML file: whole, safe, and readable by anyone."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from muster.design import charts
from muster.documents import blocks
from muster.documents.render import page


VOID = {"meta", "link", "br", "hr", "img", "input"}


class Tags(HTMLParser):
    """Every element with its attributes and its own text, in order; checks nesting."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(self.found[-1])

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for element in self.open:
            element[2].append(data)

    def named(self, *names):
        return [element for element in self.found if element[0] in names]


@pytest.fixture(scope="module")
def html(paper):
    return page.render(paper)


@pytest.fixture(scope="module")
def tags(html):
    return Tags(html)


def test_nothing_is_fetched_and_nothing_runs(html, tags):
    assert not tags.named("script", "link", "img", "iframe", "form")
    addresses = set(re.findall(r"https?://[^\s\"')]+", html))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert not [attrs for _, attrs, _ in tags.found if "style" in attrs]
    assert not [a for _, attrs, _ in tags.found for a in attrs if a.startswith("on")]


def test_its_own_policy_allows_its_one_style_sheet_and_nothing_else(html, tags):
    (policy,) = (
        attrs["content"]
        for _, attrs, _ in tags.named("meta")
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    (sheet,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert policy.startswith("default-src 'none';")
    assert f"style-src 'sha256-{digest}'" in policy
    assert page.style_source() == f"'sha256-{digest}'"


def test_it_says_its_language_its_title_and_whose_it_is(tags):
    ((_, attrs, _),) = tags.named("html")
    assert attrs["lang"] == "en-GB"
    ((_, _, title),) = tags.named("title")
    assert "".join(title).endswith("– Quillshire Council")


def test_it_has_landmarks_and_a_way_past_the_top(tags):
    for landmark in ("header", "main", "footer", "nav"):
        assert len(tags.named(landmark)) == 1
    first = next(element for element in tags.found if element[0] == "a")
    assert first[1]["href"] == "#main"
    assert tags.named("main")[0][1]["id"] == "main"


def test_headings_go_down_one_step_at_a_time(tags):
    levels = [int(tag[1]) for tag, _, _ in tags.named("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))


def test_every_link_leads_somewhere_and_every_name_is_used_once(tags):
    names = [attrs["id"] for _, attrs, _ in tags.found if "id" in attrs]
    assert len(names) == len(set(names))
    for _, attrs, _ in tags.named("a"):
        assert attrs["href"].removeprefix("#") in names
    for _, attrs, _ in tags.found:
        if "aria-labelledby" in attrs:
            assert attrs["aria-labelledby"] in names


def test_every_picture_is_described_and_captioned(tags, paper):
    pictures = [attrs for _, attrs, _ in tags.named("svg") if "role" in attrs]
    described = {attrs["aria-label"] for attrs in pictures}
    shown = [b for b in paper.blocks if isinstance(b, blocks.Chart)]
    assert {chart.alt for chart in shown} <= described
    assert all(attrs["role"] == "img" for attrs in pictures)
    assert len(tags.named("figure")) == len(tags.named("figcaption")) == 7
    hidden = [a for _, a, _ in tags.named("svg") if a.get("aria-hidden") == "true"]
    assert len(hidden) + len(pictures) == len(tags.named("svg"))


def test_the_table_behind_a_chart_is_under_it_or_pointed_to(tags):
    assert len(tags.named("details")) == 6
    assert any(attrs.get("href") == "#table-1" for _, attrs, _ in tags.named("a"))


def test_tables_have_captions_and_headings_and_scroll_by_keyboard(tags):
    tables = tags.named("table")
    assert len(tables) == len(tags.named("caption")) == 7
    assert all(attrs.get("scope") in ("col", "row") for _, attrs, _ in tags.named("th"))
    regions = [a for _, a, _ in tags.named("div") if a.get("class") == "scroll"]
    assert len(regions) == len(tables)
    assert all(a["tabindex"] == "0" and a["role"] == "region" for a in regions)


def test_figures_line_up_on_the_right_and_withheld_ones_are_marked(html):
    assert '<td class="numeric">16.4</td>' in html
    assert '<td class="numeric withheld">c</td>' in html
    assert '<tr class="total"><th scope="row">All schools</th>' in html


def test_every_word_anyone_wrote_is_text():
    nasty = "<script>alert('x')</script>\" & {title}"
    table = blocks.Table(nasty, [blocks.Column(nasty)], [[nasty]], nasty)
    chart = blocks.Chart(nasty, nasty, charts.bars(nasty, [(nasty, 1)]), table, nasty)
    content = [
        blocks.Heading(nasty),
        blocks.Heading(nasty, 3),
        blocks.Paragraph(nasty),
        blocks.Lead(nasty),
        blocks.Bullets([nasty]),
        blocks.Callout(nasty, nasty),
        blocks.Asks([nasty], [nasty]),
        blocks.KeyFigures([blocks.KeyFigure(nasty, nasty, nasty, nasty)]),
        blocks.Coverage(nasty, [blocks.CoverageLine(nasty, 1, 2, nasty)]),
        blocks.Definitions([(nasty, nasty, nasty)]),
        blocks.Contents(),
        chart,
        blocks.ChartPair(chart, chart),
    ]
    html = page.render(blocks.Paper(*[nasty] * 6, blocks=content, language=nasty))
    tags = Tags(html)
    assert not tags.named("script")
    assert "{title}" in "".join(tags.named("h1")[0][2])
    assert "".join(tags.named("h1")[0][2]) == nasty


def test_a_page_prints_with_the_tables_behind_its_charts():
    assert "details::details-content" in page.style()
    assert "@page" in page.style()


def test_a_browser_finds_nothing_wrong_on_a_small_screen(
    browser, axe, fits, html, tmp_path
):
    path = tmp_path / "paper.html"
    path.write_text(html, encoding="utf-8")
    # Its own policy would keep axe out, so the page is opened with policies off.
    context = browser.new_context(bypass_csp=True)
    opened = context.new_page()
    opened.goto(path.as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    axe(opened)
    fits(opened)
    context.close()


def test_a_browser_obeys_its_policy_in_silence(browser, html, tmp_path):
    path = tmp_path / "paper.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context()
    opened = context.new_page()
    said = []
    opened.on("console", lambda line: said.append(line.text))
    opened.goto(path.as_uri())
    assert opened.evaluate("[...document.fonts].every(f => f.status != 'error')")
    assert opened.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    context.close()
    assert said == []
