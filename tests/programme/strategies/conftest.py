from datetime import date

import pytest
from django.test import Client

from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.replies import answering, asking
from muster.programme.replies.asking import Asked
from muster.programme.replies.form import Form, Question
from muster.programme.strategies import consultation as consulting
from muster.programme.strategies import gates, moving, reaching, writing
from muster.programme.strategies.strategy import State, Strategy, gates_of


# Tests stand on 1 December 2025 (tests/settings.py).
TODAY = date(2025, 12, 1)


@pytest.fixture
def make_form(db):
    """make_form(is_anonymous=True) is a form of three questions, open all December."""

    def make(**said) -> Form:
        return asking.make(
            by="chair",
            **{
                "kind": Form.Kind.CONSULTATION,
                "title": "The draft attendance strategy",
                "purpose": "We have written a draft, and ask what you think of it.",
                "privacy": "Officers read replies; what was said is published unnamed.",
                "opens_on": TODAY,
                "closes_on": date(2025, 12, 31),
                "is_anonymous": False,
                "questions": [
                    {
                        "kind": Question.Kind.YES_NO,
                        "text": "Is it clear?",
                        "is_required": True,
                    },
                    {
                        "kind": Question.Kind.SEVERAL,
                        "text": "What should come first?",
                        "choices": ["Early help", "Transport", "Data"],
                    },
                    {"kind": Question.Kind.LONG, "text": "What should we change?"},
                ],
                **said,
            },
        )

    return make


@pytest.fixture
def form(make_form) -> Form:
    return make_form()


@pytest.fixture
def invited():
    """invited(form, "A. Ash") is the path of a link to them."""

    def invite(form: Form, name: str = "A. Ash", **more) -> str:
        asking.ask(form, [Asked(name, **more)], on=TODAY, by="chair")
        return answering.new_link(form.invitations.order_by("pk").last())

    return invite


@pytest.fixture
def opened():
    """opened(path) is a browser’s session that followed a link, and where it is now."""

    def follow(path: str) -> tuple[Client, str]:
        client = Client()
        answer = client.get(path)
        assert answer.status_code == 302, answer.status_code
        return client, answer.url

    return follow


@pytest.fixture
def answers(opened):
    """answers(form, path, [..]) replies by a link: an answer a question."""

    def answer(form: Form, path: str, said: list) -> None:
        client, here = opened(path)
        keys = [one.key for one in form.questions.all()]
        given = {key: one for key, one in zip(keys, said, strict=False) if one}
        kept = client.post(here, given)
        assert kept.status_code == 302, kept.content.decode()

    return answer


# Strategies ------------------------------------------------------------------------------

TEXT = """# What we want

Every child in school, every day.

# What we do

- Support first
- The same in every school
"""


@pytest.fixture
def start(db):
    def begin(title: str = "Attendance strategy", **said) -> Strategy:
        return writing.start(
            **{
                "kind": "strategy",
                "title": title,
                "text": TEXT,
                "on": TODAY,
                "by": "lead",
            }
            | said
        )

    return begin


@pytest.fixture
def strategy(start) -> Strategy:
    return start()


@pytest.fixture
def board(db):
    """board("CIB", date(2025, 11, 20)) is a board and its meeting that day."""

    def meet(name: str, on: date) -> Meeting:
        kind = {"kind": Group.Kind.BOARD, "initials": name}
        group, _ = Group.objects.get_or_create(name=f"{name} board", defaults=kind)
        return Meeting.objects.create(group=group, on=on)

    return meet


@pytest.fixture
def before_boards(strategy, board):
    """A strategy before two boards, both of which have met: 12 and 20 November."""
    for name, on in (("CIB", date(2025, 11, 12)), ("HWB", date(2025, 11, 20))):
        meeting = board(name, on)
        gates.add(strategy, meeting.group, meeting=meeting, on=TODAY, by="lead")
    why = "Only words are changed"
    moving.move(strategy, State.REVISED, on=TODAY, by="lead", reason=why)
    moving.move(strategy, State.GATES, on=TODAY, by="lead")
    return strategy


@pytest.fixture
def agreed(before_boards):
    for gate in gates_of(before_boards):
        gates.decide(gate, "agreed", minute=f"{gate} 7", on=TODAY, by="lead")
    before_boards.refresh_from_db()
    return before_boards


HOSTILE = '<script>alert("x")</script>{{7*7}}'


@pytest.fixture
def full(start, board, action, invited, answers):
    """Something on every page, and its addresses."""
    strategy = start(title=f"Strategy {HOSTILE}", action=action)
    for name, on in (("CIB", date(2025, 12, 9)), ("HWB", date(2026, 1, 20))):
        meeting = board(name, on)
        gates.add(strategy, meeting.group, meeting=meeting, on=TODAY, by="lead")
    one = consulting.consult(
        strategy,
        purpose=HOSTILE,
        privacy="Officers read it.",
        closes_on=date(2025, 12, 19),
        on=TODAY,
        by="lead",
    )
    answers(one.form, invited(one.form, HOSTILE), ["4", HOSTILE])
    theme = consulting.add_theme(one, said=HOSTILE, by="lead")
    reply = one.form.replies.get()
    consulting.draw(reply, [theme], by="lead")
    audience = reaching.make_audience(kind="teams", name=f"Teams {HOSTILE}", by="lead")
    reaching.add_members(audience, [Asked(HOSTILE)], on=TODAY, by="lead")
    said = {"what": HOSTILE, "channel": "email", "on": TODAY, "by": "lead"}
    sending = reaching.send(
        strategy, audience, asks=True, closes_on=date(2025, 12, 31), **said
    )
    reaching.brief(strategy, with_whom=HOSTILE, text=HOSTILE, on=TODAY, by="lead")
    reaching.say(strategy, lines=[HOSTILE], changed="", on=TODAY, by="lead")
    gate = gates_of(strategy)[0]
    return {
        "strategies": [],
        "strategy": [strategy.pk],
        "change_strategy": [strategy.pk],
        "write_strategy": [strategy.pk],
        "version": [strategy.pk, 1],
        "compare_versions": [strategy.pk, 1, 1],
        "add_gate": [strategy.pk],
        "gate_meeting": [strategy.pk, gate.pk],
        "decide_gate": [strategy.pk, gate.pk],
        "supersede": [strategy.pk],
        "start_strategy": [],
        "consult": [strategy.pk],
        "consultation": [one.pk],
        "ask_audience": [one.pk],
        "consultation_replies": [one.pk],
        "draw": [one.pk, reply.pk],
        "add_theme": [one.pk],
        "theme": [one.pk, theme.number],
        "close_consultation": [one.pk],
        "reach": [strategy.pk],
        "send_strategy": [strategy.pk],
        "brief": [strategy.pk],
        "key_messages": [strategy.pk],
        "sending": [sending.pk],
        "acknowledge": [sending.pk],
        "audiences": [],
        "make_audience": [],
        "audience": [audience.pk],
        "add_members": [audience.pk],
        "forms": [],
        "make_form": [],
        "form": [one.form.pk],
        "change_form": [one.form.pk],
        "add_question": [one.form.pk],
        "change_question": [one.form.pk, 1],
        "ask": [one.form.pk],
        "preview_form": [one.form.pk],
        "results": [one.form.pk],
    }
