"""Every page of the week’s work, with something on it, by axe and on a narrow screen."""

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.journeys.test_meetings import somebody, world  # noqa: F401  fixtures
from tests.promises.test_another_school import filled, pages_under, plant

from muster.accounts.models import Organisation
from muster.accounts.pages import audience_of


OF_LEAD = ("support/", "children/")
OF_HEAD = ("my-school/",)


def shown_to(user, schools, under):
    """The first address of each page, under some, that shows itself to somebody."""
    client, found = Client(), []
    client.force_login(user)
    for address, page in pages_under(get_resolver().url_patterns):
        audience = audience_of(page.callback)
        if address.startswith(under) and audience.admits(user):
            for one in filled(address, schools):
                answer = client.get(one)
                is_page = answer.headers.get("Content-Type", "").startswith("text/html")
                if answer.status_code == 200 and is_page:
                    found.append(one)
                    break
    return found


@pytest.mark.slow
def test_nothing_is_wrong_with_any_page_of_the_work(
    world,  # noqa: F811
    somebody,  # noqa: F811
    person,
    axe,
    fits,
):
    plant(world)
    schools = dict(world.schools.select("name", "id").iter_rows())
    place = {"kind": "school", "name": "Ash Primary", "school": schools["Ash Primary"]}
    at = Organisation.objects.create(**place)
    looked, wrong = [], []
    for user, under in (
        (person("attendance-lead"), OF_LEAD),
        (person("school-leader", organisation=at), OF_HEAD),
    ):
        page = somebody(user)
        for address in shown_to(user, schools, under):
            page.goto(address)
            looked.append(address)
            try:
                axe(page)
                fits(page)
            except AssertionError as why:
                wrong.append(f"{address}: {why}")
    assert wrong == []
    assert len(looked) > 40, looked
