"""Published figures: the files they come in, and how they are held.

They are held a row for each row of the file (or for each year of one, where years stand
side by side), with the file's own columns beside KEYS as ``dfe:<heading>``: its text,
unchanged. So a symbol and a trailing nought survive, a new column needs no new code, and
a question reads only the columns it asks about.

Columns have changed their names over the years (peers.md 8). What tells rows apart has
one name here, and `also` lists its others; figures stay under the name their file used.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from muster.tables.cells import Kind
from muster.tables.columns import Column, Table


PREFIX = "dfe:"
ENGLAND_CODE, ENGLAND = "E92000001", "England"

# What every published row is held by. `as_at` is when it was published, or the day it
# runs to where the row says that itself; `row` is its number in the file.
KEYS = pa.schema(
    [
        ("source", pa.string()),
        ("period", pa.string()),
        ("as_at", pa.date32()),
        ("level", pa.string()),
        ("area_code", pa.string()),
        ("la_number", pa.string()),
        ("area", pa.string()),
        ("region", pa.string()),
        ("phase", pa.string()),
        ("row", pa.int32()),
    ]
)


@dataclass(frozen=True)
class Level:
    """A geographic level Muster compares by, and the columns its rows name an area by."""

    name: str
    said: str
    code: str
    area: str


# The widest first: the order they are listed in.
LEVELS = (
    Level("National", "England", "country_code", "country_name"),
    Level("Regional", "a region", "region_code", "region_name"),
    Level("Local authority", "an authority", "new_la_code", "la_name"),
)

# LAIT numbers England and the regions as if they were authorities. Inner and Outer London
# have no code of their own.
NUMBERED = {
    "970": ENGLAND_CODE,
    "980": "E12000001",
    "981": "E12000002",
    "982": "E12000003",
    "983": "E12000004",
    "984": "E12000005",
    "985": "E12000006",
    "986": "E12000007",
    "987": "987",
    "988": "988",
    "989": "E12000008",
    "990": "E12000009",
    # The four regions of the demo, which nobody else has.
    "991": "E12999991",
    "992": "E12999992",
    "993": "E12999993",
    "994": "E12999994",
}


def _text(
    name: str,
    meaning: str,
    example: str = "",
    required: bool = False,
    also: tuple[str, ...] = (),
) -> Column:
    return Column(
        name, Kind.TEXT, meaning, required, example=example, blank=True, also=also
    )


def _figure(name: str, meaning: str, required: bool = False) -> Column:
    example = "4.9" if name.endswith(("_perc", "_percent")) else "120"
    return Column(name, Kind.FIGURE, meaning, required, example=example, blank=True)


TIME_PERIOD = _text(
    "time_period",
    "The year: 202526 for a school year, 2025 for a week’s or a month’s.",
    "2025",
    required=True,
)
TIME_IDENTIFIER = _text(
    "time_identifier",
    "What part of the year: Academic year, Autumn term, Week 37, January.",
    "Week 37",
    required=True,
)
TIME_FRAME = _text(
    "time_frame", "Whether a week stands alone or for the year to date.", "Year to date"
)
AREA = (
    _text(
        "geographic_level",
        "National, Regional or Local authority.",
        "National",
        required=True,
    ),
    _text("country_code", "ONS code of the country.", ENGLAND_CODE),
    _text("country_name", "The country.", ENGLAND),
    _text("region_code", "ONS code of the region.", "E12000004", required=True),
    _text("region_name", "The region.", "East Midlands", required=True),
    _text("new_la_code", "ONS code of the authority.", "E06000999", required=True),
    _text("la_name", "The authority.", "Exampleshire", required=True),
    _text("old_la_code", "Its three-digit number, if it has one.", "999"),
)
PHASE = _text(
    "education_phase",
    "The phase of education. Once called school_type, and phase.",
    "Primary",
    required=True,
    also=("school_type", "phase"),
)

# Session counts every file of attendance has, then what some years' have.
SESSIONS = """
overall_attendance: Sessions attended, present or at an approved educational activity.
overall_absence: Sessions missed.
authorised_absence: Sessions missed with authority.
unauthorised_absence: Sessions missed without.
possible_sessions: Sessions possible.
"""
MORE = """
num_schools: Schools counted: a mean over days, so not a whole number.
enrolments: Enrolments counted: a mean over days.
total_num_schools: Schools there are.
total_enrolments: Enrolments at the January census.
present_sessions: Sessions present, late before registers closed included.
approved_educational_activity: Sessions at an approved educational activity.
late_sessions: Sessions late, before and after registers closed.
reason_present_am: Marked present in the morning.
reason_present_pm: Marked present in the afternoon.
reason_present: Marked present.
reason_l_present_late_before_registers_closed: Code L.
reason_i_authorised_illness: Code I.
reason_m_authorised_medical_dental: Code M.
reason_r_authorised_religious_observance: Code R.
reason_s_authorised_study_leave: Code S.
reason_t_authorised_mobile_child: Code T, from 2024/25.
reason_t_authorised_grt_absence: Code T, to 2023/24.
reason_h_authorised_holiday: Code H.
reason_e_authorised_excluded: Code E.
reason_c_authorised_other: Code C.
reason_c1_authorised_regulated_performance: Code C1, from 2024/25.
reason_j1_authorised_interview: Code J1, from 2024/25.
reason_c2_authorised_temp_reduced_timetable: Code C2, from 2024/25.
reason_b_aea_education_off_site: Code B.
reason_d_aea_dual_registration: Code D, to 2023/24.
reason_j_aea_interview: Code J.
reason_p_aea_approved_sporting_activity: Code P.
reason_v_aea_educational_visit_trip: Code V.
reason_w_aea_work_experience: Code W.
reason_k_aea_education_arranged_by_la: Code K, from 2024/25.
reason_g_unauthorised_holiday: Code G.
reason_u_unauthorised_late_after_registers_closed: Code U.
reason_o_other_unauthorised: Code O.
reason_n_no_reason_yet: Code N.
reason_x_not_attending_covid_non_compulsory: Code X, in 2022/23.
attendance_perc: Attendance, of possible sessions.
overall_absence_perc: Absence, of possible sessions.
authorised_absence_perc: Authorised absence, of possible sessions.
unauthorised_absence_perc: Unauthorised absence, of possible sessions.
illness_perc: Code I, of possible sessions.
appointments_perc: Code M, of possible sessions.
unauth_hol_perc: Code G, of possible sessions.
unauth_oth_perc: Code O, of possible sessions.
unauth_late_registers_closed_perc: Code U, of possible sessions.
unauth_not_yet_perc: Code N, of possible sessions.
auth_religious_perc: Code R, of possible sessions.
auth_study_perc: Code S, of possible sessions.
auth_mob_perc: Code T, of possible sessions, from 2024/25.
auth_grt_perc: Code T, of possible sessions, to 2023/24.
auth_holiday_perc: Code H, of possible sessions.
auth_excluded_perc: Code E, of possible sessions.
auth_performance_perc: Code C1, of possible sessions.
auth_interview_perc: Code J1, of possible sessions.
auth_part_time_perc: Code C2, of possible sessions.
auth_other_perc: Code C, of possible sessions.
covid_non_compulsory_perc: Code X, of possible sessions, in 2022/23.
pa_perc: Persistent absentees, of enrolments.
"""


def _figures(text: str, required: bool = False) -> tuple[Column, ...]:
    lines = (line.split(": ", 1) for line in text.strip().splitlines())
    return tuple(_figure(name, meaning, required) for name, meaning in lines)


ANY = ".+"

ATTENDANCE = Table(
    "published",
    "Published attendance",
    "The Department’s Pupil attendance in schools: by day, week or term, or the year to "
    "date. One row for each area, phase and time. A column Muster doesn’t know is kept.",
    (
        TIME_PERIOD,
        TIME_IDENTIFIER,
        TIME_FRAME,
        _text("academic_year", "The school year, in files of a term.", "202526"),
        Column("attendance_date", Kind.DATE, "The day, in files by day."),
        *AREA,
        PHASE,
        *_figures(SESSIONS, required=True),
        *_figures(MORE),
    ),
    others=ANY,
    kept_as=PREFIX,
)

PERSISTENT_PERCENT = Table(
    "published",
    "Published persistent absence, percentages",
    "The Department’s persistent absence through the year: a row for each area, phase "
    "and week, for the year to the end of that week.",
    (
        TIME_PERIOD,
        TIME_IDENTIFIER,
        TIME_FRAME,
        *AREA,
        PHASE,
        _figure(
            "persistent_absence_percent", "Persistent absentees, of enrolments.", True
        ),
    ),
    others=ANY,
    kept_as=PREFIX,
)

PERSISTENT_COUNTS = Table(
    "published",
    "Published persistent absence, counts",
    "The Department’s counts of persistent absentees for the year to date. The file does "
    "not say its school year: its name does (2023-24), or --period (in the browser, “The "
    "period it is of”).",
    (
        *AREA,
        PHASE,
        _figure("num_schools", "Schools counted."),
        _figure("ytd_enrolments", "Enrolments in the year to date.", True),
        _figure("pa_flag", "Of those, persistent absentees.", True),
    ),
    others=ANY,
    kept_as=PREFIX,
)

JANUARY = Table(
    "published",
    "Published schools and enrolments",
    "Schools and enrolments at the January census: what rates of all phases are weighted "
    "by to 2024/25.",
    (
        TIME_PERIOD,
        TIME_IDENTIFIER,
        *AREA,
        PHASE,
        _figure("total_num_schools", "Schools there are.", True),
        _figure("total_enrolments", "Enrolments at the January census.", True),
    ),
    others=ANY,
    kept_as=PREFIX,
)

LA_NUMBER = Column(
    "la_number",
    Kind.TEXT,
    "The authority’s three-digit number.",
    required=True,
    example="999",
)

LAIT = Table(
    "published",
    "Yearly figures of LAIT",
    "The Department’s Local Authority Interactive Tool: a row for each measure and area and a column a "
    "year: 2025 is the school year 2024/25, as 2024/25 is.",
    (
        Column(
            "measure_short",
            Kind.TEXT,
            "The measure, by its short name. It is kept as dfe:<short name>.",
            required=True,
            example="TotAbs",
        ),
        LA_NUMBER,
        Column("area", Kind.TEXT, "Its name.", required=True, example="Exampleshire"),
        _text("region", "Its region.", "East Midlands", required=True),
    ),
    others=r"\d{4}|\d{4}/\d{2}",
)

AREAS = Table(
    "areas",
    "Authorities and their numbers",
    "The list of authorities LAIT comes with: a row for each, regions and England too.",
    (
        Column(
            "la_number",
            Kind.TEXT,
            "The authority’s number.",
            required=True,
            example="999",
            also=("LA Number",),
        ),
        Column(
            "la_name", Kind.TEXT, "Its name.", required=True, example="Exampleshire"
        ),
        _text("region", "Its region.", "East Midlands", required=True),
        _text(
            "type",
            "UA unitary, MD metropolitan district, SC county, ILB or OLB inner or outer "
            "London borough; blank for regions.",
            "UA",
            required=True,
        ),
    ),
)

NEIGHBOURS = Table(
    "neighbours",
    "Statistical neighbours",
    "The ten authorities most like each, nearest first, as LAIT has them.",
    (
        LA_NUMBER,
        Column(
            "la_name", Kind.TEXT, "Its name.", required=True, example="Exampleshire"
        ),
        _text("region", "Its region.", "East Midlands"),
        Column(
            "rank",
            Kind.TEXT,
            "1 for the nearest, to 10.",
            required=True,
            example="1",
        ),
        Column(
            "neighbour_la_number",
            Kind.TEXT,
            "The neighbour’s number.",
            required=True,
            example="998",
        ),
        _text("closeness", "How close it is, in words.", "Close"),
    ),
)

LAYERS = (ATTENDANCE.name, AREAS.name, NEIGHBOURS.name)
# Kept under the day they were published, which is asked for where nothing says it.
DATED = (ATTENDANCE.name, NEIGHBOURS.name)
