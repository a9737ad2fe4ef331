"""What a pack withholds is nowhere in it: not in a table, a sentence, a chart, the page
or the PDF, and not to be worked out from what is there."""

import re
import shutil
import subprocess
from collections import defaultdict

import numpy as np
import pytest
from tests.reports.test_packs import charts

from muster.documents.blocks import Chart, Table
from muster.documents.render import page, pdf
from muster.measures import ask, catalogue, rules
from muster.measures.periods import parse_period
from muster.measures.question import Question
from muster.measures.together import ask_together
from muster.reports import asking, audiences, packs, shown
from muster.reports.figures import Rolls
from muster.reports.spans import Span


PERIOD = "2025-26/HT3"


@pytest.fixture(scope="module", params=[one.name for one in audiences.AUDIENCES])
def audience(request) -> audiences.Audience:
    return audiences.audience(request.param)


@pytest.fixture(scope="module")
def withheld(authority, audience):
    """Every figure the pack withholds, as it is: (question, figure as it would be)."""
    about = about_of(authority.state, audience)
    schools = asking.schools_of(authority.state, about.rules)
    found = []
    for one in asking.held_for(authority.state, about):
        names = tuple(dict.fromkeys(row.measure for row in one.rows))
        question = Question(names, one.by, one.period, "census", schools[one.rolls])
        truth = as_it_is(authority.state, question)
        for row in one.rows:
            if row.suppressed:
                found.append((question, truth[row.measure, row.dims]))
    return found


def about_of(state, audience, period=PERIOD):
    return asking.about_pack(state, parse_period(period), audience, rules.get("census"))


def as_it_is(state, question: Question) -> dict:
    answer = ask(
        state, question.names, question.by, question.period, question.rules,
        question.schools, audience="unsuppressed",
    )  # fmt: skip
    return {(row.measure, row.dims): row for row in answer.rows}


def test_a_pack_does_withhold_figures(withheld):
    assert len(withheld) > 30
    assert {question.by for question, _ in withheld} >= {
        ("phase", "school"),
        ("phase",),
    }


def test_a_withheld_figure_is_in_no_text_of_the_page_or_the_pdf(
    pack, withheld, audience
):
    paper = pack(audience=audience.name)
    written = page.render(paper)
    if shutil.which("pdftotext"):
        read = subprocess.run(
            ["pdftotext", "-layout", "-", "-"],
            input=pdf.render(paper),
            capture_output=True,
        )
        written += re.sub(r"Page \d+ of \d+", "", read.stdout.decode())
    said = {
        shown.out_of(figure)
        for _, figure in withheld
        if figure.denominator and figure.denominator >= 10
    }
    given = {shown.out_of(one) for one in everything_shown(pack, audience)}
    for text in said - given:
        assert not re.search(rf"(?<!\d){re.escape(text)}(?!\d)", written), text


def everything_shown(pack, audience):
    """Figures shown for their own sake: a withheld one may have the same numbers."""
    for period in (PERIOD, "2024-25/HT3", "2025-26/ytd"):
        for by in (
            (),
            ("phase",),
            ("fsm",),
            ("sex",),
            ("sen",),
            ("eal",),
            ("year_group",),
        ):
            names = [
                "attendance",
                "overall_absence",
                "persistent_absence",
                "severe_absence",
            ]
            answer = ask(pack.state, names, by, period, audience=audience.name)
            yield from (row for row in answer.rows if not row.suppressed)


def test_a_withheld_figure_is_drawn_in_no_chart(pack, audience):
    """A chart holds what its table holds, so a letter there is no number here."""
    for chart in charts(pack(audience=audience.name)):
        if chart.chart.kind != "columns":
            continue
        cells = dict(zip_table(chart.table))
        for row in chart.chart.rows:
            if cells.get(row["label"]) == "c":
                assert row["value"] is None


def zip_table(table: Table):
    """Row titles of the table behind a chart of columns, and what the chart draws."""
    titles = [column.title for column in table.columns]
    at = titles.index("Persistent" if "Persistent" in titles else "Share")
    for row in table.rows:
        yield row[0], row[at]


def test_a_school_that_is_withheld_is_no_dot(authority, withheld):
    paper = packs.make(authority.state, period=PERIOD, organisation="Quillshire")
    hidden = {
        figure.dims[1]
        for question, figure in withheld
        if question.by == ("phase", "school")
        and figure.measure == "persistent_absence"
        and question.period == parse_period(PERIOD)
    }
    dots = [chart for chart in charts(paper) if chart.chart.kind == "dots"]
    drawn = {row["label"] for chart in dots for row in chart.chart.rows}
    assert not hidden & drawn


# What somebody could work out


@pytest.mark.parametrize("measure", ["persistent_absence", "severe_absence"])
def test_no_withheld_count_can_be_worked_out(authority, measure):
    """The attack of rules.md 11.2(6): solve what is shown for what is not."""
    state, period = authority.state, parse_period(PERIOD)
    about = about_of(state, audiences.OFFICERS)
    schools = asking.schools_of(state, about.rules)[Rolls.IN_TOTAL]
    names = tuple(
        dict.fromkeys((measure, "persistent_absence", "severe_absence", *BANDS))
    )
    by = [
        (),
        ("phase",),
        ("phase", "school"),
        ("year_group",),
        ("ethnicity",),
        ("fsm",),
    ]
    questions = [Question(names, one, period, "census", schools) for one in by]
    answers = ask_together(state, questions, "officers")
    assert_nothing_is_solved([one.answer for one in answers])


BANDS = tuple(f"absence_band_{start}" for start in range(0, 55, 5))


def assert_nothing_is_solved(answers) -> None:
    cells: dict[tuple, int] = {}
    known: dict[int, int] = {}
    for answer in answers:
        for row in answer.rows:
            key = row.measure, frozenset(zip(answer.by, row.dims, strict=True))
            at = cells.setdefault(key, len(cells))
            if not row.suppressed:
                known[at] = row.numerator
    equations = [*adding_up(answers, cells), *bands_add_up(cells)]
    unknown = sorted(set(cells.values()) - set(known))
    assert unknown
    column = {at: n for n, at in enumerate(unknown)}
    matrix = np.zeros((len(equations), len(unknown)))
    for row, equation in enumerate(equations):
        for at, sign in equation.items():
            if at in column:
                matrix[row, column[at]] = sign
    rank = np.linalg.matrix_rank(matrix)
    for n in range(len(unknown)):
        alone = np.zeros((1, len(unknown)))
        alone[0, n] = 1
        # Were it in the span of what is known, adding it would tell nothing new.
        assert np.linalg.matrix_rank(np.vstack([matrix, alone])) > rank


def adding_up(answers, cells):
    for answer in answers:
        for dimension in range(len(answer.by)):
            lines = defaultdict(dict)
            for row in answer.rows:
                place = dict(zip(answer.by, row.dims, strict=True))
                key = row.measure, frozenset(place.items())
                del place[answer.by[dimension]]
                total = row.measure, frozenset(place.items())
                if total in cells:
                    lines[total][cells[key]] = 1
            for total, line in lines.items():
                yield {**line, cells[total]: -1}


def bands_add_up(cells):
    for place in {key[1] for key in cells}:
        of = {name: cells.get((name, place)) for name in (*BANDS, "persistent_absence", "severe_absence")}  # fmt: skip
        yield {of["absence_band_50"]: 1, of["severe_absence"]: -1}
        late = {of[name]: 1 for name in BANDS[2:]}
        yield {**late, of["persistent_absence"]: -1}
        # Everybody counted is known wherever any of these is shown.
        yield {of["absence_band_0"]: 1, of["absence_band_5"]: 1, of["persistent_absence"]: 1}  # fmt: skip


PACKS = ("2025-26/HT1", "2025-26/HT2", "2025-26/autumn", "2025-26/HT3", "2025-26/ytd")


def test_packs_of_all_audiences_and_periods_give_nothing_away_together(authority):
    """Everybody's packs of five periods that overlap, laid side by side (11.2 rule 8)."""
    known: dict[tuple, int] = {}
    tables: dict[tuple, set] = defaultdict(set)
    for audience in audiences.AUDIENCES:
        for period in PACKS:
            about = about_of(authority.state, audience, period)
            for one in asking.held_for(authority.state, about):
                for row in one.rows:
                    place = frozenset(zip(one.by, row.dims, strict=True))
                    key = row.measure, one.period.text, one.rolls, place
                    tables[row.measure, one.period.text, one.rolls, one.by].add(place)
                    known.setdefault(key, None)
                    if not row.suppressed and audience.name != "public":
                        known[key] = row.numerator
                    # Of a rounded count its being shown is held to give it away.
                    elif not row.suppressed and known[key] is None:
                        known[key] = row.numerator
    equations = [*over_places(tables, known), *over_time(known)]
    assert len(equations) > 100
    assert_unsolved(equations, [key for key, value in known.items() if value is None])


def over_places(tables, known):
    for (measure, period, rolls, by), places in tables.items():
        for dimension in by:
            lines = defaultdict(dict)
            for place in places:
                rest = frozenset(one for one in place if one[0] != dimension)
                lines[rest][measure, period, rolls, place] = 1
            for rest, line in lines.items():
                if (measure, period, rolls, rest) in known:
                    yield {**line, (measure, period, rolls, rest): -1}


def over_time(known):
    wholes = {"2025-26/autumn": (1, 2), "2025-26/ytd": (1, 2, 3)}
    for measure, period, rolls, place in list(known):
        if period in wholes and not catalogue.get(measure).counts_enrolments:
            parts = {
                (measure, f"2025-26/HT{n}", rolls, place): 1 for n in wholes[period]
            }
            if parts.keys() <= known.keys():
                yield {**parts, (measure, period, rolls, place): -1}


def assert_unsolved(equations, unknown) -> None:
    """No unknown, and so no figure, is the only answer to what is known."""
    assert len(unknown) > 50
    column = {key: n for n, key in enumerate(unknown)}
    rows = [
        {column[key]: sign for key, sign in equation.items() if key in column}
        for equation in equations
    ]
    matrix = np.zeros((len(rows), len(unknown)))
    for at, row in enumerate(filter(None, rows)):
        for n, sign in row.items():
            matrix[at, n] = sign
    *_, right = np.linalg.svd(matrix)
    rank = np.linalg.matrix_rank(matrix)
    # What is free to move: an unknown with nothing there has one value only.
    free = np.abs(right[rank:]).max(axis=0)
    solved = [unknown[n] for n in np.flatnonzero(free < 1e-9)]
    assert not solved, solved[:5]


# The public


def test_the_public_sees_rounded_counts_and_no_small_group(authority, pack):
    paper = pack(audience="public")
    for table in [block for block in paper.blocks if isinstance(block, Table)]:
        titles = [column.title for column in table.columns]
        for row in table.rows:
            for title, cell in zip(titles, row, strict=True):
                if title in ("Pupils", "Persistent", "Severe", "Number"):
                    assert_rounded(cell)


def assert_rounded(cell: str) -> None:
    for number in re.findall(r"[\d,]+", cell.split("%")[-1]):
        assert int(number.replace(",", "")) % 5 == 0, cell


def test_the_public_sees_no_sensitive_group_and_no_unit_by_name(pack):
    written = page.render(pack(audience="public"))
    for words in ("Looked after", "Child in need", "Young carer", "Gypsy", "Juniper"):
        assert words not in written
    assert "Juniper" in page.render(pack(audience="officers"))


def test_the_public_s_schools_stand_in_the_order_of_their_names(pack):
    paper = pack(audience="public")
    [primary] = [
        b for b in paper.blocks if isinstance(b, Table) and b.caption == "Primary"
    ]
    names = [row[0] for row in primary.rows[:-1]]
    assert names == sorted(names)
    assert "Severe" not in [column.title for column in primary.columns]
    assert not [one for one in charts(paper) if one.chart.kind == "dots"]


def test_symbols_are_explained_in_every_pack(pack, audience):
    written = page.render(pack(audience=audience.name))
    assert "c, withheld" in written and "z, not applicable" in written
    assert audience.small_numbers in written


def test_a_chart_says_only_what_its_table_says(pack, audience):
    for chart in charts(pack(audience=audience.name)):
        assert isinstance(chart, Chart) and "None" not in chart.alt


def test_what_one_audience_may_not_see_nobody_who_may_know_less_sees(authority):
    withheld = []
    for audience in audiences.AUDIENCES:
        about = about_of(authority.state, audience)
        withheld.append(
            {
                (one.span, one.by, one.rolls, one.period.text, row.measure, row.dims): (
                    row.suppressed
                )
                for one in asking.held_for(authority.state, about)
                for row in one.rows
            }
        )
    for freer, stricter in zip(withheld, withheld[1:], strict=False):
        assert any(freer.values())
        assert not [key for key in freer if freer[key] and not stricter.get(key, True)]


@pytest.mark.parametrize("audience", audiences.AUDIENCES, ids=lambda one: one.name)
def test_a_pack_is_asked_with_all_that_packs_beside_it_show(
    authority, audience, monkeypatch
):
    """Whoever it is for, and of each period it shows: so that all of them hide alike."""
    asked = {}

    def together(state, questions, name, *others):
        asked[name] = {
            (q.period.text, q.by, q.schools): set(q.names) for q in questions
        }
        return ask_together(state, questions, name, *others)

    monkeypatch.setattr(asking, "ask_together", together)
    about = about_of(authority.state, audience)
    asking.held_for(authority.state, about)
    seen = asked[audience.name]
    for other in audiences.AUDIENCES:
        for period in (PERIOD, "2024-25/HT3"):
            of = about_of(authority.state, other, period)
            for one in asking._asks(of, other):
                if one.span is not Span.NOW:
                    continue
                schools = asking.schools_of(authority.state, of.rules)[one.rolls]
                names = seen[period, one.by, schools]
                # Signals ask of a period what stands out in that one alone.
                assert names & set(one.measures), (other.name, period, one.by)
                if period == PERIOD:
                    assert names >= set(one.measures), (other.name, one.by)
