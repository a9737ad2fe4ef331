"""Who answers for what: the RACI of a group’s open actions and of its protocols."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from muster.programme.groups.group import Group
from muster.programme.meetings import agenda
from muster.programme.meetings.protocol import Protocol
from muster.programme.plans.standing import Standing


@dataclass(frozen=True)
class Shares:
    """One action or protocol: exactly one person is accountable, or nobody yet."""

    what: str
    kind: str
    accountable: str = ""
    responsible: str = ""
    consulted: str = ""
    informed: str = ""
    address: tuple[str, int] = ("", 0)
    is_exempt: bool = False

    @property
    def is_complete(self) -> bool:
        return bool(self.accountable and self.responsible)


def of(group: Group, on: date) -> list[Shares]:
    return [*_actions(group, on), *_protocols(group, on)]


def _actions(group: Group, on: date) -> Iterator[Shares]:
    exempt = agenda.exempt_actions()
    for one in agenda.open_actions(group, on):
        accountable = one.accountable
        yield Shares(
            f"{one.ref} {one.title}".strip(),
            "Action",
            accountable.name if accountable else "",
            _named(one, "responsible"),
            _named(one, "consulted"),
            _named(one, "informed"),
            ("programme:action", one.action.pk),
            one.action.pk in exempt,
        )


def _protocols(group: Group, on: date) -> Iterator[Shares]:
    for one in Protocol.objects.filter(group=group).select_related("owner"):
        if one.ended_on and one.ended_on <= on:
            continue
        yield Shares(
            one.title,
            "Protocol",
            one.owner.name if one.owner else "",
            one.responsible,
            one.consulted,
            one.informed,
            ("programme:protocol", one.pk),
        )


def _named(one: Standing, share: str) -> str:
    return ", ".join(each.name for each in one.everybody if each.share == share)
