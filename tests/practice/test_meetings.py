"""A support meeting: planned, moved, shown, held; its actions come back in the next pack."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from tests.practice.conftest import GONE, LATER, ON

from muster.documents import shelves
from muster.documents.issuing import content_of, figures_of
from muster.measures import ask, parse_period
from muster.measures.meetings import MEASURES
from muster.practice import (
    coverage_pages,
    holding,
    listing,
    meeting_pages,
    pack,
    pack_paper,
    planning,
)
from muster.practice.meeting import Agreed, SupportMeeting
from muster.practice.pack_shown import shown
from muster.practice.shelf import Shared
from muster.programme import Refused
from muster.programme.plans.plan import Plan
from muster.school_year import Calendar as Days


pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(meet, ash):
    return meet(ash)


def test_a_meeting_begins_with_the_standing_agenda(meeting):
    titles = [one.title for one in meeting.agenda.all()]
    assert titles[0] == "What was agreed last time, and how it stands"
    assert len(titles) > 5


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2025, 9, 27), "The school is closed on 27 September 2025"),
        (ON, "met on that day already"),
    ],
)
def test_a_day_that_can_t_be_is_refused_in_a_sentence(meeting, meet, ash, on, sentence):
    with pytest.raises(Refused, match=sentence):
        meet(ash, on)


def test_a_day_outside_the_term_is_refused(meet, ash):
    with pytest.raises(Refused, match="is not in the spring term"):
        meet(ash, ON, term=parse_period("2025-26/spring"))


def test_a_meeting_moves_with_a_reason_and_a_calendar_finds_it_again(
    meeting, state, ash
):
    before = _event(meeting)
    with pytest.raises(Refused, match="Say why it is moved"):
        planning.move(
            meeting, to=LATER, why=" ", by="ada", calendar=state.calendar(ash)
        )
    planning.move(
        meeting, to=LATER, why="Snow.", by="ada", calendar=state.calendar(ash)
    )
    after = _event(meeting)
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt == LATER
    planning.cancel(meeting, why="Closed.", on=ON, by="ada")
    assert _event(meeting)["status"] == "CANCELLED"
    with pytest.raises(Refused, match="It is cancelled"):
        planning.move(meeting, to=ON, why="No.", by="ada", calendar=state.calendar(ash))


def _event(meeting):
    content = planning.invitation(meeting, "Ash Primary", meeting.planned_at)
    [event] = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_where_packs_are_is_asked_once_however_many_a_plan_names(
    meet, state, ash, beech, person
):
    one, two = (
        holding.share(meet(school), state=state, on=ON, by="ada").pk
        for school in (ash, beech)
    )
    lead = person("attendance-lead")

    def asked(papers):
        with CaptureQueriesContext(connection) as held:
            assert len(shelves.links(lead, papers)) == len(papers)
        return len(held)

    asked([one])
    assert asked([one, two]) == asked([one])


def test_a_pack_shown_after_midnight_in_summer_was_shown_on_that_day(meeting, state):
    holding.share(meeting, state=state, on=ON, by="ada")
    late = datetime(2025, 9, 26, 23, 30, tzinfo=UTC)
    Shared.objects.update(shared_at=late)
    assert meeting_pages._pack_said(meeting).startswith("Shown on 27 September 2025")
    Shared.objects.update(withdrawn_at=late, withdrawn_why="The wrong week.")
    assert "withdrawn on 27 September 2025" in meeting_pages._pack_said(meeting)


def test_the_pack_says_what_is_held_and_freezes_as_it_was_shown(
    meeting, state, ash, person
):
    found = holding.pack_of(meeting, state, ON)
    overall = found.row("overall_absence", {})
    assert (overall.now.numerator, overall.now.denominator) == (20, 60)
    assert pack.thawed(pack.frozen(found)) == found
    paper = holding.share(meeting, state=state, on=ON, by="ada")
    assert content_of(paper.files.get(kind="pdf")).startswith(b"%PDF-")
    assert b"Wren" not in figures_of(paper)
    assert [one.child for one in listing.of_meeting(meeting, LATER)] == [
        one.child for one in listing.of_school(ash, ON)
    ]
    assert holding.pack_of(meeting, state, LATER) == found
    with pytest.raises(Refused, match="has this pack already"):
        holding.share(meeting, state=state, on=LATER, by="ada")
    assert Shared.objects.get().paper == paper
    # A plan may name it as evidence, to those who hold meetings with the school.
    assert paper in shelves.openable(person("attendance-lead"))
    assert paper not in shelves.openable(person("board"))


def test_a_school_without_marks_has_no_pack_to_show(meet, state, schools):
    meeting = meet(schools["Damson Centre"])
    with pytest.raises(Refused, match="No marks are held of this school"):
        holding.share(meeting, state=state, on=ON, by="ada")


def test_an_action_stands_in_the_programme_and_comes_back_in_the_next_pack(
    meeting, meet, state, ash, beech
):
    said = {
        "heading": "Ring each family on day 3",
        "owner": "Head of Year 4",
        "due_on": date(2025, 10, 10),
        "by": "ada",
        "school": "Ash Primary",
    }
    with pytest.raises(Refused, match="was not held yet"):
        holding.agree(meeting, **said)
    holding.hold(meeting, on=ON, came="Jo Stone, head", by="ada")
    agreed = holding.agree(meeting, **said)
    plan = Plan.objects.get(title="Agreed with schools, 2025/26")
    assert agreed.action.plan == plan
    later = meet(ash, LATER)
    [was] = holding.pack_of(later, state, LATER).actions
    assert (was.title, was.owners, was.how) == (
        "Ring each family on day 3",
        "Head of Year 4",
        "Open",
    )
    assert not holding.pack_of(meet(beech, LATER), state, LATER).actions
    holding.report(agreed, text="Done since Monday.", is_done=True, on=LATER, by="ada")
    [was] = holding.agreed_before(later, LATER)
    assert was.how.startswith("Said to be done; a meeting of the programme closes it")


def test_what_is_agreed_later_was_not_agreed_before(meeting, meet, ash):
    said = {"owner": "Jo", "due_on": date(2025, 12, 1), "by": "ada", "school": "Ash"}
    later = meet(ash, LATER)
    for one, on in ((meeting, ON), (later, LATER)):
        holding.hold(one, on=on, came="Jo Stone", by="ada")
        holding.agree(one, heading=f"Agreed {on:%d %B}", **said)
    assert not holding.agreed_before(meeting, LATER)
    [was] = holding.agreed_before(later, LATER)
    assert was.title == "Agreed 26 September"


def test_a_pack_names_the_schools_each_figure_is_of(meeting, state):
    found = holding.pack_of(meeting, state, ON)
    of_phase = replace(found, peers_title="primary schools here")
    beside = replace(found, peers_title=pack.EVERY_PHASE)
    row = replace(found.headlines[0], peers="8.0%", england="8.1%")
    assert pack_paper.held_against(beside, row) == (
        "All schools here 8.0%; England, primary schools 8.1%"
    )
    assert not of_phase.why_these_peers
    assert "too few other primary schools" in beside.why_these_peers
    headings = [one["text"] for one in shown(beside)["beside"]["columns"]]
    assert headings[-2:] == ["All schools here", "England, primary schools"]


def test_a_year_ago_is_named_by_its_last_school_day_or_not_at_all(
    meeting, state, monkeypatch
):
    assert holding.pack_of(meeting, state, ON).before_title == ""
    weeks = parse_period("2024-08-02..2024-09-28")
    monkeypatch.setattr(pack, "a_year_ago", lambda state: weeks)
    nothing = holding.pack_of(meeting, state, ON)
    assert nothing.before_title == "", "no marks of the school are held of then"
    said = pack.weeks_said(weeks, Days.template())
    assert said == "the same weeks, to 27 September 2024"


def test_no_pupil_s_number_stands_in_what_is_written(meeting):
    from tests.measures.authority import upn

    with pytest.raises(Refused, match="unique pupil number"):
        holding.hold(meeting, on=ON, came="Jo", notes=upn("wren"), by="ada")
    assert SupportMeeting.objects.get().state == "planned"


def test_terms_of_coverage_stand_in_order_of_time(state):
    drawn = coverage_pages._chart({"Autumn": [0, 1, 3], "Spring": [1, 0, 3]})
    assert drawn["picture"].index(">Autumn<") < drawn["picture"].index(">Spring<")


def test_every_school_of_the_term_is_seen_without_scrolling_a_box(lead, state):
    page = lead.get("/support/").content.decode()
    assert "muster-table-window--tall" in page


def test_schools_met_are_counted_each_term_with_who_there_is_to_meet(
    meeting, meet, state, beech
):
    meet(beech, LATER)
    holding.hold(meeting, on=ON, came="Jo", by="ada")

    def figures(on, **more):
        names = [one.name for one in MEASURES]
        answer = ask(state, names, today=on, period="2025-26/autumn", **more)
        return {(r.measure, *r.dims): (r.numerator, r.denominator) for r in answer.rows}

    assert figures(ON) == {
        ("schools_seen",): (1, 3),
        ("schools_planned",): (2, 3),
        ("support_meetings_held",): (1, 2),
    }
    by_phase = figures(ON, by=("phase",))
    assert by_phase["schools_seen", "primary"] == (1, 1)
    assert by_phase["schools_seen", "secondary"] == (0, 1)


def test_a_figure_of_a_day_counts_what_was_planned_by_then_and_not_called_off_yet(
    meeting, meet, state, beech
):
    tuesday, friday = date(2025, 9, 30), LATER
    later = meet(beech, LATER, today=tuesday)
    planning.cancel(meeting, why="Snow.", on=friday, by="ada")

    def planned(on):
        answer = ask(state, ["schools_planned"], today=on, period="2025-26/autumn")
        return answer.rows[0].numerator

    assert planned(ON) == 1, "the other was planned on Tuesday"
    assert planned(tuesday) == 2
    assert planned(friday) == 1, "the first was called off"
    holding.hold(later, on=ON, came="Jo", by="ada")
    assert planned(ON) == 2, (
        "one that had been held stood, whenever it was written down"
    )


def test_a_pack_that_was_withdrawn_is_shown_anew_with_a_receipt_of_its_own(
    lead, as_head, text, meeting, state, ash
):
    first = holding.share(meeting, state=state, on=ON, by="ada")
    shown = Shared.objects.get()
    head = as_head("Ash Primary")
    head.get(f"/my-school/shelf/{shown.pk}/")
    page = lead.get(f"/support/meeting/{meeting.pk}/pack/").content.decode()
    assert f"/support/shelf/{shown.pk}/withdraw/" in page
    lead.post(f"/support/shelf/{shown.pk}/withdraw/", {"why": "A week was missing."})
    meeting.refresh_from_db()
    assert meeting.pack is None
    assert "Show it to the school" in text(
        lead.get(f"/support/meeting/{meeting.pk}/pack/")
    )
    lead.post(f"/support/meeting/{meeting.pk}/pack/share/")
    meeting.refresh_from_db()
    assert meeting.pack != first
    assert (meeting.pack.stem, meeting.pack.number) == (first.stem, 2)
    page = text(lead.get(meeting.get_absolute_url()))
    assert "not read yet. Shown on" in page
    assert "read by Sam School-Leader, withdrawn on" in page
    assert "A week was missing" in page
    assert "Pack withdrawn from the school" in page
    again = Shared.objects.get(withdrawn_at=None)
    assert "Wren Ashby" in text(head.get(f"/my-school/shelf/{again.pk}/"))
    assert head.get(f"/my-school/shelf/{shown.pk}/").status_code == 404
    assert {one.paper for one in meeting.named.all()} == {first, meeting.pack}


def test_a_plan_is_opened_from_the_pack_and_leads_back_to_it(
    lead, text, meeting, state
):
    at = f"/support/meeting/{meeting.pk}/pack/"
    page = lead.get(at).content.decode()
    [begin] = re.findall(r'href="(/children/registers/support/open/\d+/[^"]*)"', page)
    assert begin.endswith(f"?back={at}")
    assert "No plan. Open one for Wren Ashby" in text(lead.get(at))
    form = lead.get(begin).content.decode()
    assert f'href="{at}"' in form
    answer = lead.post(begin, {"reason": "severe"})
    assert answer.url == at
    page = text(lead.get(at))
    assert "The plan is open." in page or "is open." in page
    assert "Open one for Wren Ashby" not in page


def test_a_plan_opened_since_a_pack_was_frozen_stands_beside_what_was_shown(
    lead, text, meeting, state
):
    holding.share(meeting, state=state, on=ON, by="ada")
    at = f"/support/meeting/{meeting.pk}/pack/"
    page = lead.get(at).content.decode()
    [begin] = re.findall(r'href="(/children/registers/support/open/\d+/[^"]*)"', page)
    lead.post(begin, {"reason": "severe"})
    assert "Opened on 26 September 2025" in text(lead.get(at))


def test_no_way_leads_from_a_pack_to_another_site(lead, meeting, state, ash):
    page = lead.get(f"/support/meeting/{meeting.pk}/pack/").content.decode()
    [begin] = re.findall(r'href="(/children/registers/support/open/\d+/)[^"]*"', page)
    for back in ("//evil.example/", "https://evil.example/", "evil", "/\\evil.example"):
        form = lead.get(begin, {"back": back}).content.decode()
        assert "evil" not in form.split("<main")[0].split('aria-label="Back"')[1]


def test_who_keeps_no_registers_is_shown_no_way_to_open_a_plan(
    as_head, text, meeting, state
):
    holding.share(meeting, state=state, on=ON, by="ada")
    page = as_head("Ash Primary").get(f"/my-school/shelf/{Shared.objects.get().pk}/")
    assert "20 of 30 sessions missed No plan" in text(page)
    assert "Open one" not in text(page)


# Pages ------------------------------------------------------------------------------------


def test_a_term_is_planned_on_one_page_and_a_bad_day_is_said_beside_its_school(
    lead, text, ash, beech
):
    page = text(lead.get("/support/term/2025-26-autumn/plan/"))
    assert "Ash Primary 1 severely absent" in page
    said = {"school": [ash, beech], f"on-{ash}": "29/09/2025", f"on-{beech}": "4th"}
    page = text(lead.post("/support/term/2025-26-autumn/plan/", said))
    assert "1 meeting planned." in page
    assert "Beech High:" in page
    assert SupportMeeting.objects.get().school == ash


def test_a_day_is_proposed_in_the_order_of_need_and_so_many_a_week(state, schools):
    from muster.practice.risk import rule_on
    from muster.practice.standing import standings
    from muster.practice.term import term_on

    term = term_on(ON)
    waiting = planning.places(standings(state, ON), term, rule_on(ON))
    calendars = {one: state.calendar(one) for one in schools.values()}
    days = list(planning.proposed(waiting, term, ON, calendars, 2).values())
    assert days[:3] == [date(2025, 9, 29), date(2025, 9, 30), date(2025, 10, 6)]


def test_every_page_of_a_meeting_opens_and_its_pack_names_the_children(
    lead, text, meeting, ash, written
):
    page = text(lead.get("/support/"))
    assert "Ash Primary A shorter meeting, 30 minutes" in page
    for address in (f"/support/school/{ash}/", "/support/coverage/"):
        assert "Ash Primary" in text(lead.get(address)) or "coverage" in address
    page = text(lead.get(f"/support/meeting/{meeting.pk}/pack/"))
    assert "Wren Ashby" in page
    assert "20 of 30 sessions missed No plan" in page
    assert "Finch" not in page
    assert [row.to for row in written("children.listed")] == ["support-meeting:1"]
    for kind, begins in (("pdf", b"%PDF-"), ("docx", b"PK")):
        file = lead.get(f"/support/meeting/{meeting.pk}/pack/{kind}/")
        assert file.content.startswith(begins)
    assert lead.get(f"/support/meeting/{meeting.pk}/pack/exe/").status_code == 404
    assert lead.get(f"/support/meeting/{meeting.pk}/nothing/").status_code == 404


def test_a_meeting_is_held_and_written_up_on_its_pages(lead, text, meeting):
    at = f"/support/meeting/{meeting.pk}/"
    assert "Say who came first" in text(lead.get(f"{at}notes/"))
    page = text(lead.post(f"{at}hold/", {"on": "26/09/2025", "came": ""}))
    assert "Say who came" in page
    lead.post(f"{at}hold/", {"on": "26/09/2025", "came": "Jo Stone"})
    lead.post(
        f"{at}agree/",
        {"heading": "A walking bus", "owner": "Jo Stone", "due_on": "10/10/2025"},
    )
    item = meeting.agenda.first()
    lead.post(f"{at}notes/", {f"item-{item.pk}": "All done."})
    said = {"on": "12/01/2026", "minutes": "45"}
    assert lead.post(f"{at}next/", said).status_code == 302
    agreed = Agreed.objects.get()
    lead.post(f"{at}action/{agreed.pk}/", {"text": "It runs.", "is_done": "on"})
    page = text(lead.get(at))
    for said in (
        "Held on 26 September 2025",
        "All done.",
        "Meets next 12 January 2026",
    ):
        assert said in page
    assert "Said to be done; a meeting of the programme closes it. It runs." in page
    way = f"/programme/actions/{agreed.action_id}/confirm/"
    assert way in lead.get(at).content.decode(), "whoever keeps plans closes it there"
    assert "Close it" in text(lead.get(way))


def test_a_time_is_written_and_read_as_people_say_it(lead, text, meet, ash):
    met = meet(ash, starts_at=time(14), place="The hall")
    at = f"/support/meeting/{met.pk}/"
    assert "Planned on 26 September 2025 at 2pm, 60 minutes" in text(lead.get(at))
    assert 'value="2pm"' in lead.get(f"{at}move/").content.decode()
    for said, kept in (
        ("2pm", time(14)),
        ("9.15 am", time(9, 15)),
        ("14:30", time(14, 30)),
    ):
        moved = {"to": "26/09/2025", "why": "The head asked.", "starts_at": said}
        assert lead.post(f"{at}move/", moved).status_code == 302, said
        met.refresh_from_db()
        assert met.starts_at == kept
    page = text(lead.post(f"{at}move/", moved | {"starts_at": "soon"}))
    assert "Write the time like 2:30pm" in page


def test_an_officer_meets_the_schools_of_their_patch_and_no_other(
    client, person, meet, ash, beech, text
):
    client.force_login(person("attendance-officer", schools=[ash]))
    mine, other = meet(ash), meet(beech)
    page = text(client.get("/support/"))
    assert "Ash Primary" in page
    assert "Beech High" not in page
    assert client.get(mine.get_absolute_url()).status_code == 200
    for address in (
        f"/support/school/{beech}/",
        f"/support/school/{beech}/share/",
        other.get_absolute_url(),
        f"{other.get_absolute_url()}pack/",
        f"{other.get_absolute_url()}pack/pdf/",
        f"{other.get_absolute_url()}hold/",
        f"{other.get_absolute_url()}invitation/",
    ):
        assert client.get(address).status_code == 404, address


def test_the_page_of_a_school_that_has_closed_says_so(lead, text, schools):
    page = text(lead.get(f"/support/school/{schools[GONE]}/"))
    assert "It has closed, so it has no place among the schools" in page
    assert "Plan a meeting" not in page
