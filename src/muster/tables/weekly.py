"""The weekly pupil file of the Department’s Monitor your school attendance.

Its headings are the Department's own (peers.md 3.1), which may change them without notice.
Each file is cumulative from the start of the school year to its as-at date, a row a pupil
and school, and has neither codes nor dates. What is kept of it is a layer of `totals`.
"""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import PERSONAL, SPECIAL, Column, Privacy, Table


def _flag(name: str, meaning: str, cls: Privacy = PERSONAL) -> Column:
    choices = ("yes", "no", "unknown")
    return Column(name, Kind.YES_NO, meaning, cls=cls, choices=choices, example="no")


def _sessions(name: str, meaning: str, example: str) -> Column:
    return Column(
        name, Kind.COUNT, meaning, required=True, cls=PERSONAL, example=example
    )


WEEKLY_PUPILS = Table(
    "totals",
    "Weekly pupil file",
    "The weekly pupil file from the Department’s Monitor your school attendance, as it "
    "stands. One row a pupil and school, with sessions from the start of the school year "
    "to the as-at date. The date comes from --as-at (in the browser, “The day they were "
    "true”) or from the file’s name, like weekly_asat_2025-12-19.csv. Columns Muster "
    "doesn’t know are left out, and it says which.",
    (
        Column(
            "academic_term", Kind.TEXT, "The term the file is of.", example="Autumn"
        ),
        Column(
            "upn",
            Kind.UPN,
            "The pupil’s UPN.",
            required=True,
            cls=PERSONAL,
            example="R999200120001",
        ),
        Column("dob", Kind.DATE, "Date of birth.", cls=PERSONAL, example="2014-05-12"),
        Column("sex", Kind.SEX, "Sex.", cls=PERSONAL, choices=("M", "F"), example="F"),
        Column("ethnicity", Kind.ETHNICITY, "Ethnicity.", cls=SPECIAL, example="WBRI"),
        _flag(
            "english_additional_language",
            "Whether English is an additional language.",
        ),
        _flag("compulsory_school_age", "Whether of compulsory school age."),
        _flag("sen_support", "Whether on SEN support.", SPECIAL),
        _flag("free_school_meals", "Whether eligible for free school meals."),
        _flag(
            "education_health_care_plan",
            "Whether they have an education, health and care plan.",
            SPECIAL,
        ),
        Column("primary_sen_type", Kind.TEXT, "Primary need.", cls=SPECIAL),
        Column("secondary_sen_type", Kind.TEXT, "Secondary need.", cls=SPECIAL),
        _flag("looked_after_child", "Whether looked after by an authority.", SPECIAL),
        _flag("previously_looked_after_child", "Whether looked after before.", SPECIAL),
        _flag("child_in_need", "Whether a child in need.", SPECIAL),
        _flag(
            "child_protection_plan",
            "Whether on a child protection plan; they count as a child in need too.",
            SPECIAL,
        ),
        _flag(
            "persistently_absent",
            "Whether the Department counts them persistently absent. Muster works it out "
            "from the sessions, and warns where the two differ.",
        ),
        _flag("severely_absent", "Whether it counts them severely absent."),
        Column(
            "unique_reference_number",
            Kind.URN,
            "The school’s URN.",
            required=True,
            example="990001",
        ),
        Column(
            "year_group",
            Kind.YEAR_GROUP,
            "Year group: N2, N1, R, then 1 to 14.",
            cls=PERSONAL,
            example="6",
        ),
        Column(
            "school_local_authority_ukprn",
            Kind.TEXT,
            "The school’s authority, by its UKPRN. Every row must have the same.",
            example="19990001",
        ),
        Column(
            "school_local_authority_name",
            Kind.TEXT,
            "The school’s authority. Every row must have the same.",
            example="Exampleshire",
        ),
        Column(
            "home_local_authority_ukprn",
            Kind.TEXT,
            "The authority the pupil lives in, by its UKPRN.",
            cls=PERSONAL,
            example="19990001",
        ),
        Column(
            "home_local_authority_name",
            Kind.TEXT,
            "The authority the pupil lives in.",
            cls=PERSONAL,
            example="Exampleshire",
        ),
        Column("learning_provider_ukprn", Kind.TEXT, "The school’s UKPRN."),
        Column("school_name", Kind.TEXT, "The school’s name.", example="Ash Primary"),
        Column("phase", Kind.PHASE, "The school’s phase.", example="Primary"),
        Column("pupil_surname", Kind.TEXT, "Surname.", cls=PERSONAL, example="Finch"),
        Column("pupil_forename", Kind.TEXT, "Forename.", cls=PERSONAL, example="Robin"),
        Column(
            "admission_date",
            Kind.DATE,
            "The day they joined the roll.",
            cls=PERSONAL,
            example="2021-09-01",
        ),
        Column(
            "leaving_date",
            Kind.DATE,
            "Their last day on the roll; blank if they are still on it.",
            cls=PERSONAL,
        ),
        Column(
            "full_days_missed",
            Kind.COUNT,
            "Days missed whole.",
            cls=PERSONAL,
            example="3",
        ),
        _sessions(
            "possible_sessions",
            "Possible sessions: present, educational, authorised and unauthorised "
            "together.",
            "140",
        ),
        _sessions(
            "absent_sessions",
            "Sessions missed: authorised and unauthorised together.",
            "8",
        ),
        _sessions("present_sessions", "Sessions present.", "130"),
        _sessions(
            "approved_educational_activity_sessions",
            "Sessions at an approved educational activity.",
            "2",
        ),
        _sessions("authorised_absent_sessions", "Authorised sessions of absence.", "6"),
        _sessions(
            "unauthorised_absent_sessions", "Unauthorised sessions of absence.", "2"
        ),
    ),
)

# A column of a layer of `totals`, and the heading it comes from. Those an enrolments file
# has too are called as they are there.
FROM_HEADING = {
    "school": "unique_reference_number",
    "pupil": "upn",
    "possible": "possible_sessions",
    "absent": "absent_sessions",
    "present": "present_sessions",
    "educational": "approved_educational_activity_sessions",
    "authorised": "authorised_absent_sessions",
    "unauthorised": "unauthorised_absent_sessions",
    "full_days_missed": "full_days_missed",
    "persistently_absent": "persistently_absent",
    "severely_absent": "severely_absent",
    "compulsory_school_age": "compulsory_school_age",
    "from_on": "admission_date",
    "to_on": "leaving_date",
    "born_on": "dob",
    "year_group": "year_group",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "fsm": "free_school_meals",
    "eal": "english_additional_language",
    "looked_after": "looked_after_child",
    "previously_looked_after": "previously_looked_after_child",
    "child_in_need": "child_in_need",
    "child_protection_plan": "child_protection_plan",
    "sen_support": "sen_support",
    "plan": "education_health_care_plan",
    "primary_sen_type": "primary_sen_type",
    "secondary_sen_type": "secondary_sen_type",
    "home_authority": "home_local_authority_name",
    "surname": "pupil_surname",
    "forename": "pupil_forename",
    "urn": "unique_reference_number",
    "school_name": "school_name",
    "phase": "phase",
    "authority": "school_local_authority_name",
    "authority_ukprn": "school_local_authority_ukprn",
}
# What a layer has of sessions, and what it has of a pupil's place on a roll.
COUNTED = (
    "possible",
    "absent",
    "present",
    "educational",
    "authorised",
    "unauthorised",
)
OF_ENROLMENT = (
    "from_on",
    "to_on",
    "born_on",
    "year_group",
    "sex",
    "ethnicity",
    "fsm",
    "sen",
    "eal",
    "looked_after",
    "child_in_need",
    "home_authority",
)
