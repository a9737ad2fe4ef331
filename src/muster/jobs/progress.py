"""How far a job is, as the piece of a page that shows it."""

from __future__ import annotations

from typing import Any

from muster.jobs import reaper
from muster.jobs.models import Job


def how_far(job: Job) -> dict[str, Any]:
    """What `design/progress_bar.html` needs: whether the job waits, for how many before
    it, and whether there is nobody to do it."""
    waits = job.state == Job.State.WAITING
    before = Job.objects.filter(state__in=["waiting", "running"], pk__lt=job.pk)
    return {
        "job": job,
        "waits": waits,
        "before": before.count() if waits else 0,
        "nobody": waits and not reaper.living(),
        "stopping": job.cancel_asked_at is not None,
    }
