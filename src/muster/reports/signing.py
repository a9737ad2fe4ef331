"""Signing a pack off: its figures are frozen and its bytes kept as they went out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.authority import authority, look_of_papers, word_template
from muster.accounts.called import called
from muster.documents import issuing
from muster.documents.models import Issued
from muster.jobs.models import Job
from muster.jobs.queue import CannotDo, Tell, background, enqueue
from muster.measures import parse_period
from muster.reports import commentary, making, packs, words
from muster.reports.asking import is_counted, section
from muster.reports.audiences import Audience, audience
from muster.reports.commentary import Refused
from muster.reports.frozen import frozen, hidden_too, thawed
from muster.sources import uploads


def why_not(period: str, wanted: Audience) -> str:
    """The reason an audience's pack can't be signed off; "" if it can."""
    if not is_counted(uploads.state(), parse_period(period)):
        return "Nothing is held of this period yet."
    waiting = commentary.waits_for(period, wanted)
    if not waiting:
        return ""
    listed = words.listed([f"“{section(name).title}”" for name in waiting])
    return f"{listed} must be written and cleared first, or taken away."


def ask_to_sign_off(*, period: str, audience_name: str, by: str) -> Job:
    """A worker will make, freeze and keep the pack. Raises Refused."""
    if reason := why_not(period, audience(audience_name)):
        raise Refused(reason)
    title = f"Signing off the pack of {making.named(period, audience_name)}"
    if Job.objects.filter(title=title, finished_at=None).exists():
        raise Refused("It is being signed off already. Wait until that is done.")
    return enqueue(
        sign_off,
        title=title,
        by=by,
        page=reverse("reports:papers"),
        period=period,
        audience_name=audience_name,
        signed_by=by,
    )


@background
def sign_off(tell: Tell, *, period: str, audience_name: str, signed_by: str) -> str:
    """Makes the pack of what is held now, and keeps it for good."""
    tell(0.0, "Counting")
    wanted = audience(audience_name)
    if kept := Issued.objects.filter(job=tell.job).first():
        return _said(kept)
    if reason := why_not(period, wanted):
        raise CannotDo(reason)
    try:
        asked = making.asked(period, audience_name)
        if any(not one.cleared_by for one in asked["comments"]):
            raise CannotDo("Words were changed meanwhile, and are not cleared yet.")
        gathered = packs.gather(
            uploads.state(),
            progress=lambda share: tell(0.85 * share, "Counting"),
            **asked,
        )
    except packs.CannotMake as why:
        raise CannotDo(str(why)) from why
    stem = packs.file_stem(gathered.about.spans.now, audience_name)
    try:
        for one in Issued.objects.filter(stem=stem):
            gathered = hidden_too(gathered, thawed(issuing.figures_of(one)))
    except ValueError as why:
        # What it withheld can't be known, so neither can what this one must.
        raise CannotDo(str(why)) from why
    gathered = replace(
        gathered,
        issue=issuing.next_number(stem),
        signed_by=called(signed_by),
    )
    held = authority()
    paper = replace(packs.draw(gathered), look=look_of_papers(held))
    with word_template(held) as template:
        files = packs.rendered(paper, progress=tell, template=template)
    try:
        kept = _keep(gathered, stem, files, signed_by, timezone.now(), tell.job)
    except IntegrityError:
        raise CannotDo(
            "Another issue was signed off at the same moment. Look at it first."
        ) from None
    return _said(kept)


def _said(kept: Issued) -> str:
    title = audience(kept.audience).title
    return f"{kept.title} for {title} is signed off, as issue {kept.number}."


@transaction.atomic
def _keep(
    gathered: packs.Gathered,
    stem: str,
    files: dict[str, bytes],
    by: str,
    at: datetime,
    job: int,
) -> Issued:
    now = gathered.about.spans.now
    kept = issuing.issue(
        stem=stem,
        number=gathered.issue,
        title=parse_period(now.text).title,
        organisation=gathered.organisation,
        audience=gathered.about.audience.name,
        period=now.text,
        figures=frozen(gathered),
        files=files,
        at=at,
        by=by,
        job=job,
    )
    audit.record(
        did="paper.signed-off",
        by=by,
        to=f"paper:{kept.pk}",
        after={"stem": stem, "issue": kept.number, "digest": kept.digest},
    )
    return kept
