"""What may be said with a question: the command's options and the API's parameters, told
in the same words. Imports nothing, since the command reads it each time it starts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """`example` is one of the demo's, or of its choices. Without a `default` it has to be
    said; with `choices` or a `pattern`, nothing else can be."""

    name: str
    sentence: str
    example: str
    default: str | None = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""

    @property
    def schema(self) -> dict[str, object]:
        """What JSON Schema says of it beside its being a text."""
        if self.choices:
            return {"enum": list(self.choices)}
        return {"pattern": self.pattern} if self.pattern else {}


NAMES = Parameter(
    "names",
    "Measures, by the names the catalogue (measures) has.",
    "overall_absence,persistent_absence",
    default=None,
)
BY = Parameter(
    "by",
    "Break down by, separated by commas. Cases have breakdowns of their own: plan, say.",
    "phase",
)
PERIOD = Parameter(
    "period",
    "Like 2025-26/HT1. Default: the latest half-term with marks, or, for measures of cases,"
    " the school year to today.",
    "2025-26/HT1",
)
RULES = Parameter(
    "rules",
    "census, live, roll or pupil.",
    "census",
    default="census",
)
SCHOOL = Parameter("school", "Only these schools: URN, LAESTAB or name.", "990001")

NAME = Parameter(
    "name",
    "A measure of ours, or dfe:COLUMN for any of a file.",
    "overall_absence",
    default=None,
)
AREA = Parameter(
    "area", "Only this area: its name, its ONS code or its number.", "England"
)
PUBLISHED_PERIOD = Parameter(
    "period", "Only this period, like 2025-26/ytd or 2025-W37.", "2025-26/ytd"
)
PHASE = Parameter("phase", "Only this phase; Total is all of them.", "Total")
AS_AT = Parameter(
    "as_at",
    "As it was published that day, or stood then. Default: the latest.",
    "2025-12-04",
)

FORMAT = Parameter(
    "format",
    "json or csv. Default: what Accept asks for, else json.",
    "csv",
    choices=("json", "csv"),
)
PAGE = Parameter(
    "page",
    "Which page, where there is more than one.",
    "1",
    default="1",
    pattern="^[1-9][0-9]{0,6}$",
)
