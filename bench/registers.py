"""How long pages of registers take with as many cases as an authority keeps, permissions on.

Makes the invented authority, or copies a home already made, and puts cases into it
(`registers_data`): 5,000 open and 100,000 closed entries with lines and clocks, findings,
notices, returns, meetings with every school. Then an attendance lead, an officer with a
patch and a head ask for their pages in this process, as the web server would: once cold,
then again and again, pages in turn. Prints the cold time, the median and the 95th percentile
warm, the processor’s own time of the median page (the machine may be busy with other work),
and how many questions a page asks the database.
To hold (design.md 8): p95 under 300 ms warm.

    .venv/bin/python bench/registers.py --pupils 120000 [--home DIR] [--repeats 20]

`--look` times the week's lists too: every school looked through, and one that changed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


TODAY = "2026-03-27"
LIMIT_MS = 300
LEAD, PATCH, HEAD = "rosalind", "jessamy", "marigold"
LISTS = ("severe", "threshold", "unresolved", "nearly")
FILTERS = (
    "", "?page=40", "?which=late", "?which=review", "?which=closed", "?which=closed&page=40",
    "?which=all", "?lead=me", "?lead=nobody", "?status={status}", "?school={school}",
    "list.csv", "list.xlsx",
)  # fmt: skip
KEEPERS = (
    "/children/week/",
    *(f"/children/week/{name}/" for name in LISTS),
    "/children/week/severe/?every",
    "/children/week/severe/{finding}/",
    "/children/week/moved/",
    "/children/registers/",
    *(
        f"/children/registers/{name}/{what}"
        for name in ("support", "part_time", "legal")
        for what in FILTERS
    ),
    "/children/registers/part_time/?which=past_end",
    "/children/registers/support/{support}/",
    "/children/registers/support/{support}/note/",
    "/children/registers/legal/{legal}/",
    "/children/reviews/",
    "/children/legal/",
    "/children/legal/?which=paid",
    "/children/legal/?which=all&page=40",
    "/children/returns/",
    "/children/returns/?which=all&page=40",
    "/children/returns/received/",
    "/children/returns/received/?stage=all",
    "/children/returns/received/{sent}/",
    "/children/cohorts/",
    "/children/cases/",
    "/children/{child}/",
    "/support/",
    "/support/coverage/",
    "/support/school/{school}/",
    "/support/meeting/{meeting}/",
    "/support/challenges/",
)
ONLY_LEAD = (
    "/children/legal/figures/",
    "/children/legal/equality/",
    "/children/legal/payments/",
)
ONLY_HEAD = (
    "/my-school/{own}/",
    "/my-school/{own}/week/severe/",
    "/my-school/{own}/plans/",
    "/my-school/{own}/returns/",
    "/my-school/shelf/",
    "/children/{theirs}/",
)
FILES = (".csv", ".xlsx")
PAGES = (
    *((LEAD, one) for one in (*KEEPERS, *ONLY_LEAD)),
    *((PATCH, one) for one in KEEPERS),
    *((HEAD, one) for one in ONLY_HEAD),
)


def main() -> int:
    args = arguments()
    with home_of(args) as home:
        os.environ |= {
            "MUSTER_HOME": str(home),
            "MUSTER_TODAY": TODAY,
            "MUSTER_SECOND_FACTOR": "nobody",
            "DJANGO_SETTINGS_MODULE": "muster.config.settings",
        }
        set_up(args)
        looked = timed_look() if args.look else {}
        found = timed(args)
    report(found, looked, args)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pupils", type=int, default=120_000)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--open", type=int, default=5_000)
    parser.add_argument("--closed", type=int, default=100_000)
    parser.add_argument("--home", type=Path, help="a demo home made before, copied")
    parser.add_argument(
        "--filled", type=Path, help="a home this filled before, as it is"
    )
    parser.add_argument("--look", action="store_true", help="time the week’s lists too")
    parser.add_argument(
        "--only", default="", help="only addresses that have this in them"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args()


@contextmanager
def home_of(args: argparse.Namespace) -> Iterator[Path]:
    args.is_filled = bool(args.filled and args.filled.exists())
    if args.is_filled:
        yield args.filled
        return
    with tempfile.TemporaryDirectory() as folder:
        home = args.filled or Path(folder) / "home"
        if args.home:
            shutil.copytree(args.home, home)
        else:
            muster(home, "demo", "--pupils", args.pupils, "--years", args.years)
        yield home


def muster(home: Path, *words: object) -> None:
    subprocess.run(
        [sys.executable, "-m", "muster.cli", "--home", home, *map(str, words)],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"MUSTER_TODAY": TODAY},
    )


def set_up(args: argparse.Namespace) -> None:
    from django.conf import settings

    import muster.config.wsgi  # noqa: F401  the site, as the web server begins it
    from muster.school_year import clock

    settings.ALLOWED_HOSTS = ["testserver"]
    if args.is_filled:
        return
    from registers_data import Size, fill

    begun = time.perf_counter()
    fill(Size(open=args.open, closed=args.closed), clock.today())
    print(f"Filled in {time.perf_counter() - begun:.0f} s", file=sys.stderr)


# Timing --------------------------------------------------------------------------------


def numbers() -> dict[str, dict[str, Any]]:
    """What stands in addresses, for each person: things they may see."""
    from muster.accounts.models import User
    from muster.accounts.stored import state
    from muster.practice.meeting import SupportMeeting
    from muster.registers.entry import Entry
    from muster.registers.found import Found
    from muster.registers.returns.doors import SCHOOL
    from muster.registers.returns.sent import Return
    from muster.school_year import clock

    held, today = state(), clock.today()
    found: dict[str, dict[str, Any]] = {}
    for who in (LEAD, PATCH):
        user = User.objects.get(username=who)
        seen = Entry.objects.visible_to(user, held).open().order_by("pk")
        support = seen.filter(register="support").last()
        meeting = SupportMeeting.objects.visible_to(user, held).last()
        found[who] = {
            "support": support.pk,
            "child": support.child,
            "school": meeting.school,
            "meeting": meeting.pk,
            "status": support.status,
            "legal": seen.filter(register="legal").last().pk,
            "finding": Found.objects.visible_to(user, held).waiting("severe", today).first().pk,
            "sent": Return.objects.visible_to(user, held).first().pk,
        }  # fmt: skip
    head = User.objects.get(username=HEAD)
    theirs = Found.objects.visible_to(head, held).first()
    found[HEAD] = {"own": next(iter(SCHOOL.schools(head))), "theirs": theirs.child}
    return found


class Asked:
    """Counts the questions that are asked of the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def timed(args: argparse.Namespace) -> dict[str, dict[str, float]]:
    from django.db import connection
    from django.test import Client

    from muster.accounts.models import User

    clients = {}
    for username in (LEAD, PATCH, HEAD):
        clients[username] = Client()
        clients[username].force_login(User.objects.get(username=username))
    filled = numbers()
    pages = [(who, at.format(**filled[who])) for who, at in PAGES if args.only in at]
    found: dict[str, dict[str, Any]] = {}
    for number in range(args.repeats + 1):
        for who, address in pages:
            asked = Asked()
            with connection.execute_wrapper(asked):
                begun, worked = time.perf_counter(), time.process_time()
                answer = clients[who].get(address)
                took = 1000 * (time.perf_counter() - begun)
                work = 1000 * (time.process_time() - worked)
            assert answer.status_code == 200, (who, address, answer.status_code)
            held = found.setdefault(
                f"{who} {address}", {"cold": took, "warm": [], "work": []}
            )
            held["queries"] = asked.count
            if number:
                held["warm"].append(took)
                held["work"].append(work)
    return {
        address: {
            "cold": held["cold"],
            "median": percentile(held["warm"], 50),
            "p95": percentile(held["warm"], 95),
            "work": percentile(held["work"], 50),
            "queries": held["queries"],
        }
        for address, held in found.items()
    }


def timed_look() -> dict[str, float]:
    """Seconds the week's lists take: of every school, and of one whose marks changed."""
    from muster.registers import upkeep
    from muster.registers.found import Looked

    def seconds() -> float:
        begun = time.perf_counter()
        upkeep.look(lambda fraction: None)
        return time.perf_counter() - begun

    Looked.objects.all().delete()
    every = seconds()
    nothing = seconds()
    Looked.objects.filter(pk=Looked.objects.first().pk).update(key="changed")
    return {"every_school_s": every, "one_school_s": seconds(), "none_s": nothing}


def percentile(times: list[float], share: int) -> float:
    """The nearest rank."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def report(
    found: dict[str, dict[str, float]],
    looked: dict[str, float],
    args: argparse.Namespace,
) -> None:
    print(
        f"{args.pupils:,} pupils, {args.open:,} open and {args.closed:,} closed entries,"
        f" {args.repeats} times each, milliseconds"
    )
    print(
        f"{'page':60} {'cold':>8} {'median':>8} {'p95':>8} {'work':>8} {'queries':>8}"
    )
    for address, one in found.items():
        print(
            f"{address:60} {one['cold']:8.0f} {one['median']:8.0f} {one['p95']:8.0f}"
            f" {one['work']:8.0f} {one['queries']:8.0f}"
        )
    # A file of thousands of rows is fetched, not paged through: it is shown, and not held.
    pages = {at: one["p95"] for at, one in found.items() if not at.endswith(FILES)}
    worst = max(pages.values(), default=0.0)
    over = [at for at, took in pages.items() if took > LIMIT_MS]
    print(f"p95 of the slowest page: {worst:.0f} ms, to hold {LIMIT_MS}")
    print(f"{len(pages) - len(over)} of {len(pages)} pages hold it", *over, sep="\n  ")
    for what, took in looked.items():
        print(f"{what:20} {took:8.1f}")
    if args.format == "json":
        print(json.dumps({"pupils": args.pupils, "open": args.open, "closed": args.closed,
                          "p95_ms": worst, "pages": found, **looked}))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
