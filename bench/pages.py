"""How long pages take, at an authority of a given size, permissions on.

Makes the invented authority (or takes a home already made), signs people of different
reach in and asks for each page in this process, as the web server would: once cold, then again and again,
pages in turn. Prints the cold time, the median and the 95th percentile warm, and how much
of a warm page is our counting: the time inside the functions that answer questions.
To hold (design.md 8): p95 under 300 ms warm, under 50 ms of it ours to count.

    .venv/bin/python bench/pages.py --pupils 250000 [--home DIR] [--repeats 20]
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path


TODAY = "2026-03-27"
LIMIT_MS, LIMIT_COUNTING_MS = 300, 50
# Every kind of page people open, by who opens it: a data officer, who reaches everything,
# an attendance officer with a patch, a virtual school and a head. A number is a school.
OF_A_PATCH = (
    "/",
    "/schools/",
    "/measures/overall_absence/",
    "/measures/persistent_absence/?by=year_group",
    "/groups/",
    "/groups/fsm/yes/",
)
EVERYTHING = (
    "/",
    "/?period=2024-25",
    "/schools/",
    "/schools/1/",
    "/schools/60/",
    "/measures/",
    "/measures/overall_absence/",
    "/measures/persistent_absence/?by=year_group",
    "/measures/overall_absence/?by=week",
    "/groups/",
    "/groups/fsm/yes/",
    "/areas/",
    "/phases/secondary/",
    "/children/",
    "/children/5/",
    "/children/school/60/",
    "/schools/map/",
    "/signals/",
    "/papers/",
    "/loads/",
)
PAGES = (
    *(("dev", address) for address in EVERYTHING),
    *(("jessamy", address) for address in OF_A_PATCH),
    *(("hesper", address) for address in OF_A_PATCH),
    *(("marigold", address) for address in (*OF_A_PATCH[1:], "their school")),
    *((who, "/children/") for who in ("jessamy", "hesper", "marigold")),
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
        found = timed(args.repeats)
    report(found, args)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pupils", type=int, default=250_000)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--home", type=Path, help="a demo home made before")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args()


@contextmanager
def home_of(args: argparse.Namespace) -> Iterator[Path]:
    if args.home:
        yield args.home
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        subprocess.run(
            [sys.executable, "-m", "muster.cli", "--home", home, "demo",
             "--pupils", str(args.pupils), "--years", str(args.years)],
            check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        yield home


# Timing --------------------------------------------------------------------------------


class Clock:
    """Adds up the time spent in some functions, however they call each other."""

    def __init__(self) -> None:
        self.spent, self._depth = 0.0, 0

    def of(self, function: Callable) -> Callable:
        @wraps(function)
        def watched(*args, **named):
            self._depth += 1
            begun = time.perf_counter()
            try:
                return function(*args, **named)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.spent += time.perf_counter() - begun

        return watched


def watch(clock: Clock) -> None:
    """Puts the clock round what answers questions, before any page has taken hold of it."""
    modules = {
        name: importlib.import_module(f"muster.measures.{name}")
        for name in ("ask", "coverage", "together")
    }
    for module, name in (
        ("ask", "ask"),
        ("ask", "ask_all"),
        ("coverage", "coverage"),
        ("together", "ask_together"),
    ):
        setattr(modules[module], name, clock.of(getattr(modules[module], name)))
    package = importlib.import_module("muster.measures")
    package.ask, package.ask_all = modules["ask"].ask, modules["ask"].ask_all
    modules["together"].ask_all = modules["ask"].ask_all


def timed(repeats: int) -> dict[str, dict[str, float]]:
    clock = Clock()
    watch(clock)
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from muster.accounts.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    clients = {}
    for username in {person for person, _ in PAGES}:
        clients[username] = Client()
        clients[username].force_login(User.objects.get(username=username))
    theirs = clients["marigold"].get("/").url
    found: dict[str, dict[str, list[float]]] = {}
    for number in range(repeats + 1):
        for person, address in PAGES:
            clock.spent, begun = 0.0, time.perf_counter()
            at = theirs if address == "their school" else address
            answer = clients[person].get(at)
            took = 1000 * (time.perf_counter() - begun)
            if answer.status_code == 404:
                continue
            assert answer.status_code == 200, (address, answer.status_code)
            of = f"{person} {address}"
            held = found.setdefault(of, {"cold": [], "warm": [], "counting": []})
            held["warm" if number else "cold"].append(took)
            if number:
                held["counting"].append(1000 * clock.spent)
    return {
        address: {
            "cold": held["cold"][0],
            "median": percentile(held["warm"], 50),
            "p95": percentile(held["warm"], 95),
            "counting": percentile(held["counting"], 50),
        }
        for address, held in found.items()
    }


def percentile(times: list[float], share: int) -> float:
    """The nearest rank."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def report(found: dict[str, dict[str, float]], args: argparse.Namespace) -> None:
    print(f"{args.pupils:,} pupils, {args.repeats} times each, milliseconds")
    print(f"{'page':45} {'cold':>8} {'median':>8} {'p95':>8} {'counting':>9}")
    for address, one in found.items():
        print(
            f"{address:45} {one['cold']:8.0f} {one['median']:8.0f} {one['p95']:8.0f}"
            f" {one['counting']:9.1f}"
        )
    worst = max(one["p95"] for one in found.values())
    counting = max(one["counting"] for one in found.values())
    print(f"p95 of the slowest page: {worst:.0f} ms, to hold {LIMIT_MS}")
    print(f"counting, of the slowest: {counting:.0f} ms, to hold {LIMIT_COUNTING_MS}")
    if args.format == "json":
        print(json.dumps({"pupils": args.pupils, "p95_ms": worst, "counting_ms": counting,
                          "pages": found}))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
