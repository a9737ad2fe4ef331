"""The invented names: no authority, school, trust or child here is a real one.

Place names are two halves joined, and none of them is within the name of a real school
(tests/demo compares them with the published list). Children's names are the commonest
there are, drawn at random and apart, so that none of them is anybody.
"""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


AUTHORITY = "Harrowmere"
# Over the border: where some of the children who go to school here live.
NEIGHBOURS = ("Northmarch", "Issenvale", "Tolland Forest")

# The first has a two-week October break; the trusts are otherwise alike.
TRUSTS = (
    "Lantern Learning Trust",
    "Two Rivers Academy Trust",
    "Weathervane Schools Trust",
    "Cornerstone Moor Trust",
    "Larkrise Partnership",
)

BEGINNINGS = tuple(
    "Aldra Brenna Corvan Dunnel Ebbar Fenwar Gorsan Hobbin Isker Jolan Kestra Lorran "
    "Marvan Nettar Orvan Pennar Quarra Rushel Sorrel Tarran Ullin Vesper Wharra Yarrel "
    "Zellan Astren Brackel Calmar Drovan Elvan Farrin Gallow Hesper Ivel Kerran Lintern "
    "Morrow Nimber Osser Pinnar Rookan Sallow Tamsel Undrin".split()
)
ENDINGS = tuple(
    "mere wick stow combe hithe garth holme thwaite ford leigh den worth ham by hurst "
    "bourne moor dale fold gate haven ridge".split()
)

FORENAMES = {
    "F": tuple(
        "Amelia Olivia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophia Grace "
        "Evie Poppy Ella Emily Aisha Fatima Maryam Zara Layla Hana Priya Anaya Ngozi "
        "Amara Chloe Ruby Daisy Phoebe Erin Zofia Maja Alice Harriet Matilda "
        "Eliza Nancy Martha".split()
    ),
    "M": tuple(
        "Noah Oliver George Arthur Leo Muhammad Oscar Harry Archie Jack Henry Charlie "
        "Freddie Theo Thomas Alfie Jacob Finley Ibrahim Yusuf Omar Adam Ayaan Arjun "
        "Kwame Tobi Daniel Lucas Ethan Joseph Max Reuben Jakub Filip Albert Edward "
        "Stanley Ralph Toby Samuel".split()
    ),
}
SURNAMES = tuple(
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright "
    "Thompson Evans Walker White Roberts Green Hall Thomas Clarke Jackson Wood Harris "
    "Edwards Turner Martin Cooper Hill Ward Hughes Moore Clark King Harrison Lewis "
    "Baker Lee Allen Morris Khan Scott Watson Davis Parker James Bennett Young Phillips "
    "Richardson Mitchell Bailey Carter Cook Singh Shaw Bell Collins Morgan Kelly Begum "
    "Cox Hussain Marshall Simpson Price Anderson Adams Wilkinson Ali Ahmed Okafor Mensah "
    "Kowalski Nowak Novak Costa Ferreira Chen Wong Murphy Ryan Walsh Byrne".split()
)


class Ward(NamedTuple):
    """A home ward: its area (the authority's own district) and usual IDACI decile."""

    area: str
    ward: str
    idaci_decile: int


@cache
def wards() -> tuple[Ward, ...]:
    """Forty wards in eight areas, in the order of wards.csv."""
    text = files(__package__).joinpath("wards.csv").read_text("utf-8")
    return tuple(
        Ward(row["area"], row["ward"], int(row["idaci_decile"]))
        for row in csv.DictReader(text.splitlines())
    )


def place_names(number: int) -> list[str]:
    """So many place names, no two alike, the first of them always the same."""
    most = len(BEGINNINGS) * len(ENDINGS)
    assert number <= most, f"there are {most} place names and {number} are wanted"
    # A step with no factor in common with either list visits every pair once, and
    # neighbours in the list don't begin or end alike.
    step, names = 205, []
    for nth in range(number):
        beginning, ending = divmod(nth * step % most, len(ENDINGS))
        names.append(BEGINNINGS[beginning] + ENDINGS[ending])
    return names


def every_place() -> list[str]:
    """All the place names there are."""
    return place_names(len(BEGINNINGS) * len(ENDINGS))
