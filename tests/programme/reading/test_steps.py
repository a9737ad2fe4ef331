import pytest

from muster.programme.reading.steps import split_steps, split_title


@pytest.mark.parametrize(
    ("title", "heading", "objective"),
    [
        ("BUS ROUTES To map them", "BUS ROUTES", "To map them"),
        ("BUS ROUTES Through the group", "BUS ROUTES", "Through the group"),
        ("BUSES A plan for all", "BUSES", "A plan for all"),
        ("Post-18/ LEAVERS To help", "Post-18/ LEAVERS", "To help"),
        ("BUSES & TRAMS To run", "BUSES & TRAMS", "To run"),
        ("Map the routes", "Map the routes", ""),
        ("BUSES", "BUSES", ""),
        ("", "", ""),
    ],
)
def test_a_title_is_a_heading_and_an_objective(title, heading, objective):
    assert split_title(title) == (heading, objective)


@pytest.mark.parametrize(
    ("text", "description", "steps"),
    [
        ("- one - two", "", ("one", "two")),
        ("first - then", "first", ("then",)),
        (
            "- half-termly – as agreed - Post-18",
            "",
            ("half-termly – as agreed", "Post-18"),
        ),
        ("list them write them", "list them write them", ()),
        ("Before\n- one - in part\n- two", "Before", ("one - in part", "two")),
        ("", "", ()),
    ],
)
def test_bullets_are_steps_where_they_can_be_told_apart(text, description, steps):
    assert split_steps(text) == (description, steps)
