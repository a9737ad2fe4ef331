"""Making a pack in the background: the work itself, and asking for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from muster.accounts import audit
from muster.accounts.authority import authority, look_of_papers, word_template
from muster.jobs.models import Job
from muster.jobs.queue import CannotDo, Tell, background, enqueue
from muster.measures import parse_period
from muster.reports import agreed, commentary, kept, packs, words
from muster.reports.audiences import audience as audience_of
from muster.school_year.clock import today
from muster.sources import uploads


def ask_to_make(*, period: str, audience: str, by: str) -> Job:
    """A worker will make the pack; whoever asked follows it at `reports:follow`."""
    with transaction.atomic():
        job = enqueue(
            make,
            title=f"Making the pack of {named(period, audience)}",
            by=by,
            page=reverse("reports:papers"),
            period=period,
            audience=audience,
        )
        audit.record(
            did="draft.asked-for", by=by, to=f"draft of {period} for {audience}"
        )
    return job


@background
def make(tell: Tell, *, period: str, audience: str) -> str:
    """Makes the pack in every format, in the home's folder."""
    tell(0.0, "Counting")
    held = authority()
    try:
        with word_template(held) as template:
            packs.write(
                uploads.state(),
                settings.MUSTER_HOME / kept.FOLDER,
                look=look_of_papers(held),
                template=template,
                progress=tell,
                **asked(period, audience),
            )
    except packs.CannotMake as why:
        raise CannotDo(str(why)) from why
    return f"The pack of {named(period, audience)} is made."


def asked(period: str, audience: str) -> dict[str, Any]:
    """What a pack of this home is asked with: whose it is, and what was written for it.

    Raises CannotMake, NoSuchAudience or BadPeriod.
    """
    wanted, held = packs.the_period(uploads.state(), period or None), authority()
    is_public = not audience_of(audience).is_internal
    return {
        "period": wanted,
        "audience": audience,
        "organisation": held.name,
        "la": held.la_code,
        "priorities": agreed.priorities(uploads.state(), today(), is_public=is_public),
        "today": today(),
        "comments": commentary.for_pack(wanted.text, audience_of(audience)),
    }


def named(period: str, audience: str) -> str:
    """“spring half-term 3, 2025/26 for the public”."""
    title = words.lower_first(parse_period(period).title)
    return f"{title} for {audience_of(audience).title}"
