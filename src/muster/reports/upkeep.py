"""What the schedule does with papers and exports (config/schedule.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from muster.accounts.authority import authority
from muster.reports import tidy
from muster.sources import uploads


def export(tell: Callable[[float], object]) -> str:
    """Writes the tidy export again if anything was loaded or taken back since."""
    state, folder = uploads.state(), settings.MUSTER_HOME / tidy.FOLDER
    if tidy.written_version(folder) == state.version:
        return ""
    tidy.write(state, folder, tell, authority().la_code)
    return f"The export is written, as of version {state.version}."
