"""Writes docs/reference from the code, so that it can't say anything else.

python docs/make.py            writes it
python docs/make.py --check    changes nothing; exit 1 and says so if it is stale
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from typer.main import get_command

from muster import cli
from muster.accounts.field_classes import held
from muster.accounts.people_file import COLUMNS as PEOPLE
from muster.accounts.permissions import Permission
from muster.accounts.roles import ROLES, Role, Within
from muster.measures.catalogue import MEASURES
from muster.protection.processing import columns_of, table_classes
from muster.sources.formats import FORMATS, code_map
from muster.tables.columns import PERSONAL


REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Made from the code by script/docs. Change the code, not this. -->"


def measures() -> Iterator[str]:
    yield "Everything Muster counts. Rates are sums over sums; `muster measure NAME`"
    yield "gives any of them by any dimension."
    yield from table(
        ("name", "what it counts", "out of", "better", "source"),
        (
            (f"`{one.name}`", one.sentence, one.unit, better(one.polarity), one.source)
            for one in MEASURES
        ),
    )


def better(polarity: str) -> str:
    return {"high": "higher", "low": "lower"}.get(polarity, "neither")


def files() -> Iterator[str]:
    yield "The files anyone can make. UTF-8 with a row of headings, in any order;"
    yield "dates are yyyy-mm-dd or dd/mm/yyyy, and anything else is refused. Muster"
    yield "tells which a file is by its headings; `--as NAME` says it outright. An Excel"
    yield "workbook does as well: the first sheet that has the headings is read."
    for kind in (*FORMATS, code_map.FORMAT):
        yield from ("", f"## {kind.title}: `{kind.name}`", "", kind.table.meaning)
        yield from table(
            ("column", "needed", "what it is", "like"),
            (
                (f"`{row.column}`", row.needed, row.meaning, code(row.example))
                for row in kind.help()
            ),
        )
        yield from ("", "A whole file:", "", "```", kind.sample.strip("\n"), "```")


def commands() -> Iterator[str]:
    yield "`MUSTER_HOME` or `--home DIR` names the home (default `./muster-home`). Exit 0:"
    yield "done; 1: refused or failed, with sentences on stderr; 2: wrong usage. Data goes"
    yield "to stdout, progress to stderr, and progress is silent when piped."
    for part in cli.parts():
        part.add_to(cli.app)
    for name, command in sorted(each_command(get_command(cli.app))):
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        options = [one for one in command.params if one.param_type_name == "option"]
        shown = " ".join(
            ["muster", name, *(one.metavar or one.name.upper() for one in arguments)]
        )
        yield from ("", f"## `{shown}`", "", command.help or "")
        if options:
            yield from table(("option", "what it does"), map(option, options))


def each_command(group, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command by its whole name: those of a group as “protection papers”."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from each_command(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def option(one) -> tuple[str, str]:
    names = ", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts))
    value = "" if one.is_flag else f" {one.metavar or one.name.upper()}"
    default = one.default
    said = one.help or ""
    if default not in (None, "", False, ()) and not callable(default):
        said += f" Default: {getattr(default, 'value', default)}."
    return names + value, said.strip()


def _for(role: Role, permission: Permission) -> str:
    within = role.reach_of(permission)
    return "" if within in (None, Within.EVERYTHING) else f", for {within.text}"


def people() -> Iterator[str]:
    yield "A permission is a sentence; a role is a short paragraph. People hold posts, each with a"
    yield "role. Nobody makes their own account."
    yield from table(
        ("permission", "lets a person"),
        ((f"`{one}`", one.sentence) for one in Permission),
    )
    for role in ROLES:
        yield from ("", f"## {role.title}: `{role.key}`", "", role.paragraph, "")
        yield from (
            f"- {one.sentence}{_for(role, one)}"
            for one in Permission
            if one in role.every
        )
    yield from ("", "## People from a file", "")
    yield "A CSV file in UTF-8 with a row of headings, in any order, under People. Dates are"
    yield "dd/mm/yyyy or yyyy-mm-dd. A blank cell leaves what is there, and nobody is taken"
    yield "away by being left out."
    yield from table(
        ("column", "needed", "what it is", "like"),
        (
            (
                f"`{one.name}`",
                "yes" if one.is_needed else "",
                one.meaning,
                code(one.example),
            )
            for one in PEOPLE
        ),
    )
    yield from ("", "## What is held about people, and for how long", "")
    yield "In the database:"
    yield from table(
        ("model", "personal", "special", "kept"),
        (
            (f"`{model}`", names(one.personal), names(one.special), one.kept)
            for model, one in held().items()
        ),
    )
    yield from ("", "In the store of marks:")
    yield from table(
        ("table", "personal", "special", "kept"),
        (
            (
                f"`{one.name}`",
                names(one.personal or (c.name for c in columns_of(one.name, PERSONAL))),
                names(one.conditions),
                one.kept,
            )
            for one in table_classes().values()
        ),
    )


def names(fields: Iterable[str]) -> str:
    return ", ".join(fields) or "–"


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|")
    for row in rows:
        cells = [" ".join(cell.split()).replace("|", "\\|") for cell in row]
        yield f"| {' | '.join(cells)} |"


PAGES = {
    "measures.md": ("Measures", measures),
    "files.md": ("Files", files),
    "commands.md": ("Commands", commands),
    "people.md": ("People, permissions and roles", people),
}


def made() -> dict[Path, str]:
    return {
        REFERENCE / name: "\n".join([f"# {title}", "", MADE, "", *lines(), ""])
        for name, (title, lines) in PAGES.items()
    }


def main(words: list[str]) -> int:
    if words not in ([], ["--check"]):
        print("docs/make.py takes nothing, or --check.", file=sys.stderr)
        return 2
    pages = made()
    stale = [
        path
        for path, text in pages.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if words:
        for path in stale:
            print(f"{path.name} is stale: run script/docs.", file=sys.stderr)
        return 1 if stale else 0
    REFERENCE.mkdir(exist_ok=True)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
