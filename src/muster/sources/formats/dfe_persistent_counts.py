"""Counts of persistent absentees for the year to date, PRUs and AP included.

The file has no time columns: its name, or whoever loads it, says the school year.
"""

from __future__ import annotations

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.published import published, warn_of_parts
from muster.tables.published import PERSISTENT_COUNTS


NAME = "dfe-persistent-counts"

SAMPLE = """\
geographic_level,region_code,region_name,new_la_code,la_name,old_la_code,school_type,\
num_schools,ytd_enrolments,pa_flag
National,,,,,,Primary,40,9000,1500
Regional,E12000099,Middle Shires,,,,Primary,10,2000,400
Local authority,E12000099,Middle Shires,E06000999,Exampleshire,999,Primary,4,900,180
"""


def read(source: Source) -> Got:
    """Rows of every area and phase."""
    rows = published(source, NAME, None)
    warn_of_parts(rows.gathered, "pa_flag", "ytd_enrolments")
    return rows.got()


FORMAT = Format(NAME, PERSISTENT_COUNTS.title, PERSISTENT_COUNTS, SAMPLE, read)
