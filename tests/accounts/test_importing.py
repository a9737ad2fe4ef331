"""People from a CSV file: checked whole, shown, then taken all or nothing."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muster.accounts import importing, organisations, people, posts
from muster.accounts.models import Invitation, Organisation, Post, User
from muster.accounts.trail import Entry


ADDRESS = reverse("import_people")
FILE = """username,name,email,aliases,role,organisation,title,schools,from_on,to_on
jfield,Jo Field,jo@quillshire.example,JF; J. Field,attendance-officer,,Officer north,\
100001; 999/2002,01/09/2025,31/08/2026
jfield,,,,board,,,,,
kreed,Kit Reed,,,School leader,Oak Academy,Principal,,2025-09-01,
mtrust,Mo Trust,,,trust,willow trust,,,,
welfare,Wyn Welfare,,,data-officer,Education welfare,,,,
"""


@pytest.fixture
def state(schools):
    organisations.add(kind="team", name="Education welfare", by="")
    return schools


def taken(text, state, by="officer", **more):
    return importing.carry_out(text.encode(), by=by, state=state, **more)


def problems(text, state):
    found = importing.rehearse(text.encode(), by="officer", state=state).problems
    return [(one.row, one.column, one.sentence) for one in found]


def everything():
    return (
        sorted(User.objects.values_list("username", "name", "email")),
        sorted(Post.objects.values_list("person__username", "role_key", "from_on")),
        Organisation.objects.count(),
        Entry.objects.count(),
    )


def test_a_file_makes_people_with_their_posts(state):
    done = taken(FILE, state)
    assert not done.problems
    assert [one.username for one in done.added] == [
        "jfield",
        "kreed",
        "mtrust",
        "welfare",
    ]
    jo = User.objects.get(username="jfield")
    assert jo.aliases == ["JF", "J. Field"]
    assert not jo.has_usable_password()
    north, board = jo.posts.order_by("from_on")
    assert (north.title, len(north.schools)) == ("Officer north", 2)
    assert (north.from_on, north.to_on) == (date(2025, 9, 1), date(2026, 8, 31))
    assert (board.role_key, board.from_on) == ("board", date(2025, 12, 1))
    said = {str(one.person): str(one) for one in Post.objects.exclude(person=jo)}
    assert said == {
        "Kit Reed": "Principal, Oak Academy",
        "Mo Trust": "Trust, Willow Trust",
        "Wyn Welfare": "Data officer, Education welfare",
    }


def test_the_same_file_again_changes_nothing(state, monkeypatch):
    taken(FILE, state)
    monkeypatch.setenv("MUSTER_TODAY", "2026-01-05")
    before = everything()
    again = taken(FILE, state)
    assert (again.deeds, again.problems, again.unchanged) == ([], [], 5)
    assert everything() == before


def test_what_is_shown_before_is_what_is_done_and_leaves_nothing(state):
    before = everything()
    shown = importing.rehearse(FILE.encode(), by="officer", state=state)
    assert everything() == before
    done = taken(FILE, state)
    assert [one.sentence for one in shown.deeds] == [one.sentence for one in done.deeds]


def test_a_change_is_made_where_the_file_says_another(state):
    taken(FILE, state)
    changed = FILE.replace("Officer north", '"Officer, north"').replace(
        "jo@quillshire", "jo.field@quillshire"
    )
    done = taken(changed, state)
    assert [one.sentence for one in done.deeds] == [
        "Another email.",
        "A change to the post of Officer, north.",
    ]


def test_one_wrong_row_leaves_everything_as_it_was(state):
    before = everything()
    done = taken(FILE + "lee,Lee,,,king,,,,,\n", state)
    assert [one.row for one in done.problems] == [7]
    assert everything() == before


HEAD = "username,name,email,aliases,role,organisation,title,schools,from_on,to_on\n"


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (",Jo,,,,,,,,", "username", "There is no username"),
        ("jo,,,,,,,,,", "name", "“jo” is new. Enter their name"),
        ("jo,Jo,jo,,,,,,,", "email", "“jo” is not an email address"),
        ("jo,Jo,officer@quillshire.example,,,,,,,", "email", "“officer” has that"),
        ("jo,Jo,,,mayor,,,,,", "role", "There is no role “mayor”. The roles are: "),
        ("jo,Jo,,,,Elm,,,,", "role", "There is no role, but organisation is filled in"),
        ("jo,Jo,,,school-leader,,,,,", "organisation", "is a post at a school. Enter"),
        ("jo,Jo,,,school-leader,Fig,,,,", "organisation", "There is no school “Fig”"),
        ("jo,Jo,,,trust,Fig,,,,", "organisation", "There is no trust “Fig”"),
        ("jo,Jo,,,data-officer,Fig,,,,", "organisation", "no team or partner “Fig”"),
        (
            "jo,Jo,,,attendance-officer,,,,,",
            "schools",
            "Enter the schools of the patch",
        ),
        ("jo,Jo,,,attendance-officer,,,Fig,,", "schools", "The list of schools has no"),
        ("jo,Jo,,,board,,,100001,,", "schools", "has no patch: leave schools blank"),
        ("jo,Jo,,,board,,,,1/9/25,", "from_on", "is not a date Muster can read"),
        ("jo,Jo,,,board,,,,,31/02/2026", "to_on", "is not a day in any calendar"),
        ("jo,Jo,,,board,,,,,01/09/2025", "role", "The last day is before the first"),
        ("officer,,,,attendance-lead,,,,,", "username", "can’t give yourself a post"),
        ("gone,,,,board,,,,,", "username", "is closed. Open it on their page first"),
        ("jo,Jo,,,board,,,,,,,,", "", "There are more cells than headings"),
    ],
)
def test_a_problem_is_said_with_its_row_and_column(
    state, person, row, column, sentence
):
    person("officer")
    people.close(person=people.add(username="gone", name="Gone"), by="")
    [(number, where, said)] = problems(HEAD + row + "\n", state)
    assert (number, where) == (2, column)
    assert sentence in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is no column “username”"),
        (b"name\nJo\n", "There is no column “username”"),
        (b"username,shoe\njo,9\n", "“shoe” is no column of this file"),
        (b"username,name,name\njo,Jo,Jo\n", "There are two columns “name”"),
        (b"username,name\n", "There is nothing under the headings"),
        (b"username,name\njo,Zo\xeb\n", "isn’t UTF-8 text"),
        (b"username,name\njo,\0\n", "isn’t text"),
        (b'username,name\njo,"Jo\n', "A quotation mark is open"),
        (b"PK\x03\x04\xff\xfe", "isn’t UTF-8 text"),
        (b"username\n" + b"jo\n" * 5_001, "more than 5,000 rows"),
        (b"a" * 500_001, "larger than 500 KB"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(state, content, sentence):
    [problem] = importing.rehearse(content, by="officer", state=state).problems
    assert sentence in problem.sentence


def test_every_problem_is_said_at_once_and_of_one_person_once(state):
    rows = "jo,Jo,jo,,board,,,,,\njo,Jo,,,board,,,,,\nli,,,,,,,,,\n"
    assert [(row, column) for row, column, _ in problems(HEAD + rows, state)] == [
        (2, "email"),
        (4, "name"),
    ]


def test_rows_of_one_person_that_say_two_names_are_said(state):
    rows = "jo,Jo Field,,,,,,,,\nJO,Jo Meadow,,,,,,,,\n"
    [(row, column, said)] = problems(HEAD + rows, state)
    assert (row, column) == (3, "name")
    assert "Row 2 says another name of “jo”" in said


def test_a_spreadsheets_mark_of_utf_8_is_no_part_of_a_heading(state):
    assert problems("\ufeff" + HEAD + "jo,Zoë,,,,,,,,\n", state) == []


# The pages ------------------------------------------------------------------------------


def send(client, text):
    sent = SimpleUploadedFile("people.csv", text.encode())
    return client.post(ADDRESS, {"file": sent}).content.decode()


def test_a_file_is_shown_first_and_then_taken_with_links_to_hand_over(
    signed_in, state, settings, client
):
    settings.EMAIL_IS_SET = False
    keeper = signed_in("officer")
    page = send(keeper, FILE)
    assert "Nothing is done yet" in page and "4 new accounts" in page
    assert not User.objects.filter(username="jfield").exists()
    answer = keeper.post(ADDRESS, {"content": FILE, "inviting": "on"})
    links = re.findall(
        r"http://testserver(/people/invited/[^<\s]+)", answer.content.decode()
    )
    assert len(links) == 4
    assert Invitation.objects.count() == 4


def test_links_are_emailed_to_whoever_has_an_address(signed_in, state, mailoutbox):
    keeper = signed_in("officer")
    page = keeper.post(ADDRESS, {"content": FILE, "inviting": "on"}).content.decode()
    assert "1 link is on the way by email" in page
    assert [one.to for one in mailoutbox] == [["jo@quillshire.example"]]


def test_without_the_tick_nobody_is_invited(signed_in, state):
    signed_in("officer").post(ADDRESS, {"content": FILE})
    assert User.objects.filter(username="jfield").exists()
    assert not Invitation.objects.exists()


def test_what_is_sent_a_second_time_is_checked_again(signed_in, state):
    answer = signed_in("officer").post(ADDRESS, {"content": FILE + "x,,,,,,,,,\n"})
    assert "There is 1 problem in the file" in answer.content.decode()
    assert not User.objects.filter(username="jfield").exists()


def test_a_file_with_nothing_new_says_so(signed_in, state):
    taken(FILE, state)
    assert "Everything in the file is there already" in send(signed_in("officer"), FILE)


def test_no_file_asks_for_one(signed_in, state):
    page = signed_in("officer").post(ADDRESS).content.decode()
    assert "Choose a CSV file" in page


def test_the_sample_can_be_sent_as_it_is(signed_in, state):
    answer = signed_in("officer").get(reverse("people_sample"))
    assert "people.csv" in answer["Content-Disposition"]
    assert problems(answer.content.decode(), state) == []


def test_giving_a_colleague_the_keys_and_then_ending_ones_own_post_is_refused(
    state, person
):
    person("officer")
    with pytest.raises(posts.Refused):
        posts.end(
            post=Post.objects.get(role_key="administrator"),
            on=date(2025, 12, 1),
            by="officer",
        )
