"""muster init, demo, serve, worker and check."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import socket
import subprocess
import sys
from typing import Any

import typer

from muster.cli.opened import make_home, open_home
from muster.cli.output import FORMAT, Failed, Format, progress, rows, say


def add_to(app: typer.Typer) -> None:
    for command in (init, demo, serve, worker, check):
        app.command()(command)


def init(
    person: str = typer.Option(
        "",
        metavar="USERNAME",
        help="Also make an account that sets the rest up, and print where its owner"
        " chooses a password.",
    ),
    site_role: str = typer.Option(
        "",
        metavar="ROLE",
        help="On PostgreSQL: let this role run the site. It can add to the trail of who"
        " did what, and can't change it.",
    ),
) -> None:
    """Make an empty home, migrated."""
    from muster.cli import home

    if make_home(home()):
        say(f"An empty home is ready at {home()}.")
    else:
        say(f"{home()} was a Muster home already; it is up to date.")
    if site_role:
        _let_run_the_site(site_role)
    if person:
        _add(person)


def _let_run_the_site(role: str) -> None:
    from django.db import connection

    from muster.accounts import guard

    try:
        guard.grant_to_site(connection, role)
    except guard.Refused as why:
        raise Failed(str(why)) from None
    say(f"{role} can run the site. Do this again after each new version.")


def _add(username: str) -> None:
    """Somebody who can set the rest up in a browser."""
    from muster.accounts import first, invitations, people

    try:
        person = people.add(username=username, name=username, role_keys=first.ROLES)
    except people.Refused as why:
        raise Failed(str(why)) from None
    path = invitations.invite(person=person, by="")
    say("The rest is set up in a browser, under Set up.")
    say(
        f"{username} chooses a password within a week, once, where the site is open, at:"
    )
    say(f"  {path}")


def demo(
    pupils: int = typer.Option(
        30_000, min=1_000, max=250_000, help="How many children."
    ),
    years: int = typer.Option(3, min=1, max=3, help="How many school years of marks."),
    seed: int = typer.Option(1, help="Another seed is another authority."),
) -> None:
    """Make the invented authority in an empty home: schools, children, marks, people."""
    from muster.cli import home

    make_home(home())
    from muster.demo import installed
    from muster.tables.store import Refused

    try:
        with progress("Inventing an authority") as tell:
            found = installed.install(
                pupils=pupils, years=years, seed=seed, progress=tell
            )
    except (installed.NotEmpty, Refused) as why:
        raise Failed(str(why)) from None
    for sentence in found:
        say(sentence)


def serve(
    address: str = typer.Option("127.0.0.1:8000", help="Where to listen."),
    no_worker: bool = typer.Option(
        False, "--no-worker", help="Leave the jobs to `muster worker`."
    ),
) -> None:
    """Open the site, with a worker for its jobs, until Ctrl-C."""
    from muster.cli import home

    open_home(home())
    host, _, port = address.rpartition(":")
    if not port.isdigit():
        raise typer.BadParameter(f"“{address}” is not an address like 127.0.0.1:8000.")
    _must_be_free(host or "127.0.0.1", int(port))
    jobs = None
    if not no_worker:
        jobs = subprocess.Popen(
            [sys.executable, "-m", "muster.cli", "worker"], env=os.environ
        )
    site = f"http://{host or '127.0.0.1'}:{port}/"
    say(f"Muster is at {site} until you press Ctrl-C.")
    _await_first_person(site)
    try:
        _serve(host or "127.0.0.1", int(port))
    finally:
        if jobs:
            jobs.terminate()
            jobs.wait()


def _await_first_person(site: str) -> None:
    from django.conf import settings
    from django.urls import reverse

    from muster.accounts import first

    if first.is_awaited():
        code, where = first.code(), f"{site.rstrip('/')}{reverse('first_person')}?code="
        if settings.LOGS_ARE_KEPT:
            # Whoever reads the log isn't whoever may read the home.
            code = f"THE-CODE (it is in the home, in {first.FILE})"
        say("Nobody has an account yet. Make the first one at:")
        say(f"  {where}{code}")


def _must_be_free(host: str, port: int) -> None:
    """The server shares its port with whoever asks, so two homes could answer in turn."""
    try:
        with socket.create_connection((host, port), timeout=1):
            pass
    except OSError:
        return
    raise Failed(
        f"Something is open on {host}:{port} already, perhaps another Muster. Stop it, or"
        f" say another address: --address {host}:{port + 1}."
    )


def _serve(host: str, port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    # Never forked: what the counting engines start in a process doesn't live in its copy.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        "muster.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        backpressure=64,
        workers_kill_timeout=10,
        log_enabled=False,
    ).serve(target_loader=_application, wrap_loader=False)


def _application() -> Any:
    """The site, in the server's own process.

    Ctrl-C in a terminal reaches every process of its group, and the server tells this one
    to stop besides; told twice at once it waits for itself for ever. So it leaves.
    """
    os.setpgid(0, 0)
    return importlib.import_module("muster.config.wsgi").application


def worker() -> None:
    """Do the site's jobs, until Ctrl-C."""
    from muster.cli import home

    open_home(home())
    from muster.jobs import worker as jobs

    jobs.work()


def check(
    whole_trail: bool = typer.Option(
        False, "--whole-trail", help="Verify every seal of the trail, from its first."
    ),
    deploy: bool = typer.Option(
        False, "--deploy", help="Also Django’s own checks of a site others can reach."
    ),
    shape: Format = FORMAT,
) -> None:
    """Health: the store, the database, the trail, coverage, stale loads, schools; letters
    that failed; and how it is hosted: volume, back-ups, email."""
    from muster.cli import home

    open_home(home())
    from muster.protection import agreements, hosting, incidents
    from muster.sources import health

    found = [*health.look(whole_trail=whole_trail), *hosting.look()]
    if all(one.state != "broken" for one in found):
        found += [*agreements.findings(), *incidents.findings(), *hosting.reminders()]
    if deploy:
        found += hosting.deployment()
    rows(
        ("part", "state", "finding"),
        [(one.part, one.state, one.sentence) for one in found],
        shape,
        "Nothing to report.",
    )
    if any(one.state == "broken" for one in found):
        raise typer.Exit(1)
