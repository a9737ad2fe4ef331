"""Whether many people can read at once: no error, and how long they wait.

Makes the invented authority (or takes a home already made), serves it on this machine only,
signs people of every reach in, and has them all read page after page for a minute, each
with a pause as a reader has. Prints what failed, and the median and 95th percentile wait.
To hold (issue of hosting): 50 people for a minute give no error.

    .venv/bin/python bench/readers.py [--readers 50] [--seconds 60] [--pupils 30000]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from pages import EVERYTHING, OF_A_PATCH, TODAY, home_of, percentile


READS = {
    "dev": EVERYTHING,
    "rosalind": EVERYTHING[:-1],
    "jessamy": OF_A_PATCH,
    "hesper": OF_A_PATCH,
    "marigold": OF_A_PATCH,
    "ambrose": ("/papers/",),
}
PAUSE_S = 2.0  # between one page and the next, on average


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--pupils", type=int, default=30_000)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--home", type=Path, help="a demo home made before")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    args = parser.parse_args()
    with home_of(args) as home:
        found = served(home, args)
    return report(found, args)


def served(home: Path, args: argparse.Namespace) -> list[Reader]:
    env = os.environ | {
        "MUSTER_HOME": str(home),
        "MUSTER_TODAY": TODAY,
        "MUSTER_SECOND_FACTOR": "nobody",
    }
    port = free_port()
    site = subprocess.Popen(
        [sys.executable, "-m", "muster.cli", "serve", "--no-worker",
         "--address", f"127.0.0.1:{port}"],
        env=env,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await_open(port)
        sessions = sessions_of(home, env)
        usernames = list(READS)
        readers = [
            Reader(port, number, name, sessions[name])
            for number in range(args.readers)
            for name in [usernames[number % len(usernames)]]
        ]
        warm(readers)
        until = time.monotonic() + args.seconds
        threads = [threading.Thread(target=one.read, args=(until,)) for one in readers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        site.terminate()
        site.wait()
    return readers


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def await_open(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The site did not open.")


def sessions_of(home: Path, env: dict[str, str]) -> dict[str, str]:
    """A session a person: signing in is not what is measured."""
    made = subprocess.run(
        [sys.executable, "-c", SIGN_IN, *READS],
        env=env | {"DJANGO_SETTINGS_MODULE": "muster.config.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(made.stdout)


SIGN_IN = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
from muster.accounts.models import User
found = {}
for name in sys.argv[1:]:
    client = Client()
    client.force_login(User.objects.get(username=name))
    found[name] = client.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0]
print(json.dumps(found))
"""


class Reader:
    """Somebody who reads a page, waits, and reads another."""

    def __init__(self, port: int, number: int, name: str, cookie: str) -> None:
        self.port, self.name, self.cookie = port, name, cookie
        self.dice = random.Random(number)
        self.waits: list[float] = []
        self.faults: list[str] = []

    def read(self, until: float) -> None:
        time.sleep(self.dice.random() * PAUSE_S)
        while time.monotonic() < until:
            self.open(self.dice.choice(READS[self.name]))
            time.sleep(self.dice.random() * 2 * PAUSE_S)

    def open(self, address: str) -> None:
        begun = time.perf_counter()
        try:
            status = self.status(address)
        except OSError as why:
            self.faults.append(f"{self.name} {address}: {why}")
            return
        self.waits.append(1000 * (time.perf_counter() - begun))
        if status not in (200, 302, 404):
            self.faults.append(f"{self.name} {address}: {status}")

    def status(self, address: str) -> int:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        asked.request("GET", address, headers={"Cookie": self.cookie})
        answer = asked.getresponse()
        answer.read()
        asked.close()
        return answer.status


def warm(readers: list[Reader]) -> None:
    """Each page once, as the first reader of the day would have met it."""
    for name, addresses in READS.items():
        first = next((one for one in readers if one.name == name), None)
        for address in addresses if first else ():
            first.status(address)


def report(readers: list[Reader], args: argparse.Namespace) -> int:
    waits = [wait for one in readers for wait in one.waits]
    faults = [fault for one in readers for fault in one.faults]
    print(f"{len(readers)} people, {args.seconds} s, {len(waits):,} pages")
    print(
        f"wait: median {percentile(waits, 50):.0f} ms, p95 {percentile(waits, 95):.0f} ms"
    )
    print(f"failed: {len(faults)}")
    for fault in faults[:20]:
        print(f"  {fault}")
    if args.format == "json":
        print(json.dumps({"readers": len(readers), "pages": len(waits),
                          "p95_ms": percentile(waits, 95), "failed": len(faults)}))  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
