"""Pupil attendance in schools, as the Department publishes it (rules.md 2.4, 10.6).

By day, week or term, or the year to date: the files differ in their time columns only,
and in the codes there were that year. What must add up is what data checked in every row
published from 2022/23 to 2025/26 does.
"""

from __future__ import annotations

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.published import Sum, published, warn_of_sums
from muster.sources.reading.when import when
from muster.tables.published import ATTENDANCE


NAME = "dfe-attendance"
LATE_BEFORE = "reason_l_present_late_before_registers_closed"
LATE_AFTER = "reason_u_unauthorised_late_after_registers_closed"

# Authorised absence and approved activity are left out: marks of codes that have no
# column, such as the withdrawn F, are in those totals (peers.md 2.2).
SUMS: tuple[Sum, ...] = (
    ("possible_sessions", ("overall_attendance", "overall_absence")),
    ("overall_absence", ("authorised_absence", "unauthorised_absence")),
    ("overall_attendance", ("present_sessions", "approved_educational_activity")),
    (
        "unauthorised_absence",
        (
            "reason_g_unauthorised_holiday",
            "reason_n_no_reason_yet",
            "reason_o_other_unauthorised",
            LATE_AFTER,
        ),
    ),
    ("late_sessions", (LATE_BEFORE, LATE_AFTER)),
    ("reason_present", ("reason_present_am", "reason_present_pm")),
    ("present_sessions", ("reason_present", LATE_BEFORE)),
)

SAMPLE = """\
time_period,time_identifier,geographic_level,country_code,country_name,region_code,\
region_name,new_la_code,la_name,old_la_code,education_phase,num_schools,enrolments,\
overall_attendance,overall_absence,authorised_absence,unauthorised_absence,\
possible_sessions,attendance_perc,overall_absence_perc
2025,Week 37,National,E92000001,England,,,,,,Primary,40.2,9000.4,\
95000,5000,3000,2000,100000,95,5
2025,Week 37,Local authority,E92000001,England,E12000099,Middle Shires,E06000999,\
Exampleshire,999,Primary,4,900,9400,600,400,200,10000,94,6
2025,Week 37,Local authority,E92000001,England,E12000099,Middle Shires,E06000998,\
Samplechester,998,Special,1,c,c,c,c,c,c,c,c
202526,Academic year,National,E92000001,England,,,,,,Primary,40.2,9000.4,\
950000,50000,30000,20000,1000000,95,5
"""


def read(source: Source) -> Got:
    """Rows of every area, phase and time, and a warning of each that doesn't add up."""
    rows = published(
        source,
        NAME,
        when,
        ("time_period", "time_identifier", "time_frame", "attendance_date"),
    )
    warn_of_sums(rows.gathered, SUMS)
    return rows.got()


FORMAT = Format(NAME, ATTENDANCE.title, ATTENDANCE, SAMPLE, read)
