"""Who sees what, in browsers: a head from invitation to their school, a board member and
their pack, an auditor and a record somebody opened."""

import re

import pytest
from tests.accounts.second_factors import code
from tests.explore.quillshire import quillshire
from tests.registers.conftest import IVY, authority

from muster.accounts import invitations
from muster.accounts.models import Organisation
from muster.jobs.models import Job
from muster.reports import signing


pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ["Robin", "Finch", "Ivy", "Lark", "Noah", "Omar", "Teal"]
PASSWORD = "four very unlikely words"


def sign_in(page, username, password="three unlikely words"):
    page.goto("/people/sign-in/")
    page.fill("#id_login", username)
    page.fill("#id_password", password)
    page.click("main button:has-text('Sign in') >> nth=0")
    page.wait_for_url(lambda url: "sign-in/" not in url or "second" in url)


def test_a_head_is_invited_signs_in_with_an_app_and_sees_only_their_school(
    stranger_page, opened, person, settings, looked_at
):
    settings.SECOND_FACTOR = "children"
    page = stranger_page
    schools = dict(opened(quillshire()).schools.select("name", "id").iter_rows())
    ash = Organisation.objects.create(
        kind="school", name="Ash Primary", school=schools["Ash Primary"]
    )
    head = person("school-leader", organisation=ash)
    head.set_unusable_password()
    head.save()

    page.goto(invitations.invite(person=head, by="officer"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    page.wait_for_url("**/people/how/")
    page.click("text=Set up an app")
    # Whoever came in by a link shows that they are who chose the password.
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.click("text=Type the key instead")
    secret = page.locator("#key").inner_text().replace(" ", "")
    page.fill("#id_code", code(secret))
    page.click("main button:has-text('Set up')")
    page.click("text=I have kept them")
    page.click("text=Sign out")

    sign_in(page, "school-leader", PASSWORD)
    page.fill("#id_code", code(secret))
    page.click("main button:has-text('Sign in')")
    page.wait_for_url(f"**/schools/{schools['Ash Primary']}/")
    looked_at(page)
    assert page.get_by_role("heading", name="Ash Primary").first.is_visible()
    page.goto("/schools/")
    assert page.locator("main").inner_text().count("Ash Primary")
    for other in schools.keys() - {"Ash Primary"}:
        assert other not in page.content()
    page.said.clear()
    page.goto(f"/schools/{schools['Beech High']}/")
    assert (
        page.get_by_role("heading", name="not there")
        .or_(page.get_by_role("heading", name=re.compile("found|no page", re.I)))
        .first.is_visible()
    )
    page.said.clear()


def test_a_board_member_opens_the_pack_and_meets_no_child(
    stranger_page, opened, person, jobs, looked_at
):
    opened(authority())
    signing.ask_to_sign_off(period="2025-26", audience_name="board", by="leader")
    jobs()
    assert Job.objects.latest("pk").state == Job.State.DONE
    page = stranger_page
    person("board")
    sign_in(page, "board")
    page.wait_for_url("**/papers/")
    looked_at(page)
    page.locator("main table a").first.click()
    page.wait_for_url("**/papers/issued/*/")
    met = page.content()
    page.goto(f"{page.url}read/")
    met += page.content()
    assert "Attendance" in met
    assert not [name for name in NAMES if name in met]
    for address in ("/children/", "/schools/", "/trail/"):
        page.said.clear()
        assert page.goto(address).status == 403
    page.said.clear()


def test_an_auditor_finds_who_opened_a_childs_record(
    stranger_page, opened, person, looked_at
):
    state = opened(authority())
    ivy = dict(state.pupils.select("supplied", "child").iter_rows())[IVY]
    person("leader"), person("auditor")
    page = stranger_page
    sign_in(page, "leader")
    page.goto(f"/children/{ivy}/")
    assert page.get_by_role("heading", name=re.compile("Ivy")).is_visible()
    page.click("text=Sign out")

    sign_in(page, "auditor")
    page.goto("/trail/child/")
    page.get_by_label("Unique pupil number").fill(IVY)
    page.keyboard.press("Enter")
    page.wait_for_url("**/trail/?child=*")
    looked_at(page)
    row = page.locator("main table tr", has_text="opened the record of child")
    assert "Sam Leader" in row.inner_text()
    assert not [name for name in NAMES if name in page.content()]
    page.said.clear()
    assert page.goto(f"/children/{ivy}/").status == 403
    page.said.clear()
