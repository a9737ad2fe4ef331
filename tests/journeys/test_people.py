"""People: invited and at work, closed while signed in, and a file put right."""

import pytest

from muster.accounts.models import Post, User


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_email(settings):
    settings.EMAIL_IS_SET = False
    # How a second factor is set up is walked elsewhere.
    settings.SECOND_FACTOR = "nobody"


@pytest.fixture
def keeper(schools_in_store, browser_page):
    return browser_page


@pytest.fixture
def schools_in_store(home, tmp_path):
    from muster.sources import uploads

    uploads.store().create()
    path = tmp_path / "schools.csv"
    path.write_text(
        "urn,name,phase,area\n100001,Ash Primary School,primary,North\n"
        "100002,Elm Primary School,primary,North\n"
        "100003,Oak Academy,secondary,South\n",
        "utf-8",
    )
    assert uploads.load(path, by="tests").status == "loaded"


@pytest.fixture
def theirs(browser, live_server):
    """Another browser, with nobody signed in."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.slow
def test_somebody_is_added_given_posts_invited_and_then_closed(
    keeper, theirs, axe, fits
):
    def looks_right(page):
        axe(page)
        fits(page)

    keeper.goto("/people/add/")
    looks_right(keeper)
    keeper.get_by_label("Name", exact=True).fill("Jo Field")
    keeper.get_by_label("Username").fill("jo")
    keeper.get_by_label("Also written as").fill("JF, J. Field")
    press(keeper, "Make the account")

    keeper.get_by_label("Attendance officer").check()
    looks_right(keeper)
    press(keeper, "Go on")
    press(keeper, "Give the post")
    keeper.locator(".govuk-error-summary:focus").wait_for()
    looks_right(keeper)
    keeper.get_by_text("North (0 of 2)").click()
    keeper.get_by_label("Elm Primary School").check()
    looks_right(keeper)
    press(keeper, "Give the post")
    keeper.get_by_text("For Elm Primary School:").wait_for()
    looks_right(keeper)

    press(keeper, "Send a link")
    looks_right(keeper)
    link = keeper.locator("#invitation").get_attribute("href")

    theirs.goto(link)
    theirs.get_by_label("Password", exact=True).fill("short")
    theirs.get_by_label("Password again").fill("short")
    press(theirs, "Save and sign in")
    theirs.locator(".govuk-error-summary:focus").wait_for()
    looks_right(theirs)
    theirs.get_by_label("Password", exact=True).fill("four very unlikely words")
    theirs.get_by_label("Password again").fill("four very unlikely words")
    press(theirs, "Save and sign in")
    theirs.get_by_role("link", name="Jo Field").wait_for()
    theirs.goto("/people/roles/")
    theirs.get_by_text("What you may do, and because of which post").click()
    theirs.get_by_text("For Elm Primary School:").wait_for()
    looks_right(theirs)
    theirs.goto("/people/")
    theirs.get_by_role("link", name="See who may do what, and why").wait_for()

    jo = User.objects.get(username="jo")
    post = Post.objects.get(person=jo)
    keeper.goto(f"/people/{jo.pk}/posts/{post.pk}/")
    looks_right(keeper)
    keeper.goto(f"/people/{jo.pk}/close/")
    looks_right(keeper)
    press(keeper, "Close the account")
    keeper.get_by_text("The account of Jo Field is closed").wait_for()
    looks_right(keeper)
    theirs.goto("/people/roles/")
    theirs.wait_for_url("**/people/sign-in/?next=/people/roles/")
    theirs.goto(link)
    theirs.get_by_role("heading", name="This link is of no use any more").wait_for()
    looks_right(theirs)


HEAD = "username,name,role,organisation,schools\n"
WRONG = (
    HEAD + "kit,Kit Reed,school-leader,Oak Acadamy,\nlee,,attendance-officer,,100001\n"
)
RIGHT = (
    HEAD
    + "kit,Kit Reed,school-leader,Oak Academy,\nlee,Lee Ash,attendance-officer,,100001\n"
)


def test_a_file_with_mistakes_is_put_right_and_taken(keeper, tmp_path, axe, fits):
    def send(text):
        path = tmp_path / "people.csv"
        path.write_text(text, "utf-8")
        keeper.set_input_files("input[type=file]", path)
        press(keeper, "Check the file")

    keeper.goto("/people/import/")
    send(WRONG)
    keeper.get_by_text("There are 2 problems in the file").wait_for()
    keeper.get_by_text("There is no school “Oak Acadamy”").wait_for()
    axe(keeper)
    fits(keeper)
    send(RIGHT)
    keeper.get_by_text("Nothing is done yet").wait_for()
    axe(keeper)
    fits(keeper)
    press(keeper, "Do it")
    keeper.get_by_role("heading", name="The file is taken").wait_for()
    axe(keeper)
    fits(keeper)
    assert str(Post.objects.get(person__username="kit")) == "School leader, Oak Academy"
    keeper.goto("/people/organisations/")
    keeper.get_by_role("link", name="Oak Academy").click()
    keeper.get_by_role("link", name="Kit Reed").wait_for()
    axe(keeper)
    fits(keeper)
