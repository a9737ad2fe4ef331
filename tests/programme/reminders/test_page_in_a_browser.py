"""The page of one's own choice, as people with any means of reading meet it."""


def test_the_choice_is_made_in_a_browser(browser_page, axe, fits):
    browser_page.goto("/programme/reminders/")
    axe(browser_page)
    fits(browser_page)
    browser_page.get_by_label("Once a week").check()
    browser_page.get_by_role("button", name="Save").click()
    browser_page.get_by_text("Your choice is kept.").wait_for()
    assert browser_page.get_by_label("Once a week").is_checked()
    axe(browser_page)
