"""In a browser: a consultee answers by a link, and an officer walks every page."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from muster.programme.replies.form import Reply


@pytest.fixture
def no_scripts(browser, live_server):
    """A telephone with scripts switched off."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_consultee_answers_by_link(form, invited, stranger_page, axe, fits):
    page = stranger_page
    path = invited(form)
    page.goto(path)
    assert path not in page.url, "The link is out of the address"
    assert page.get_by_role("heading", level=1).inner_text().endswith(form.title)
    axe(page)
    fits(page)
    page.get_by_role("button", name="Send my reply").click()
    assert page.get_by_role("alert").get_by_text("Answer “Is it clear?”").is_visible()
    axe(page)
    fits(page)
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("checkbox", name="Transport").check()
    page.get_by_label("What should we change? (optional)").fill("More buses")
    page.get_by_role("button", name="Send my reply").click()
    assert page.get_by_role("heading", name="Thank you").is_visible()
    axe(page)
    fits(page)
    page.get_by_role("link", name="change your reply").click()
    box = page.get_by_label("What should we change? (optional)")
    assert box.input_value() == "More buses"
    box.fill("More buses, please")
    page.get_by_role("button", name="Change my reply").click()
    [reply] = Reply.objects.all()
    assert "More buses, please" in reply.answers.values()


def test_a_telephone_without_scripts_can_reply(form, invited, no_scripts):
    no_scripts.goto(invited(form))
    no_scripts.get_by_label("Yes", exact=True).check()
    no_scripts.get_by_role("button", name="Send my reply").click()
    assert no_scripts.get_by_role("heading", name="Thank you").is_visible()
    assert Reply.objects.count() == 1


def test_a_wrong_link_is_a_plain_page(stranger_page, axe, fits, transactional_db):
    page = stranger_page
    page.goto(reverse("programme:follow_reply", args=["made-up:thing"]))
    assert page.get_by_role("heading", name="This link is of no use").is_visible()
    axe(page)
    fits(page)
    page.said.clear()  # that it was not found


@pytest.mark.slow
def test_every_page_of_an_officer_reads_well_and_fits_a_telephone(
    stranger_page, live_server, signed_in, settings, full, axe, fits
):
    page = stranger_page
    key = settings.SESSION_COOKIE_NAME
    value = signed_in("programme-officer").cookies[key].value
    host = urlsplit(live_server.url)
    page.context.add_cookies(
        [{"name": key, "value": value, "url": f"{host.scheme}://{host.netloc}"}]
    )
    for name, args in full.items():
        page.goto(reverse(f"programme:{name}", args=args))
        assert page.locator("h1").count() == 1, name
        axe(page)
        fits(page)
