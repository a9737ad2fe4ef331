"""The sections of a half-term's review: signals, funnels, transition, vulnerable, provision."""

from datetime import date

import pytest
from tests.impact.worlds import world
from tests.reports.authority import School, build
from tests.reports.conftest import texts
from tests.reports.test_packs import charts

from muster.documents.blocks import Callout, Heading, Lead, Paragraph, Table
from muster.documents.render import page, pdf, sheet, word
from muster.measures import Figure, ask
from muster.reports import packs, shown
from muster.reports.audiences import OFFICERS, PUBLIC
from muster.reports.sections import provision, transition, vulnerable


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return world(tmp_path_factory.mktemp("planted"), planted=True)


@pytest.fixture(scope="module")
def officers(planted):
    return packs.make(planted, organisation="Harrowmere")


@pytest.fixture(scope="module")
def public(planted):
    return packs.make(planted, audience="public", organisation="Harrowmere")


def section(paper, title):
    """The blocks of the section whose heading begins so."""
    blocks, inside = [], False
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 2:
            inside = block.text.startswith(title)
        if inside:
            blocks.append(block)
    assert blocks, title
    return blocks


def tables(blocks):
    return {one.caption: one for one in blocks if isinstance(one, Table)}


def words_of(blocks):
    return " ".join(
        one.text for one in blocks if isinstance(one, Lead | Paragraph | Callout)
    )


# Signals


def test_what_to_look_at_comes_after_the_headlines_with_its_figures(officers):
    blocks = section(officers, "What to look at this half-term")
    assert "Each is worth a question, not a verdict" in words_of(blocks)
    [listed] = tables(blocks).values()
    assert 5 <= len(listed.rows) <= 10
    assert any("Friday afternoons at" in row[1] for row in listed.rows)
    assert all(row[2] for row in listed.rows)
    assert listed.rows[0][0].startswith("1. ")
    assert "Rules of 1 September 2025." in listed.note


def test_a_signals_figures_are_those_of_the_pack(planted, officers):
    [listed] = tables(section(officers, "What to look at")).values()
    [row] = [row for row in listed.rows if "Friday afternoons at" in row[1]]
    school = row[0].partition(". ")[2]
    by = ("school", "weekday", "session")
    for figure in ask(planted, ["overall_absence"], by).rows:
        if figure.dims == (school, "Friday", "PM"):
            assert shown.out_of(figure) in row[1]


def test_the_front_says_what_to_look_at_first(officers):
    assert "To look at first. " in texts(officers)


def test_the_public_is_told_of_no_school(planted, public):
    said = texts_of(section(public, "What to look at"))
    assert not any(name in said for name in planted.schools["name"])
    assert "Schools are not named in this paper." in said


def texts_of(blocks):
    return repr(blocks)


def test_where_nothing_stands_out_it_says_what_was_looked_at(one_week):
    blocks = section(
        packs.make(one_week.state, organisation="Quillshire"), "What to look at"
    )
    [callout] = [one for one in blocks if isinstance(one, Callout)]
    assert callout.title == "Nothing stands out beyond chance this half-term"
    assert "Looked at: overall and persistent absence" in callout.text


def test_a_pack_of_a_week_looks_for_no_signals(authority):
    paper = packs.make(authority.state, period="2025-W38", organisation="Quillshire")
    [callout] = [o for o in section(paper, "What to look at") if isinstance(o, Callout)]
    assert callout.title == "Signals are not looked for here"


# Funnels


def test_schools_stand_between_limits_phase_by_phase(officers):
    funnels = [one for one in charts(officers) if one.chart.kind == "funnel"]
    titles = [one.title for one in funnels]
    assert "Persistent absence, primary schools" in titles
    assert "Overall absence, primary schools" in titles
    assert "worth a visit, not a verdict" in words_of(section(officers, "Schools"))
    for chart in funnels:
        named = {row["label"] for row in chart.chart.rows if row["is_outside"]}
        assert named == {row[0] for row in chart.table.rows if row[4]}
        assert all(row["value"] is not None for row in chart.chart.rows)


def test_a_school_outside_the_limits_is_named_and_one_too_small_is_not(tmp_path):
    """Eighteen primary schools alike, one where three times as much is missed, and one like it
    that is too small to say."""
    trees = "Ash Box Dog Ivy Oak Sorb Yew Pear Lime Plum Maple Beech Larch Rowan Aspen Hazel"
    alike = [
        School(f"9901{n:02}", f"{name} Primary School", "primary", 60, (1, 6), 0.05)
        for n, name in enumerate([*trees.split(), "Holly", "Elder"], start=20)
    ]
    far = School("990110", "Gorse Primary School", "primary", 80, (1, 6), 0.2)
    small = School("990111", "Broom Primary School", "primary", 20, (1, 6), 0.25)
    built = build(
        tmp_path,
        schools=(*alike, far, small),
        begins=date(2025, 9, 8),
        ends=date(2025, 10, 24),
    )
    paper = packs.make(built.state, organisation="Quillshire")
    funnels = [one for one in charts(paper) if one.chart.kind == "funnel"]
    assert len(funnels) == 2
    for one in funnels:
        rows = {row[0]: row for row in one.table.rows}
        assert {name for name, row in rows.items() if row[4]} == {
            "Gorse Primary School"
        }
        high = float(rows["Gorse Primary School"][3].split(" to ")[1].rstrip("%"))
        assert float(rows["Gorse Primary School"][2].rstrip("%")) > high
        assert rows["Gorse Primary School"][4] == "above"
        assert "fewer than 30 pupils" in one.table.note
    said = section(paper, "What to look at")
    assert "Gorse Primary School" in texts_of(said)
    assert "Broom Primary School" not in texts_of(said)


def test_a_few_schools_have_no_funnel_and_the_public_sees_none(pack, public):
    for paper in (pack(), public):
        assert not [one for one in charts(paper) if one.chart.kind == "funnel"]


# From one year group to the next


def test_the_same_children_are_followed_from_year_6_to_year_7(officers, public):
    said = words_of(section(officers, "From one year group"))
    assert "who could be followed from Year 6" in said
    assert "Of those eligible for free school meals" in said
    # Those of Year 7 who could not be followed are too few for the public.
    said = words_of(section(public, "From one year group"))
    assert "who could be followed from Year 6" not in said
    assert "not the same children: too few could be followed" in said


def test_where_nobody_can_be_followed_two_year_groups_are_set_side_by_side(pack):
    said = words_of(section(pack(period="2024-25/HT3"), "From one year group"))
    assert "not the same children: no marks of a year before are held" in said
    said = words_of(section(pack(), "From one year group"))
    assert "not the same children: too few could be followed" in said


def test_year_groups_stand_in_order_beside_a_year_before(officers):
    [chart] = [
        one
        for one in charts(officers)
        if one.title.startswith("Overall absence, year group")
    ]
    labels = [row[0] for row in chart.table.rows]
    assert labels.index("Year 6") + 1 == labels.index("Year 7")
    assert [one.title for one in chart.table.columns][3:] == [
        "A year before",
        "Change, points",
    ]


def test_without_year_groups_the_file_that_would_add_them_is_named(one_week):
    paper = packs.make(one_week.state, organisation="Quillshire")
    assert "year_group column" in words_of(section(paper, "From one year group"))


# Vulnerable children


def test_vulnerable_children_are_counted_for_officers_and_not_for_the_public(
    planted, officers, public
):
    blocks = section(officers, "Vulnerable children")
    rows = {row[0]: row for row in tables(blocks)["Vulnerable children"].rows}
    assert set(rows) >= {
        "Looked after",
        "Young carer",
        "Education, health and care plan",
    }
    [plans] = [
        one
        for one in ask(planted, ["persistent_absence"], ["sen"]).rows
        if one.dims == ("E",)
    ]
    row = rows["Education, health and care plan"]
    assert row[4:6] == [shown.percentage(plans), shown.out_of(plans)]
    assert "Vulnerable children" not in texts(public)


def test_what_is_not_known_is_in_development_and_names_its_file(one_week):
    paper = packs.make(one_week.state, organisation="Quillshire")
    [callout] = [o for o in section(paper, "Vulnerable") if isinstance(o, Callout)]
    assert callout.title.startswith("In development: looked after, child in need")
    assert "an enrolments file with a looked_after, a child_in_need" in callout.text


def test_a_pack_of_a_week_has_no_persistent_absence_of_groups(authority):
    paper = packs.make(authority.state, period="2025-W38", organisation="Quillshire")
    [table] = tables(section(paper, "Vulnerable children")).values()
    assert [one.title for one in table.columns] == [
        "Group",
        "Absence",
        "Others",
        "Sessions",
    ]
    assert "overall absence was highest for" in words_of(section(paper, "Vulnerable"))


# Provision


def test_units_stand_by_themselves_with_honest_limits(officers):
    blocks = section(officers, "Pupil referral units and alternative provision")
    said = words_of(blocks)
    assert "says little of how well they are taught" in said
    assert "(95% limits, Wilson’s)" in said
    assert "Children on a main and a subsidiary roll: " in said
    units = tables(blocks)["Units and alternative provision"]
    assert {row[0] for row in units.rows} >= {"The Aldramere Centre"}
    elsewhere = tables(blocks)["Sessions taught elsewhere, or not required"]
    assert [row[0] for row in elsewhere.rows][-1] == "Pupil referral units"


def test_under_live_rules_units_are_found_in_the_total(planted):
    paper = packs.make(planted, rules="live", organisation="Harrowmere")
    blocks = section(paper, "Pupil referral units and")
    assert "Units and alternative provision" in tables(blocks)


def test_where_there_are_no_units_and_no_status_it_says_what_would_tell(one_week):
    paper = packs.make(one_week.state, organisation="Quillshire")
    said = words_of(section(paper, "Pupil referral units and"))
    assert "in its phase column" in said
    assert "with a status column" in said


def test_a_few_children_on_two_rolls_are_a_letter():
    class About:
        class review:
            on_two_rolls = 3

    class Figures:
        about = About

    [block] = provision._two_rolls(Figures)
    assert block.text.endswith("subsidiary roll: c.")


def test_a_figure_that_is_hidden_is_said_to_be(monkeypatch):
    hidden = Figure("persistent_absence", (), None, None, 3, suppressed=True)
    monkeypatch.setattr(vulnerable, "_of", lambda *asked: hidden)
    monkeypatch.setattr(provision, "_of", lambda *asked: hidden)
    assert "withheld" in vulnerable._said(None, [("looked_after", "yes")])
    assert "Too few pupils" in provision._said(None, ["pru"])
    assert provision._limits(None, ["pru"]) == []


def test_a_step_of_nobody_poor_says_nothing_of_them():
    hidden = Figure("overall_absence", (), None, None, 3, suppressed=True)
    open_ = Figure("overall_absence", (), 5, 100, 30)
    from muster.impact.transition import Step

    assert transition._by_poverty(Step(open_, open_, hidden, hidden)) == []


# Every paper


@pytest.mark.slow
def test_the_new_sections_are_drawn_in_every_format(officers):
    for renderer in (page, pdf, word, sheet):
        assert renderer.render(officers)


def test_an_audience_sees_what_is_its_own():
    review = {"signals", "transition", "vulnerable", "provision"}
    assert review <= set(OFFICERS.sections)
    assert review & set(PUBLIC.sections) == {"signals", "transition"}
