"""The parts of Muster an authority may do without. Pages belong to one by their names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part that can be switched off. A page's name is its own, or its folder's and a
    colon for every page there."""

    key: str
    title: str
    sentence: str
    pages: tuple[str, ...]

    def has(self, page: str) -> bool:
        return any(
            page.startswith(name) if name.endswith(":") else page == name
            for name in self.pages
        )


EXPORT = ("reports:export", "reports:export_file")

# The narrower before the wider: a page is of the first part that has it.
PARTS: tuple[Part, ...] = (
    Part(
        "schools",
        "Schools",
        "The list of schools, and a page for each.",
        ("explore:schools", "explore:school", "explore:map"),
    ),
    Part(
        "measures",
        "Measures",
        "The catalogue of measures, and each of them broken down.",
        (
            "explore:measures",
            "explore:measure",
            "explore:measure_csv",
            "explore:table_csv",
            "explore:table_xlsx",
            "explore:chart_svg",
            "explore:chart_png",
        ),
    ),
    Part(
        "places",
        "Areas",
        "Areas, wards, trusts and phases, and a page for each.",
        tuple(
            f"explore:{kind}{one}"
            for kind in ("area", "ward", "trust", "phase")
            for one in ("s", "")
        ),
    ),
    Part(
        "groups",
        "Groups",
        "Groups of pupils, each beside everybody else.",
        ("explore:groups", "explore:group"),
    ),
    Part(
        "signals",
        "Signals",
        "What stands out in a half-term beyond chance.",
        ("explore:signals", "explore:take_up"),
    ),
    Part("export", "Export", "Plain tables for Power BI and Excel.", EXPORT),
    Part(
        "programme",
        "Programme",
        "Plans and their actions, groups, meetings, boards and what they agreed.",
        ("programme:",),
    ),
    Part("papers", "Packs", "Data packs: made, read and downloaded.", ("reports:",)),
)


def part_of(page: str) -> Part | None:
    """The part a page belongs to. None: it can't be switched off."""
    return next((part for part in PARTS if part.has(page)), None)
