"""What the schedule does with what was loaded (config/schedule.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from muster.jobs import queue
from muster.measures import counts
from muster.school_year import SchoolYear
from muster.sources import received, uploads
from muster.sources.cases import sending as cases
from muster.sources.words import counted


# Files that nobody loaded are deleted after this, and so are old jobs forgotten.
KEEP_UPLOADS = timedelta(days=7)
KEEP_JOBS = timedelta(days=30)

Tell = Callable[[float], object]


def count_latest(tell: Tell) -> str:
    """Counts the latest year, so that the first to open a page doesn't wait for it."""
    state = uploads.state()
    years = state.years()
    if not years:
        return ""
    counts.standard(state, years[-1], progress=tell)
    return f"The figures of {SchoolYear(years[-1]).title} are counted."


def merge(tell: Tell) -> str:
    """Merges every year's layers, so that reading stays quick."""
    state = uploads.state()
    merged = []
    for done, year in enumerate(state.years()):
        tell(done / len(state.years()))
        if state.merge(year):
            merged.append(year)
    return f"Merged the layers of {counted(len(merged), 'year')}." if merged else ""


def prune(
    tell: Tell,
    uploads_before: datetime | None = None,
    jobs_before: datetime | None = None,
) -> str:
    """Deletes files that were sent and never loaded, and forgets old jobs."""
    now = timezone.now()
    files = received.prune(uploads_before or now - KEEP_UPLOADS)
    files += cases.prune(uploads_before or now - KEEP_UPLOADS)
    jobs = queue.prune(jobs_before or now - KEEP_JOBS)
    if not files and not jobs:
        return ""
    sent = f"{counted(files, 'file')} that {'was' if files == 1 else 'were'} sent"
    return f"Cleared away {sent} and {counted(jobs, 'old job')}."
