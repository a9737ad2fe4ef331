"""Over random days and facts: one letter a day at most, what is overdue is in somebody’s
within a working week, and nothing that is closed is in any."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.programme.reminders.conftest import post, sits

from muster.accounts.models import User
from muster.programme import Refused
from muster.programme.contacts import Contact, named
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import changing, closing, standing
from muster.programme.plans.action import Action
from muster.programme.reminders import choosing, due
from muster.programme.reminders.models import Digest, When
from muster.school_year.said import of_day
from muster.school_year.working_days import is_working_day


# Three weeks with Easter among them: Friday 3 April and Monday 6 April.
START = date(2026, 3, 23)
DAYS = [START + timedelta(days=n) for n in range(21)]
NAMES = ["A. Ash", "B. Birch", "C. Cedar"]
BY_EMAIL = st.sampled_from([When.DAILY, When.OVERDUE, When.WEEKLY])


@pytest.fixture(autouse=True)
def sends(settings):
    settings.EMAIL_IS_SET = True


class Facts:
    """A plan of two actions, whose keeper always has an account, and what befalls it."""

    def __init__(self, chosen):
        self.group, _ = Group.objects.get_or_create(kind="working", name="AWG")
        for name, when in zip(NAMES, chosen, strict=True):
            self.give_account(name, when)
        early = date(2026, 1, 5)
        self.plan = changing.start_plan(
            title="Log", kind="log", on=early, by="c", group=self.group
        )
        changing.keep(self.plan, named(NAMES[0]), on=early, by="c")
        self.actions = [
            changing.add_action(self.plan, heading=f"No. {n}", on=early, by="c")
            for n in (1, 2)
        ]

    def give_account(self, name, when):
        last = name.split()[-1].lower()
        user = User.objects.create(
            username=last, name=name, email=f"{last}@quillshire.example"
        )
        contact = named(name)
        contact.user = user
        contact.save()
        choosing.choose(person=user, when=when)

    def own(self, action, on, name):
        changing.set_owners(action, [named(name)], on=on, by="c")

    def own_both(self, action, on, name):
        changing.set_owners(action, [named(name), named("F. Fir")], on=on, by="c")

    def own_none(self, action, on, name):
        changing.set_owners(action, [], on=on, by="c")

    def set_due(self, action, on, name):
        later = [of_day(on + timedelta(days=len(name) % 5))]
        changing.set_deadline(action, later, on=on, by="c", reason="r")

    def note(self, action, on, name):
        changing.note(action, "Going.", on=on, by="c")

    def review(self, action, on, name):
        changing.review(self.plan, on=on, by="c")

    def meet(self, action, on, name):
        Meeting.objects.get_or_create(group=self.group, on=on)

    def chair(self, action, on, name):
        sits(self.group, named(name), on)

    def propose(self, action, on, name):
        closing.propose_closure(action, on=on, by="c", reason="Done")

    def confirm(self, action, on, name):
        meeting, _ = Meeting.objects.get_or_create(group=self.group, on=on)
        closing.confirm_closure(action, meeting=meeting, by="c")

    def reopen(self, action, on, name):
        closing.reopen(action, on=on, by="c", reason="r")

    def leave(self, action, on, name):
        """An account is closed; whoever keeps the plan stays."""
        if name != NAMES[0]:
            User.objects.filter(contact__name=name).update(is_active=False)


EDITS = st.tuples(
    st.sampled_from(
        [name for name in vars(Facts) if name[0] != "_" and name != "give_account"]
    ),
    st.integers(0, 1),
    st.sampled_from([*NAMES, "E. Elm"]),
)
# What happens on each of the days, before its letters or after.
WEEKS = st.lists(
    st.tuples(st.lists(EDITS, max_size=3), st.booleans()),
    min_size=len(DAYS),
    max_size=len(DAYS),
)


def overdue(on):
    found = standing.stood(Action.objects.all(), on)
    return {one.action.pk for one in found if one.is_overdue}


def closed(on):
    found = standing.stood(Action.objects.all(), on)
    return {one.title for one in found if one.is_closed}


def in_letters():
    """The actions that any letter of the day says are overdue."""
    return {
        action
        for action, title in ((1, "“No. 1”"), (2, "“No. 2”"))
        if any(f"{title} (Log) was due on" in letter.body for letter in mail.outbox)
    }


# One thing falls overdue on a Friday, and everybody is written to once a week.
A_FRIDAY = [([("own", 0, "B. Birch"), ("set_due", 0, "C. Cedar")], True)]


@pytest.mark.slow
@example(chosen=(When.WEEKLY,) * 3, weeks=A_FRIDAY + [([], False)] * 20)
@given(chosen=st.tuples(BY_EMAIL, BY_EMAIL, BY_EMAIL), weeks=WEEKS)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_one_letter_a_day_nothing_closed_and_nothing_overdue_is_forgotten(
    db, chosen, weeks
):
    with transaction.atomic():
        _live(Facts(chosen), weeks)
        transaction.set_rollback(True)


def _live(facts, weeks):
    numbers = {one.pk: n for n, one in enumerate(facts.actions, start=1)}
    late = Counter()
    for on, (edits, also_in_the_afternoon) in zip(DAYS, weeks, strict=True):
        for name, which, who in edits:
            try:
                with transaction.atomic():
                    getattr(facts, name)(facts.actions[which], on, who)
            except Refused:
                pass
        mail.outbox = []
        post(on)
        if also_in_the_afternoon:
            post(on, 15)
        written = Counter(letter.to[0] for letter in mail.outbox)
        assert not [who for who, count in written.items() if count > 1]
        assert bool(written) <= is_working_day(on)
        for title in closed(on):
            assert not any(f"“{title}”" in letter.body for letter in mail.outbox)
        told = in_letters()
        for action, number in numbers.items():
            if action not in overdue(on) or number in told:
                late[action] = 0
            elif is_working_day(on):
                late[action] += 1
            assert late[action] < 5, f"No. {number} on {on}"


@given(
    edits=st.lists(st.tuples(st.sampled_from(DAYS), EDITS), max_size=12),
    on=st.sampled_from(DAYS),
)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.slow
def test_what_is_overdue_is_told_to_somebody_on_every_day_and_what_is_closed_to_nobody(
    db, edits, on
):
    with transaction.atomic():
        facts = Facts([When.DAILY] * 3)
        for each, (name, which, who) in sorted(edits, key=lambda one: one[0]):
            try:
                with transaction.atomic():
                    getattr(facts, name)(facts.actions[which], each, who)
            except Refused:
                pass
        items = [item for held in due.told(on).values() for item in held]
        told = {item.page[1] for item in items if item.is_overdue}
        assert overdue(on) <= told
        shut = {one.pk for one in facts.actions if _is_closed(one, on)}
        assert not shut & {item.page[1] for item in items}
        # Whoever keeps the plan has an account, so there is always somebody.
        assert None not in due.told(on)
        assert Contact.objects.count() and not Digest.objects.count()
        transaction.set_rollback(True)


def _is_closed(action, on):
    return standing.of_one(action, on).is_closed
