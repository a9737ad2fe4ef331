"""Persistent absence week by week, for the year to date, as percentages only.

A row names a week and is for the year to the end of it, so that week's Sunday is its
as-at date, whenever the file was published (design.md 6).
"""

from __future__ import annotations

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.published import published
from muster.sources.reading.when import when
from muster.tables.published import PERSISTENT_PERCENT


NAME = "dfe-persistent-percent"

SAMPLE = """\
time_period,time_identifier,time_frame,geographic_level,country_code,country_name,\
region_code,region_name,new_la_code,la_name,old_la_code,education_phase,\
persistent_absence_percent
2025,Week 30,Year to date,National,E92000001,England,,,,,,All schools,18.50
2025,Week 30,Year to date,Local authority,E92000001,England,E12000099,Middle Shires,\
E06000999,Exampleshire,999,Primary,14.2
2025,Week 28,Year to date,Local authority,E92000001,England,E12000099,Middle Shires,\
E06000999,Exampleshire,999,Special,c
"""


def read(source: Source) -> Got:
    """Rows of every area, phase and week."""
    of_time = ("time_period", "time_identifier", "time_frame")
    return published(source, NAME, when, of_time).got()


FORMAT = Format(NAME, PERSISTENT_PERCENT.title, PERSISTENT_PERCENT, SAMPLE, read)
