"""The demo authority’s programme: two years of groups, meetings, plans and priorities.

Only what people would have said, said with the verbs they use, each thing on its day: the
rules hold, the trail tells it, and a plan can be read as it stood on any of those days.
What is planted among it is in docs/demo.md.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from muster.demo.places import School
from muster.demo.programme.boards import Reported
from muster.demo.programme.groups import Met
from muster.demo.programme.minutes import Minuted
from muster.demo.programme.plans import Agreed
from muster.demo.programme.priorities import Taken
from muster.demo.programme.strategies import Consulted
from muster.demo.programme.told import tell
from muster.programme.groups.group import Group
from muster.tables.state import State


__all__ = ["add_programme"]


@transaction.atomic
def add_programme(state: State, schools: list[School], today: date) -> None:
    """Puts it in, whole or not at all; nothing where there are groups already."""
    if Group.objects.exists():
        return
    met = Met()
    minuted = Minuted(met)
    taken = Taken(met, state, schools)
    agreed = Agreed(met, taken, state, today)
    reported = Reported(met, state, today)
    consulted = Consulted(met, agreed)
    said = [*minuted.told(today), *taken.told(), *agreed.told(), *reported.told()]
    said += consulted.told()
    tell([*met.told(today), *said])
