from datetime import date

import lxml.html
import pytest

from muster.programme import contacts
from muster.programme.contacts import named
from muster.programme.plans import changing
from muster.school_year.said import of_day


def tables(page) -> dict[str, list[list[str]]]:
    """Every table of a page by its caption: its rows, each cell’s words on one line."""
    found = {}
    for table in lxml.html.fromstring(page.content).iter("table"):
        caption = words(table.find("caption"))
        found[caption] = [
            [words(cell) for cell in row] for row in table.findall("tbody/tr")
        ]
    return found


def words(element) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.fixture(autouse=True)
def stands_still(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")


@pytest.fixture
def lively(plan, action, meets):
    """A log with an action in every state: what `action` is, and five more."""
    on = date(2026, 3, 23)
    changing.note(
        action,
        "Finance sent half of it. The rest comes on 14 April 2026.",
        on=on,
        by="ash",
    )
    amber = {"reason": "Finance is late.", "path": "Ask again.", "by": "ash"}
    changing.rate(action, colour="green", on=date(2026, 3, 2), by="ash")
    changing.rate(action, colour="amber", on=on, path_by=date(2026, 4, 20), **amber)
    late = add(plan, "8", "List the policies", ["B. Birch"], date(2026, 3, 1))
    changing.rate(late, colour="red", on=on, path_by=date(2026, 4, 20), **amber)
    add(plan, "9", "Agree a definition", [], None)
    new = add(plan, "12", "Ask schools", ["A. Ash", "C. Cedar"], date(2026, 7, 1), on)
    changing.add_steps(new, ["Write to heads", "Read replies"], on=on, by="chair")
    return plan


def add(plan, ref, heading, owners, due, on=date(2026, 1, 5)):
    made = changing.add_action(plan, heading=heading, ref=ref, on=on, by="chair")
    if owners:
        people = [named(one) for one in owners]
        changing.set_owners(made, people, on=on, by="chair")
    if due:
        changing.set_deadline(made, [of_day(due)], on=on, by="chair")
    return made


@pytest.fixture
def owner(person, db):
    """Somebody who reads plans and keeps none, and whom papers call A. Ash."""
    user = person("finance-officer")
    contacts.link(named("A. Ash"), user, by="chair")
    return user
