"""The authorities of England that run schools, by the Department's numbers for them.

For a home that has loaded no list of them yet; a list that was loaded stands over this.
As they have been since April 2023: 153 of them. Source: the numbers of GIAS.
"""

import csv
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def authorities() -> MappingProxyType[str, str]:
    """Names by number, in order of name."""
    text = files(__package__).joinpath("authorities.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    named = sorted(rows, key=lambda row: row["la_name"])
    return MappingProxyType({row["la_number"]: row["la_name"] for row in named})
