"""A worker in a process of its own, that is killed where it is told to be.

    python -m tests.programme.reminders.works HOME DAY LETTERS WHERE

does the worker's turn on a day at nine. Letters are written to a file, a line each. WHERE is
“recording”, “opening”, “handing” or “taken”: what it is about when it is killed, the first
time or, of letters, at the third. “at once” is not killed, and asks no schedule.
"""

import os
import signal
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.mail.backends.base import BaseEmailBackend


PEOPLE = ["ash", "birch", "cedar", "elm", "fir"]
KILLED_AT = 3


class ToAFile(BaseEmailBackend):
    """A relay that writes down whom it was given a letter to."""

    path = Path()
    where = ""
    opened = 0
    taken = 0

    def open(self):
        type(self).opened += 1
        die_if(self.where == "opening" and self.opened == KILLED_AT)

    def send_messages(self, messages):
        type(self).taken += 1
        die_if(self.where == "handing" and self.taken == KILLED_AT)
        with open(self.path, "a") as file:
            file.write(f"{messages[0].to[0]}\n")
        die_if(self.where == "taken" and self.taken == KILLED_AT)
        return 1


def die_if(so):
    if so:
        os.kill(os.getpid(), signal.SIGKILL)


def morning(tell):
    """A line of the schedule: the round of the day this process was told."""
    from muster.programme.reminders import sending

    at = datetime(ON.year, ON.month, ON.day, 9, tzinfo=ZoneInfo("Europe/London"))
    return sending.letters(tell, on=ON, now=at)


def begin(home):
    """A home with five people, each of whom has an action overdue."""
    from muster.cli.opened import make_home

    make_home(home)
    from muster.accounts.models import User
    from muster.programme.contacts import of_user
    from muster.programme.plans import changing
    from muster.school_year.said import of_day

    on = date(2026, 1, 5)
    plan = changing.start_plan(title="Task log", kind="log", on=on, by="chair")
    for name in PEOPLE:
        user = User.objects.create(
            username=name, name=name.title(), email=f"{name}@quillshire.example"
        )
        made = changing.add_action(plan, heading=f"Of {name}", on=on, by="chair")
        changing.set_owners(made, [of_user(user)], on=on, by="chair")
        changing.set_deadline(made, [of_day(date(2026, 4, 30))], on=on, by="chair")


def work(home, letters, where):
    from muster.cli.opened import open_home

    open_home(home)
    from django.conf import settings

    from muster.jobs import schedule, worker
    from muster.programme.reminders.models import Digest

    ToAFile.path, ToAFile.where = letters, where
    settings.EMAIL_IS_SET = True
    settings.EMAIL_BACKEND = f"{ToAFile.__module__}.ToAFile"
    settings.SCHEDULE = [(f"{ToAFile.__module__}.morning", "minutely")]
    if where == "recording":
        record = Digest.objects.bulk_create

        def killed_in_the_middle(rows):
            record(rows)
            die_if(True)

        Digest.objects.bulk_create = killed_in_the_middle
    if where == "at once":
        # Past the schedule, which lets one worker alone take a line.
        morning(lambda share: None)
        return
    schedule.soon(settings.SCHEDULE[0][0])
    worker.do_waiting()


ON = date.min

if __name__ == "__main__":
    # By its own name, so that the queue and this are one module.
    from tests.programme.reminders import works

    home = Path(sys.argv[1])
    if len(sys.argv) == 2:
        works.begin(home)
    else:
        works.ON = date.fromisoformat(sys.argv[2])
        works.work(home, Path(sys.argv[3]), sys.argv[4])
