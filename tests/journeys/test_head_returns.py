"""A head sends a return, in a browser: from what is expected to what was answered."""

import pytest
from tests.measures.authority import Authority
from tests.registers.test_returns import MARKS, ON, ROLL, SCHOOLS

from muster.accounts.models import Organisation
from muster.registers import finding
from muster.registers.returns import expecting
from muster.registers.returns.sent import Return


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def sign_in(page, username):
    page.goto("/people/sign-in/")
    page.fill("#id_login", username)
    page.fill("#id_password", "three unlikely words")
    page.click("main button:has-text('Sign in') >> nth=0")
    page.wait_for_url(lambda url: "sign-in/" not in url)


def test_a_head_sends_the_return_that_is_expected_and_reads_the_answer(
    stranger_page, opened, person, monkeypatch, looked_at
):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    state = opened(Authority(SCHOOLS, ROLL, [], [MARKS]))
    finding.look(state, ON)
    expecting.bring_up(state, ON, state.schools["id"].to_list())
    school = dict(state.schools.select("name", "id").iter_rows())["Ash Primary"]
    ash = Organisation.objects.create(kind="school", name="Ash Primary", school=school)
    person("school-leader", organisation=ash)
    person("attendance-lead")

    page = stranger_page
    sign_in(page, "school-leader")
    page.click("text=My school >> nth=0")
    looked_at(page)
    page.click("main a:text-is('Returns')")
    looked_at(page)
    page.click("tr:has-text('Part-time timetable') >> text=Send it")
    looked_at(page)
    page.click("text=Send the return")
    assert page.locator(".govuk-error-summary").is_visible()
    page.check("text=Coming back after an absence")
    for name, value in [
        ("ends_on", "31/10/2025"),
        ("sessions_a_week", "5"),
        ("parent_agreed_on", "26/09/2025"),
        ("review_on", "17/10/2025"),
        ("back_to_full", "An hour more each week"),
    ]:
        page.fill(f"#id_{name}", value)
    page.click("text=Send the return")
    page.wait_for_url("**/sent/*/")
    looked_at(page)
    assert "Waits for an answer" in page.locator("main").inner_text()
    page.click("text=Sign out")

    sign_in(page, "attendance-lead")
    page.goto("/children/returns/")
    looked_at(page)
    page.click("text=Answer what came (1)")
    looked_at(page)
    page.click("main table a >> nth=0")
    looked_at(page)
    page.fill("#id_answer", "Thank you. We look again on the 17th.")
    page.click("main button:text-is('Answer')")
    page.wait_for_url("**/received/")
    assert Return.objects.get().stage == "accepted"
    page.click("text=Sign out")

    sign_in(page, "school-leader")
    page.goto(f"/my-school/{school}/returns/")
    page.click("text=Part Swift")
    assert "We look again on the 17th." in page.locator("main").inner_text()
    page.goto(f"/my-school/{school}/plans/")
    looked_at(page)
    assert "Reported by the school" in page.locator("main").inner_text()
