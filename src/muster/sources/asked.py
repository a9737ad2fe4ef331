"""What a file may not say, and whoever loads it is asked.

The command has an option for each and the browser a field, explained in the same words; a
file that is refused for want of one names both.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """`option` is the command's, `field` the browser's, `means` explains both."""

    option: str
    field: str
    means: str

    def like(self, example: str) -> str:
        """“--la 999, or “The authority’s number” in the browser”."""
        return f"{self.option} {example}, or “{self.field}” in the browser"

    @property
    def either(self) -> str:
        return f"{self.option} (in the browser, “{self.field}”)"


AS_AT = Asked(
    "--as-at",
    "The day they were true",
    "The day the file’s characteristics were true, its totals run to, or it was published.",
)
TO = Asked(
    "--to",
    "The last day it runs to",
    "The last day of a cumulative file that does not say it.",
)
PERIOD = Asked(
    "--period",
    "The period it is of",
    "The period of a published file that does not say it.",
)
LA = Asked(
    "--la",
    "The authority’s number",
    "The authority’s own number, like 999, for a GIAS file of several.",
)
WHOLE = Asked("--as-at", AS_AT.field, "The day a list of a cohort is whole as at.")
COHORT = Asked(
    "--cohort",
    "The cohort they are of",
    "The cohort of a list that has no column for it, like looked_after.",
)
ENDS = Asked(
    "--ends-many",
    "Those who are not on the list have left",
    "More than a fifth of a cohort have left: those who are not on the list.",
)
