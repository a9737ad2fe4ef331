"""What is written for a pack: asked of somebody, written, cleared by somebody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.urls import reverse

from muster.accounts.history import versions
from muster.accounts.models import Entry
from muster.reports import commentary, packs
from muster.reports.audiences import BOARD, PUBLIC
from muster.reports.commentary import Refused
from muster.reports.models import Commentary
from muster.sources import uploads


PERIOD = "2025-26/HT3"
AT = datetime(2026, 3, 27, 9, tzinfo=UTC)
SAID = {
    "sees": "Absence fell in primary schools.",
    "why": "Fewer were ill, schools say.",
    "asks": "Note the fall.",
}


@pytest.fixture
def site(home, authority, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")
    monkeypatch.setattr(uploads, "state", lambda: authority.state)
    return home


@pytest.fixture
def written(db, person):
    person("officer"), person("leader")
    return commentary.write(
        period=PERIOD, section="trend", is_public=False, by="officer", at=AT, **SAID
    )


def address(page, section="trend"):
    return reverse(f"reports:{page}", args=[PERIOD, section])


def seen() -> dict[str, str]:
    """What the form sends of the words that were read."""
    return {"seen": Commentary.objects.get().mark}


def said_to(answer) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def test_the_review_lists_every_section_and_every_audience(site, signed_in):
    page = signed_in("officer").get(reverse("reports:review", args=[PERIOD]))
    text = page.content.decode()
    assert "Nothing has been asked for or written yet" in text
    assert text.count("No commentary") == len(BOARD.sections)
    for title in ("Officers", "The board", "The public"):
        assert title in text


@pytest.mark.parametrize("period", ["2025-26-HT9", "2025-26-easter"])
def test_there_is_no_review_of_a_period_there_is_none_of(site, signed_in, period):
    at = f"/papers/review/{period}/"
    assert signed_in("officer").get(at).status_code == 404


def test_somebody_is_asked_by_a_day_and_is_late_after_it(site, signed_in, person):
    person("leader")
    client = signed_in("officer")
    client.post(address("ask"), {"writer": "leader", "due_on": "20/03/2026"})
    held = Commentary.objects.get()
    assert (held.writer, held.due_on) == ("leader", date(2026, 3, 20))
    page = client.get(reverse("reports:review", args=[PERIOD])).content.decode()
    assert "Late" in page and "20 March 2026" in page


def test_a_board_member_cannot_be_asked(site, signed_in, person):
    person("board")
    answer = signed_in("officer").post(address("ask"), {"writer": "board"})
    assert "Select a valid choice" in answer.content.decode()


def test_a_day_nobody_can_read_is_refused_in_a_sentence(site, signed_in):
    answer = signed_in("officer").post(
        address("ask"), {"writer": "officer", "due_on": "20th March"}
    )
    assert "20th March" in answer.content.decode()
    assert not Commentary.objects.exists()


def test_what_is_written_stands_first_in_its_section(authority, written):
    comments = commentary.for_pack(PERIOD, BOARD)
    paper = packs.make(
        authority.state,
        period=PERIOD,
        audience="board",
        organisation="Quillshire",
        comments=comments,
    )
    texts = [repr(block) for block in paper.blocks]
    at = next(n for n, text in enumerate(texts) if "Absence fell in primary" in text)
    assert "Absence over time" in texts[at - 2] and "Note the fall." in texts[at]
    assert "Written by Sam Officer. Not cleared yet." in texts[at + 1]


def test_it_is_in_the_public_s_pack_only_if_it_says_so(written):
    assert commentary.for_pack(PERIOD, PUBLIC) == ()
    commentary.write(
        period=PERIOD, section="trend", is_public=True, by="officer", at=AT, **SAID
    )
    assert len(commentary.for_pack(PERIOD, PUBLIC)) == 1


def test_whoever_wrote_it_cannot_clear_it(written):
    with pytest.raises(Refused, match="You wrote it"):
        commentary.clear(held=written, seen=written.mark, by="officer", at=AT)
    commentary.clear(held=written, seen=written.mark, by="leader", at=AT)
    with pytest.raises(Refused, match="cleared already, by Sam Leader"):
        commentary.clear(held=written, seen=written.mark, by="leader", at=AT)


def test_the_database_refuses_it_too(written):
    written.cleared_by, written.cleared_at = "officer", AT
    with pytest.raises(IntegrityError):
        written.save()


def test_changing_the_words_takes_the_clearing_back(written):
    commentary.clear(held=written, seen=written.mark, by="leader", at=AT)
    held = commentary.write(
        period=PERIOD, section="trend", is_public=False, by="officer", at=AT, **SAID
    )
    assert not held.is_cleared


def test_what_was_only_asked_for_cannot_be_cleared(db, person):
    person("officer")
    held = commentary.ask(period=PERIOD, section="trend", writer="officer", due_on=None)
    with pytest.raises(Refused, match="Nothing has been written"):
        commentary.clear(held=held, seen=held.mark, by="leader", at=AT)


def test_a_pupil_s_number_is_refused(db):
    with pytest.raises(Refused, match="unique pupil number"):
        commentary.write(
            period=PERIOD,
            section="trend",
            sees="See H801200001001.",
            why="",
            asks="",
            is_public=False,
            by="officer",
            at=AT,
        )


def test_a_child_s_name_is_stopped_unless_it_is_somebody_else_s(
    site, signed_in, authority, monkeypatch
):
    class Named:
        childrens_names = frozenset({("jo", "brown")})

    monkeypatch.setattr(uploads, "state", lambda: Named())
    client = signed_in("officer")
    said = SAID | {"why": "Jo Brown of the board asked."}
    answer = client.post(address("write"), said)
    assert "the name of a child on roll" in answer.content.decode()
    assert not Commentary.objects.exists()
    client.post(address("write"), said | {"no_children": "on"})
    assert Commentary.objects.get().why.startswith("Jo Brown")


def test_written_cleared_and_taken_away_on_the_site(site, signed_in, person):
    client = signed_in("officer")
    client.post(address("write"), SAID | {"is_public": "on"})
    assert Commentary.objects.get().is_public
    assert "You wrote it" in said_to(client.post(address("clear"), seen()))
    client.force_login(person("board"))
    assert client.post(address("clear"), seen()).status_code == 403
    client.force_login(person("leader"))
    assert "cleared" in said_to(client.post(address("clear"), seen()))
    assert Commentary.objects.get().cleared_by == "leader"
    client.force_login(person("officer"))
    client.post(address("take_away"))
    assert not Commentary.objects.exists()


def test_an_empty_form_says_what_is_missing(site, signed_in):
    answer = signed_in("officer").post(address("write"), {})
    assert "Say what the figures show" in answer.content.decode()


def test_there_is_no_section_of_another_name(site, signed_in):
    assert signed_in("officer").get(address("write", "weather")).status_code == 404


def test_asking_somebody_else_leaves_the_words_whoever_wrote_them(written):
    held = commentary.ask(period=PERIOD, section="trend", writer="leader", due_on=None)
    with pytest.raises(Refused, match="You wrote it"):
        commentary.clear(held=held, seen=held.mark, by="officer", at=AT)
    commentary.clear(held=held, seen=held.mark, by="leader", at=AT)


def test_sending_the_same_words_again_makes_nobody_their_writer(written):
    held = commentary.write(
        period=PERIOD, section="trend", is_public=False, by="leader", at=AT, **SAID
    )
    assert held.written_by == "officer"


def test_words_changed_since_they_were_read_are_not_cleared(written):
    mark = written.mark
    held = commentary.write(
        period=PERIOD, section="trend", is_public=False, by="officer",
        at=AT + timedelta(minutes=1), **SAID | {"sees": "Absence rose."},
    )  # fmt: skip
    with pytest.raises(Refused, match="changed since you opened them"):
        commentary.clear(held=held, seen=mark, by="leader", at=AT)


@pytest.mark.parametrize(
    "text",
    [
        "Mary Jane Smith was away.",
        "mary jane smith’s absence",
        "Mary Jane Smith's absence",
        "Smith, Mary Jane: away",
        "Jo O’Neil was away",
        "JO ONEIL",
    ],
)
def test_a_child_s_name_is_known_however_it_is_written(text):
    children = frozenset({("mary jane", "smith"), ("jo", "o'neil")})
    assert len(commentary.names_of_children(text, children)) == 1
    assert commentary.names_of_children("Mary Smith and Jo Neil", children) == []


def test_what_is_done_with_commentary_is_in_the_trail_and_its_history(person):
    person("leader")
    held = commentary.ask(period=PERIOD, section="trend", writer="officer", due_on=None)
    said = {"sees": "Absence rose.", "why": "", "asks": "", "is_public": False}
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    held = commentary.write(period=PERIOD, section="trend", by="officer", at=at, **said)
    commentary.clear(held=held, seen=held.mark, by="leader", at=at)
    assert [one.kind for one in versions(held)] == ["Changed", "Changed", "Made"]
    assert "cleared by: nothing → leader" in versions(held)[0].changes
    commentary.take_away(held=held)
    found = Entry.objects.filter(did__startswith="commentary.").order_by("pk")
    assert [(row.did, row.by) for row in found] == [
        ("commentary.asked-for", ""),
        ("commentary.written", "officer"),
        ("commentary.cleared", "leader"),
        ("commentary.taken-away", ""),
    ]
    assert {row.to for row in found} == {f"commentary:{PERIOD}/trend"}
    # The words are in the history only.
    assert not any("rose" in row.after for row in found)
