from datetime import date

import pytest
from django.test import Client

from muster.programme.replies import answering, asking
from muster.programme.replies.asking import Asked
from muster.programme.replies.form import Form, Question


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
