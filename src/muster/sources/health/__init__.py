"""Is everything well? What `muster check` and the page beside the loads say.

Each finding is a sentence a data officer or whoever runs Muster can act on. No child is
named and no UPN is shown.
"""

from __future__ import annotations

from muster.school_year.clock import today
from muster.sources import uploads
from muster.sources.health import holdings, machinery
from muster.sources.health.finding import Finding


__all__ = ["Finding", "look"]


def look(*, whole_trail: bool = False) -> list[Finding]:
    """Looks at every part. Never raises for what it finds. ``whole_trail`` verifies every
    seal of the trail, which takes a while, and not only the latest."""
    if problem := machinery.database_problem():
        return [problem]
    found = list(machinery.of_machinery(whole_trail=whole_trail))
    try:
        state = uploads.state()
    except (OSError, ValueError) as why:
        return [*found, machinery.no_manifest(why)]
    if missing := list(machinery.missing_files(state.manifest, state.folder)):
        return [*found, *missing]
    found.append(machinery.store_is_good(state))
    return [*found, *holdings.of_state(state, today())]
