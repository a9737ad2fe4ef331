"""Every page: full, empty, of a reader, and with hostile text in it."""

from datetime import date

import pytest
from django.urls import reverse

from muster.programme import Refused
from muster.programme.strategies import consultation as consulting
from muster.programme.strategies import gates, moving, printing
from muster.programme.strategies.strategy import State, Strategy, gates_of


TODAY = date(2025, 12, 1)


def test_every_page_opens_and_no_text_in_it_does_anything(full, signed_in):
    officer = signed_in("programme-officer")
    for name, args in full.items():
        answer = officer.get(reverse(f"programme:{name}", args=args))
        page = answer.content.decode()
        assert answer.status_code == 200, name
        assert "<script>alert" not in page and "49" not in page.split("{{")[0][-3:], (
            name
        )


def test_readers_read_and_change_nothing(full, signed_in):
    reader = signed_in("democratic-services")
    read = {"strategies", "strategy", "version", "compare_versions", "consultation"}
    read |= {"reach", "sending", "audiences", "audience", "forms", "form", "results"}
    for name, args in full.items():
        answer = reader.get(reverse(f"programme:{name}", args=args))
        assert answer.status_code == (200 if name in read else 403), name
        assert name not in read or 'method="post" action="/programme' not in str(
            answer.content
        ), name


@pytest.mark.parametrize("name", ["strategies", "audiences", "forms"])
def test_an_empty_list_says_what_would_stand_in_it(signed_in, name):
    page = signed_in("programme-officer").get(reverse(f"programme:{name}"))
    assert "muster-empty" in page.content.decode()


def test_a_long_list_has_pages(signed_in, start):
    for at in range(201):
        start(f"Number {at}")
    reader = signed_in("programme-officer")
    page = reader.get(reverse("programme:strategies")).content.decode()
    assert "govuk-pagination" in page


def test_what_has_gone_is_not_found(signed_in):
    officer = signed_in("programme-officer")
    for name, args in (("strategy", [9]), ("version", [9, 9]), ("consultation", [9])):
        assert officer.get(reverse(f"programme:{name}", args=args)).status_code == 404
    assert officer.get("/programme/strategies/9/to/nowhere/").status_code == 404


def test_the_action_it_answers_is_not_lost_when_its_title_is_changed(
    signed_in, start, action
):
    """Its plan begins in 2026, so today it is not among those that can be chosen."""
    strategy = start(action=action)
    officer = signed_in("programme-officer")
    said = {"title": "Another", "kind": "strategy", "action": action.pk}
    done(officer, "change_strategy", [strategy.pk], **said)
    strategy.refresh_from_db()
    assert (strategy.title, strategy.action) == ("Another", action)


# What is done on them ----------------------------------------------------------------------


@pytest.fixture
def officer(signed_in):
    return signed_in("programme-officer")


def done(officer, page: str, args: list, **said) -> str:
    """What a page says after a form was sent."""
    answer = officer.post(reverse(f"programme:{page}", args=args), said, follow=True)
    return answer.content.decode()


def test_from_a_first_draft_to_an_issued_paper(officer, board):
    meeting = board("CIB", date(2025, 11, 20))
    about = {"title": "Attendance strategy", "kind": "strategy"}
    page = done(officer, "start_strategy", [], **about, text="Words first")
    assert "Line 1: “Words first” stands before the first heading" in page
    page = done(officer, "start_strategy", [], **about, text="# Aim\nEvery day")
    assert "The first draft is kept" in page
    strategy = Strategy.objects.get()
    done(officer, "add_gate", [strategy.pk], group=meeting.group_id)
    gate = gates_of(strategy)[0]
    args = [strategy.pk, gate.pk]
    assert "20 November 2025" in done(officer, "gate_meeting", args, meeting=meeting.pk)
    page = done(officer, "strategy_step", [strategy.pk, "revised"], reason=" ")
    assert "Say why nobody is asked" in page
    done(officer, "strategy_step", [strategy.pk, "revised"], reason="Only words")
    done(officer, "strategy_step", [strategy.pk, "gates"])
    page = done(officer, "decide_gate", args, decision="agreed", minute="CIB 7")
    assert "Issued as agreed, version 1" in page and "Launch it" in page
    answer = officer.get(
        reverse("programme:issued_strategy", args=[strategy.pk, "pdf"])
    )
    assert answer.content.startswith(b"%PDF")
    assert "Launched" in done(officer, "strategy_step", [strategy.pk, "launched"])


def test_versions_are_shown_side_by_side(officer, strategy):
    page = done(
        officer,
        "write_strategy",
        [strategy.pk],
        text="# What we want\n\nEvery child in school, on time, every day.",
        changed="Says on time",
        number=1,
    )
    assert "Version 2" in page
    answer = officer.get(
        reverse("programme:compare_versions", args=[strategy.pk, 2, 1])
    )
    page = answer.content.decode()
    assert "Added: </span>on time, </ins>" in page
    assert "Taken out: </span>What we do</del>" in page


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("version_file", ["pdf", "docx"]), ("you_said", ["pdf", "docx", "csv"])],
)
def test_files_are_handed_out_in_each_kind_and_no_other(officer, full, name, kinds):
    args = full["version"] if name == "version_file" else full["consultation"]
    for kind in kinds:
        answer = officer.get(reverse(f"programme:{name}", args=[*args, kind]))
        assert answer.status_code == 200 and answer.content
        assert f".{kind}" in answer["Content-Disposition"]
    assert (
        officer.get(reverse(f"programme:{name}", args=[*args, "exe"])).status_code
        == 404
    )


def test_a_consultation_from_opening_to_closing(officer, strategy, settings):
    said = {"purpose": "Tell us", "privacy": "Officers", "closes_on": "19/12/2025"}
    page = done(officer, "consult", [strategy.pk], **said)
    assert "Open until 19 December 2025" in page
    one = consulting.Consultation.objects.get()
    done(officer, "add_theme", [one.pk], said="More buses")
    page = done(officer, "close_consultation", [one.pk])
    assert "Say what you did about “More buses”" in page
    done(
        officer, "theme", [one.pk, 1], said="More buses", answer="changed", done="Done"
    )
    one.form.closes_on = one.form.opens_on = date(2025, 11, 30)
    one.form.save()
    assert "the text can be revised" in done(officer, "close_consultation", [one.pk])


def test_an_audience_is_asked_as_a_whole_and_each_once(officer, full):
    [pk] = full["consultation"]
    for _ in range(2):
        page = done(officer, "ask_audience", [pk], audience=full["audience"][0])
    assert "Its members are on the list" in page
    assert consulting.Consultation.objects.get().form.invitations.count() == 2


def test_who_was_reached_is_written_down(officer, strategy):
    done(officer, "make_audience", [], kind="teams", name="Teams")
    done(officer, "add_members", [1], who="Early help\nFront door")
    done(
        officer,
        "send_strategy",
        [strategy.pk],
        audience=1,
        what="The strategy",
        channel="meeting",
        on="01/12/2025",
    )
    page = done(officer, "acknowledge", [1], found=[1], how="Meeting", on="01/12/2025")
    assert "Meeting" in page
    page = officer.get(reverse("programme:reach", args=[strategy.pk])).content.decode()
    assert "1 of 2 (50%)" in page and "Not reached: Teams (1)" in page
    assert "Front door" in page


def test_key_messages_stand_on_the_page_with_those_before_them(officer, strategy):
    done(officer, "key_messages", [strategy.pk], lines="Support first\nOne offer")
    page = done(
        officer,
        "key_messages",
        [strategy.pk],
        lines="Everyone’s business",
        changed="Shorter",
    )
    assert "<li>Everyone’s business</li>" in page
    assert "Support first · One offer" in page


def test_buttons_say_what_they_are_about_without_showing_markup(officer, full):
    page = officer.get(reverse("programme:strategy", args=full["strategy"]))
    assert "&lt;span" not in page.content.decode()


def test_a_set_aside_strategy_is_taken_up_again(strategy):
    moving.move(strategy, State.SET_ASIDE, on=TODAY, by="lead", reason="No time")
    moving.move(strategy, State.DRAFT, on=TODAY, by="lead", reason="Time again")
    assert strategy.round == 1
    assert printing.version_paper(strategy.latest, TODAY).title == strategy.title


def test_a_decision_whose_paper_can_not_be_issued_is_not_half_kept(
    before_boards, signed_in, monkeypatch
):
    def refuse(*_: object, **__: object) -> None:
        raise Refused("The paper has no words.")

    first, last = gates_of(before_boards)
    gates.decide(first, "agreed", minute="CIB 7", on=TODAY, by="lead")
    monkeypatch.setattr("muster.programme.strategies.printing.issue", refuse)
    page = reverse("programme:decide_gate", args=[before_boards.pk, last.pk])
    said = {"decision": "agreed", "minute": "HWB 4", "note": ""}
    answer = signed_in("programme-officer").post(page, said)
    assert "The paper has no words." in answer.content.decode()
    last.refresh_from_db()
    assert last.decision == ""
