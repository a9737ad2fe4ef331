"""Starting a strategy and writing its text: sections, each under a heading.

    # What we want
    Every child in school, every day.

is how a text is typed: a line that begins with “#” is a heading.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from muster.accounts import audit
from muster.programme import Refused
from muster.programme.plans import changing
from muster.programme.strategies import moving
from muster.programme.strategies.moving import WRITABLE
from muster.programme.strategies.strategy import State, Strategy, Version, gates_of


LONGEST_HEADING = 200


@transaction.atomic
def start(*, text: str, on: date, by: str, **said: Any) -> Strategy:
    """A first draft. ``said`` are fields of `Strategy`."""
    parts = parts_of(text)
    strategy = Strategy.objects.create(made_on=on, by=by, **said)
    _keep(strategy, parts, "First draft", on, by)
    moving.began(strategy, on=on, by=by)
    return strategy


@transaction.atomic
def write(
    strategy: Strategy, *, text: str, changed: str, number: int, on: date, by: str
) -> Version:
    """The next version, of the one with a number. Raises Refused while the text is before
    others, where nothing differs, and where somebody else has written one meanwhile."""
    if why := why_not(strategy):
        raise Refused(why)
    latest = strategy.latest
    if latest.number != number:
        raise Refused(
            f"{latest.by} has written version {latest.number} meanwhile. Copy what you"
            " have written, open the text again and put it in there."
        )
    parts = parts_of(text)
    if parts == latest.parts:
        raise Refused("Nothing of the text is changed.")
    return _keep(strategy, parts, changed, on, by)


@transaction.atomic
def change(strategy: Strategy, *, on: date, by: str, **said: Any) -> None:
    """Another title, kind, group or action. The action it answers from now on waits for its
    boards’ meetings; the one before does no longer."""
    before = {name: str(getattr(strategy, name)) for name in said}
    other = said.get("action", strategy.action) != strategy.action
    waits = [one.meeting for one in gates_of(strategy) if one.meeting]
    if other and strategy.action:
        for meeting in waits:
            changing.wait_for(
                strategy.action, on=on, by=by, needs_meeting=meeting, stands=False
            )
    for name, value in said.items():
        setattr(strategy, name, value)
    strategy.save()
    if other and strategy.action:
        for meeting in waits:
            changing.wait_for(strategy.action, on=on, by=by, needs_meeting=meeting)
    after = {name: str(value) for name, value in said.items()}
    to = f"strategy:{strategy.pk}"
    audit.record(did="strategy.changed", by=by, to=to, before=before, after=after)


def why_not(strategy: Strategy) -> str:
    """Why the text can't be written now; "" where it can."""
    if strategy.state in WRITABLE:
        return ""
    here = State(strategy.state)
    advice = {
        State.CONSULTATION: "Close the consultation first.",
        State.GATES: "Take it back to revise it first.",
        State.SUPERSEDED: "Write in what took its place.",
    }
    return (
        f"The text stays as it is while it is “{here.label}”."
        f" {advice.get(here, 'Open it again first.')}"
    )


def parts_of(text: str) -> list[dict[str, str]]:
    """The sections of a typed text. Raises Refused for one that names none, or has
    something before its first heading."""
    parts = list(_parts(text))
    if not parts:
        raise Refused("Write a text: a line that begins with “#” is a heading.")
    return parts


def typed(parts: list[dict[str, str]]) -> str:
    """Sections as they are typed."""
    return "\n\n".join(f"# {one['heading']}\n\n{one['text']}".strip() for one in parts)


def _parts(text: str) -> Iterator[dict[str, str]]:
    heading, lines = "", []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            if line.strip() and not heading:
                raise Refused(
                    f"Line {number}: “{line.strip()[:60]}” stands before the first"
                    " heading. Begin with a line like “# What we want”."
                )
            lines.append(line.rstrip())
            continue
        if heading:
            yield _part(heading, lines)
        heading, lines = _heading(line, number), []
    if heading:
        yield _part(heading, lines)


def _heading(line: str, number: int) -> str:
    heading = line.lstrip("#").strip()
    if not heading:
        raise Refused(f"Line {number} has a “#” and no heading. Write one behind it.")
    if len(heading) > LONGEST_HEADING:
        raise Refused(
            f"Line {number}: a heading has {LONGEST_HEADING} letters at most, and this"
            f" one {len(heading)}. Put the text on a line of its own."
        )
    return heading


def _part(heading: str, lines: list[str]) -> dict[str, str]:
    return {"heading": heading, "text": "\n".join(lines).strip()}


def _keep(
    strategy: Strategy, parts: list[dict[str, str]], changed: str, on: date, by: str
) -> Version:
    last = strategy.versions.order_by("-number").first()
    version = Version(
        strategy=strategy,
        number=last.number + 1 if last else 1,
        parts=parts,
        changed=changed,
        on=on,
        by=by,
    )
    version.save()
    audit.record(
        did="strategy.written",
        by=by,
        to=f"strategy:{strategy.pk}",
        after={"version": version.number, "changed": changed},
    )
    return version
