"""Whatever is said later, what was printed once is printed again as it was."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import changing, closing, printing
from muster.programme.plans.plan import Plan
from muster.school_year.said import of_day


START = date(2026, 1, 5)
WORDS = st.sampled_from(["Begun", "Late", "Sent out", "New head", "=1+1"])


class Edits:
    """What anybody may do to a plan, each with a day that may lie before earlier ones."""

    def __init__(self):
        group, _ = Group.objects.get_or_create(kind="working", name="AWG")
        self.plan = Plan.objects.create(kind="log", title="Log", created_on=START)
        self.meeting, _ = Meeting.objects.get_or_create(group=group, on=START)
        self.actions = []
        self.add(START, "First")

    def add(self, on, word):
        made = changing.add_action(self.plan, heading=word, on=on, by="a")
        self.actions.append(made)

    def reword(self, on, word):
        changing.reword(self.actions[0], on=on, by="a", reason="r", heading=word)

    def rename(self, on, word):
        self.plan.title = word
        self.plan.save()

    def keep(self, on, word):
        changing.keep(self.plan, named(word), on=on, by="a")

    def review(self, on, word):
        changing.review(self.plan, on=on, by="a")

    def own(self, on, word):
        who = named(word)
        changing.set_owners(self.actions[-1], [who], on=on, by="a")
        who.name, who.aliases = f"{who.name} (married {who.pk})", [who.name]
        who.save()

    def move(self, on, word):
        later = [of_day(on + timedelta(days=30))]
        changing.set_deadline(self.actions[-1], later, on=on, by="a", reason=word)

    def rate(self, on, word):
        changing.rate(
            self.actions[-1],
            colour="red",
            on=on,
            by="a",
            reason=word,
            path=word,
            path_by=on,
        )

    def note(self, on, word):
        changing.note(self.actions[0], word, on=on, by="a")

    def steps(self, on, word):
        changing.add_steps(self.actions[0], [word], on=on, by="a")

    def drop(self, on, word):
        changing.change_step(self.actions[0], 1, state="dropped", on=on, by="a")

    def propose(self, on, word):
        closing.propose_closure(self.actions[-1], on=on, by="a", reason=word)

    def confirm(self, on, word):
        closing.confirm_closure(self.actions[-1], meeting=self.meeting, by="a")

    def reopen(self, on, word):
        closing.reopen(self.actions[-1], on=on, by="a", reason=word)


VERBS = [name for name in vars(Edits) if not name.startswith("_")]
edits = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 40), WORDS, st.booleans()),
    max_size=25,
)


@pytest.mark.slow
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits)
def test_any_past_snapshot_is_printed_again_exactly(db, edits):
    with transaction.atomic():
        held, printed = Edits(), []
        for verb, days, word, prints in edits:
            on = START + timedelta(days=days)
            try:
                getattr(held, verb)(on, word)
            except Refused:
                continue
            if prints:
                at = timezone.now()
                document = printing.document(held.plan, on, at)
                assert printing.document(held.plan, on) == document
                printed.append((on, at, document))
        for on, at, document in printed:
            assert printing.document(held.plan, on, at) == document
        transaction.set_rollback(True)
