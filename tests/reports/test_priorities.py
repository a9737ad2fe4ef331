"""Priorities in a pack: what was chosen, what is done, and what the measure did, apart."""

from dataclasses import replace
from datetime import date

import pytest
from tests.impact.worlds import world
from tests.reports.test_review_sections import section, tables, words_of

from muster.documents.blocks import Callout
from muster.documents.cells import Rating
from muster.documents.render import page, pdf, sheet, word
from muster.measures import get
from muster.measures.periods import parse_period
from muster.programme.contacts import named
from muster.programme.plans import changing, measuring
from muster.programme.priorities import priority as priorities
from muster.programme.priorities.priority import Evidence
from muster.reports import agreed, making, packs
from muster.reports.figures import Answering, Chosen
from muster.reports.frozen import frozen, thawed
from muster.school_year.said import of_day


ON = date(2026, 3, 27)
TITLE = "Priorities, and what is done about them"
ILLNESS = Chosen(
    title="Illness in Year 9",
    why_in="It is the largest rise.",
    sentence="Illness was up.",
    since=ON,
    measure="reason_i",
    narrowed=(("year_group", "9"),),
    school="",
    actions=(
        Answering(
            "4 Write to parents",
            "Ada Ash",
            date(2026, 5, 1),
            "Amber",
            (("Illness falls", "No detectable change. Not beyond chance."),),
        ),
        Answering("5 Ask schools", "", None, "Grey", ()),
    ),
)
OF_SCHOOL = replace(ILLNESS, title="One school", school="Ash Primary", narrowed=())
OF_CARE = replace(ILLNESS, title="In care", narrowed=(("looked_after", "yes"),))
OF_ORIGIN = replace(ILLNESS, title="Origin", narrowed=(("ethnicity", "WBRI"),))
EVERY = (ILLNESS, OF_SCHOOL, OF_CARE, OF_ORIGIN)


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return world(tmp_path_factory.mktemp("planted"), planted=True)


def made(state, priorities=EVERY, **asked):
    return packs.make(state, organisation="Harrowmere", priorities=priorities, **asked)


def test_delivery_and_what_the_measure_did_stand_apart(state):
    blocks = section(made(state), TITLE)
    [table] = [
        one for said, one in tables(blocks).items() if "Illness in Year 9" in said
    ]
    assert [column.title for column in table.columns][3:] == [
        "Delivery",
        "How it would be known that it worked",
        "What its measure did",
    ]
    first, second = table.rows
    assert first[3] == Rating("Amber", "amber")
    assert first[4:] == ["Illness falls", "No detectable change. Not beyond chance."]
    assert second[4:] == ["None is agreed yet", "–"]


def test_its_measure_is_said_as_it_is_in_the_period_of_the_pack(state):
    said = words_of(section(made(state), TITLE))
    assert f"{get('reason_i').title} this half-term: " in said
    assert "% (" in said


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("officers", {"Illness in Year 9", "One school", "In care", "Origin"}),
        ("board", {"Illness in Year 9", "In care"}),
        ("public", {"Illness in Year 9"}),
    ],
)
def test_an_audience_is_told_of_no_school_and_no_group_it_does_not_see(
    state, audience, seen
):
    blocks = section(made(state, audience=audience), TITLE)
    titles = {block.text for block in blocks if getattr(block, "level", 0) == 3}
    assert titles == seen


def test_the_public_meets_nobody_by_name_not_even_in_what_is_kept(state):
    asked = {"organisation": "Harrowmere", "priorities": EVERY}
    kept = packs.gather(state, audience="public", **asked)
    assert b"Ada Ash" not in frozen(kept)
    assert b"Ash Primary" not in frozen(kept)
    assert b"Ada Ash" in frozen(packs.gather(state, **asked))


def test_a_pack_with_priorities_freezes_and_thaws(state):
    kept = packs.gather(state, organisation="Harrowmere", priorities=EVERY)
    assert packs.draw(thawed(frozen(kept))) == packs.draw(kept)


def test_without_priorities_the_section_says_how_one_comes_to_be(state):
    [callout] = [
        block for block in section(made(state, ()), TITLE) if isinstance(block, Callout)
    ]
    assert "takes it up" in callout.text


@pytest.mark.parametrize("render", [page, pdf, word, sheet])
def test_every_format_draws_the_section(state, render):
    assert render.render(made(state))


# From the programme


@pytest.fixture
def chosen(db, state):
    plan = changing.start_plan(title="Log", kind="log", on=date(2026, 1, 5), by="c")
    action = changing.add_action(plan, heading="Write", ref="4", on=ON, by="c")
    changing.set_owners(action, [named("Ada Ash")], on=ON, by="c")
    changing.set_deadline(action, [of_day(date(2026, 5, 1))], on=ON, by="c")
    baseline = measuring.baseline_of(
        state, "overall_absence", {"phase": "primary"}, "2024-25/HT3", today=ON
    )
    changing.set_success(
        action,
        on=ON,
        by="c",
        text="Absence in primary schools falls",
        measure="overall_absence",
        narrowed={"phase": "primary"},
        baseline_period="2024-25/HT3",
        baseline_numerator=baseline.numerator,
        baseline_denominator=baseline.denominator,
        target_percent=1,
    )
    changing.set_success(action, on=ON, by="c", text="Build strong relationships")
    made = priorities.take_up(
        title="Primary absence",
        why_in="It rose.",
        goes_out_when="It falls.",
        on=ON,
        by="c",
        evidence=Evidence(
            "Up.", "2025-26/HT4", "overall_absence", {"phase": "primary"}
        ),
    )
    priorities.answer(made, action, on=ON, by="c")
    return agreed.priorities(state, ON, is_public=False)


def test_the_programme_hands_over_its_priorities_as_they_stand(chosen):
    [one] = chosen
    [action] = one.actions
    assert (action.title, action.owner, action.delivery) == (
        "4 Write",
        "Ada Ash",
        "Grey",
    )
    (measured, did), (words, undone) = action.successes
    assert measured == "Absence in primary schools falls"
    assert did.split(".")[0] in {
        "Moving as planned",
        "No detectable change",
        "Moving away",
    }
    assert (words, undone) == (
        "Build strong relationships",
        "No measure stands for it yet",
    )


@pytest.mark.parametrize(
    ("audience", "is_public"), [("officers", False), ("board", True), ("public", True)]
)
def test_only_the_officers_pack_is_told_what_is_exempt(
    db, monkeypatch, audience, is_public
):
    told = []
    monkeypatch.setattr(making.uploads, "state", lambda: None)
    monkeypatch.setattr(
        making.packs, "the_period", lambda *_: parse_period("2025-26/HT3")
    )
    monkeypatch.setattr(agreed, "priorities", lambda *_, **how: told.append(how))
    making.asked("2025-26/HT3", audience)
    assert told == [{"is_public": is_public}]


def test_a_success_measure_of_words_is_flagged_until_a_proxy_is_agreed(chosen):
    from muster.programme.plans.action import Success

    measured, words = Success.objects.order_by("number")
    assert list(measuring.faults(words)) == [measuring.WORDS]
    assert list(measuring.faults(measured)) == ["It says no day by which."]


def test_progress_has_every_half_term_since_the_baselines_year(chosen, state):
    from muster.programme.plans.action import Success

    how = measuring.progress(Success.objects.get(number=1), state, today=ON)
    assert how.now.period.text == "2025-26/HT3"
    texts = [point.period.text for point in how.points]
    assert texts == sorted(texts)
    assert {"2024-25/HT1", "2024-25/HT6", "2025-26/HT3"} <= set(texts)
    assert not how.is_met
