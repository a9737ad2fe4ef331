"""Schools and enrolments at the January census, by area and phase."""

from __future__ import annotations

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.published import published
from muster.sources.reading.when import when
from muster.tables.published import JANUARY


NAME = "dfe-january"

SAMPLE = """\
time_period,time_identifier,geographic_level,country_code,country_name,region_code,\
region_name,new_la_code,old_la_code,la_name,phase,total_num_schools,total_enrolments
2024,January,National,E92000001,England,,,,,,Primary,40,9000
2024,January,Local authority,E92000001,England,E12000099,Middle Shires,E06000999,999,\
Exampleshire,Primary,4,900
2024,January,Local authority,E92000001,England,E12000099,Middle Shires,E06000999,999,\
Exampleshire,Special,1,c
"""


def read(source: Source) -> Got:
    """Rows of every area and phase, of the school year their January is in."""
    return published(source, NAME, when, ("time_period", "time_identifier")).got()


FORMAT = Format(NAME, JANUARY.title, JANUARY, SAMPLE, read)
