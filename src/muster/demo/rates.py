"""How often things happen in the demo authority: plain numbers, read as data.

Marks: shares of possible sessions, near England's in 2025/26 (rules.md 2.2, peers.md 7;
the Department's half-term figures by phase). Children: near the January census.
"""

from datetime import date

import numpy as np


# Who the children are --------------------------------------------------------------

SHARE = {
    # Of a cohort, who stay on, come or go; in-year moves and those over the summer.
    "sixth_form": 0.16,
    "summer_leaver": 0.015,
    "midyear_leaver": 0.018,
    "summer_mover": 0.012,
    "midyear_mover": 0.016,
    "short_stay": 0.15,
    # Of all children.
    "looked_after": 0.007,
    "child_in_need": 0.032,
    "young_carer": 0.007,
    "over_the_border": 0.03,
    "out_of_year": 0.002,
    "temporary_upn": 0.08,  # of newcomers
    "little_known": 0.15,  # of those who come midway
    # Of Years 8 to 11, each year.
    "dual_registered": 0.008,
    "excluded_for_good": 0.002,
}
# By IDACI decile, 0 unused.
FSM_BY_DECILE = np.array([0, 0.5, 0.42, 0.35, 0.29, 0.24, 0.2, 0.16, 0.12, 0.09, 0.06])
FSM_GROWS = 0.006
PLAN = 0.032
# By year group, Reception to Year 13.
SEN_SUPPORT = np.array(
    [
        0.10,
        0.12,
        0.14,
        0.16,
        0.17,
        0.175,
        0.17,
        0.15,
        0.145,
        0.14,
        0.135,
        0.125,
        0.06,
        0.06,
    ]
)
SPECIAL_FROM = (0.012, 0.0013)

ETHNICITY = {
    "WOTH": 0.060,
    "WIRI": 0.003,
    "WIRT": 0.0012,
    "WROM": 0.0035,
    "MWBC": 0.014,
    "MWBA": 0.010,
    "MWAS": 0.014,
    "MOTH": 0.020,
    "AIND": 0.032,
    "APKN": 0.040,
    "ABAN": 0.014,
    "AOTH": 0.017,
    "CHNE": 0.006,
    "BCRB": 0.008,
    "BAFR": 0.040,
    "BOTH": 0.006,
    "OOTH": 0.020,
    "REFU": 0.008,
    "NOBT": 0.006,
    "WBRI": 1.0,
}
# How many times as many of everyone but White British live there.
DIVERSITY = {
    "Aldenmoor": 1.9,
    "Gorsecliff": 1.6,
    "Brackenhithe": 1.1,
    "Corveldale": 0.4,
    "Eldwick Vale": 0.5,
    "Fennimoor": 0.6,
    "Hollowmere": 0.7,
    "Dunsmarsh": 0.7,
}
EAL = dict.fromkeys(ETHNICITY, 0.35) | {
    "WOTH": 0.72,
    "WIRI": 0.02,
    "WIRT": 0.02,
    "WROM": 0.7,
    "MWBC": 0.03,
    "MOTH": 0.2,
    "APKN": 0.6,
    "ABAN": 0.65,
    "BCRB": 0.04,
    "REFU": 0.1,
    "NOBT": 0.1,
    "WBRI": 0.01,
}

# What the rates come to --------------------------------------------------------------

# England 2022/23, in per cent: persistent and severe absence, and overall by phase.
# Persistent and severe are from the Department's absence bands by characteristics (10 %
# up, 50 % up); overall is from LAIT's annual extract. PRUs are the autumn and spring
# terms, in the Department's PRU absence. Contains public sector information licensed
# under the Open Government Licence v3.0.
PUBLISHED: dict[str, tuple[float, ...]] = {
    "primary": (16.2, 0.75, 5.9),
    "secondary": (26.5, 3.4, 9.0),
    "special": (38.3, 6.2, 13.0),
    "pru": (81.2, 37.5, 40.7),
    "fsm": (36.5, 3.8),
    "no fsm": (15.6, 1.05),
    "sen": (32.2, 4.35),
    "no sen": (18.4, 1.2),
    # Neither is known, often because they weren't there long.
    "unknown": (58.6, 33.3),
}
# Their shape by year group, Reception to Year 13; from Year 1 to 11 the bands again.
PERSISTENT_BY_GROUP = np.array(
    [0.22, 0.194, 0.166, 0.155, 0.156, 0.159, 0.16]
    + [0.202, 0.257, 0.291, 0.30, 0.307, 0.24, 0.25]
)
SEVERE_BY_GROUP = np.array(
    [0.009, 0.0086, 0.0074, 0.0071, 0.0075, 0.0078, 0.0083]
    + [0.018, 0.029, 0.040, 0.046, 0.047, 0.020, 0.020]
)
# Added to their log odds for children on free school meals: moving to secondary school is
# harder for them.
FSM_IN_SECONDARY = 0.14
# How many times the odds of persistent and of severe absence in a year are 2024/25's, the
# year that is compared. 2025/26 is near England's own by Easter 2026: fewer of the one
# and more of the other. The shorter the time, the more reach one in ten by luck.
YEAR_ODDS = {2023: (0.92, 1.0), 2025: (0.74, 1.2)}
# What the severely absent miss, on average, and what they miss besides.
SEVERE_SHARE = 0.79
BESIDE_SEVERE = 0.09
# How much the luck of when spells fall adds to the variance of a share of the year, for
# each part missed: a usual spell of seven sessions, in a year; PRUs have them for less.
SPELL_LUCK = np.array([7, 7, 7, 20]) / 365
# Planned that much more, because spells are cut at holidays and fall on one another.
MADE_UP = (1.04, 1.0, 1.08, 1.25)

# Who stands where among children alike in year group, free school meals and SEN --------

# Added to a child's standing: what stays theirs, the year's luck, the school's.
SPREAD_OF_CHILDREN = 0.60
SPREAD_OF_YEARS = 0.28
SPREAD_OF_SCHOOLS = 0.09
SPREAD_OF_SCHOOL_YEARS = 0.05
PULL = {"plan": 0.14, "in_need": 0.40}
# Of children looked after, until Year 9 and then.
PULL_IN_CARE = (-0.1, 0.4)
PULL_BY_DECILE = -0.022
PULL_BY_ETHNICITY = dict.fromkeys(ETHNICITY, 0.0) | {
    "WIRT": 1.25,
    "WROM": 0.85,
    "MWBC": 0.15,
    "AIND": -0.3,
    "APKN": 0.1,
    "ABAN": -0.03,
    "CHNE": -0.75,
    "BCRB": -0.1,
    "BAFR": -0.6,
    "BOTH": -0.4,
    "AOTH": -0.35,
}

# The share of planned absence that is illness, and how it falls as pull rises.
ILLNESS_SHARE = {"primary": (0.86, 0.12), "secondary": (0.70, 0.16)}

# Lengths of spells in sessions, and how often each --------------------------------

ILLNESS_SPELL = {
    1: 0.12,
    2: 0.34,
    3: 0.06,
    4: 0.20,
    6: 0.11,
    8: 0.06,
    10: 0.07,
    15: 0.03,
    20: 0.01,
}
ABSENCE_SPELL = {1: 0.25, 2: 0.42, 3: 0.05, 4: 0.14, 6: 0.06, 10: 0.06, 16: 0.02}
SEVERE_SPELL = {4: 0.2, 8: 0.25, 14: 0.25, 24: 0.2, 40: 0.1}
HOLIDAY_SPELL = {2: 0.14, 4: 0.20, 6: 0.12, 8: 0.10, 10: 0.38, 20: 0.06}
SUSPENSION_SPELL = {2: 0.35, 4: 0.25, 6: 0.2, 10: 0.2}
SHORT_SPELL = {1: 0.45, 2: 0.55}
ONE_SESSION = {1: 1.0}

# Everything else, by phase: primary, secondary, special, PRU; shares of sessions -----

LATE = (0.0112, 0.0285, 0.0078, 0.030)
LATE_AFTER_CLOSE = (0.0017, 0.0024, 0.0022, 0.020)
APPOINTMENT = (0.0027, 0.0036, 0.0080, 0.0040)
EXCEPTIONAL = (0.0030, 0.0038, 0.0105, 0.0060)
SUSPENDED = (0.0004, 0.0032, 0.0012, 0.0200)
PART_TIME = (0.0016, 0.0024, 0.0105, 0.0400)
HOLIDAY = (0.0064, 0.0036, 0.0040, 0.0010)
OFF_SITE = (0.0009, 0.0028, 0.0060, 0.0200)
SPORT = (0.0008, 0.0012, 0.0005, 0.0)
ARRANGED = (0.0002, 0.0008, 0.0010, 0.0)
TRAVELLING = (0.0001, 0.00003, 0.0, 0.0)
INTERVIEW = (0.0001, 0.0002, 0.0001, 0.0)
PERFORMANCE = (0.00004, 0.00005, 0.0, 0.0)

# When ------------------------------------------------------------------------------

# (month, day): how many times the usual number of illnesses begin; straight between.
ILLNESS_SEASON = {
    (8, 1): 0.60,
    (9, 5): 0.55,
    (9, 25): 0.88,
    (10, 10): 0.95,
    (11, 1): 1.02,
    (11, 17): 1.15,
    (12, 1): 1.35,
    (12, 10): 1.55,
    (12, 20): 1.35,
    (1, 4): 0.98,
    (1, 25): 1.12,
    (2, 10): 1.08,
    (2, 24): 0.95,
    (3, 28): 0.92,
    (4, 15): 0.80,
    (5, 20): 0.86,
    (6, 5): 0.88,
    (7, 5): 0.97,
    (7, 31): 1.10,
}
# By half-term: absence without a good reason grows through the year.
ABSENCE_SEASON = np.array([0.70, 0.92, 0.97, 1.06, 1.17, 1.32])
SEVERE_SEASON = np.array([0.72, 0.95, 1.00, 1.05, 1.15, 1.25])
# Monday to Friday.
ILLNESS_WEEKDAY = np.array([1.18, 0.98, 0.94, 0.94, 1.04])
ABSENCE_WEEKDAY = np.array([1.08, 0.90, 0.88, 0.94, 1.28])
WEEKLY_SHOCK = 0.12
SCHOOL_SHOCK = 0.16
SHOCK_LASTS = 0.4
# How often a spell of absence begins in the afternoon.
BEGINS_PM = 0.14

# An illness that went round late in one autumn: when it came to the first area, the share
# of each phase's children who caught it, for how many sessions, and that in a year.
WAVE_YEAR = 2024
WAVE_BEGAN = date(2024, 11, 25)
WAVE_CATCHES = (0.18, 0.07, 0.10, 0.05)
WAVE_SPELL = {4: 0.35, 6: 0.40, 8: 0.15, 10: 0.10}
WAVE_COSTS = 5.8 / 380
# In school days: from one area to the next, at most from an area's first school to its
# last, and how soon children of a school follow one another.
WAVE_BY_AREA = 1
WAVE_BY_SCHOOL = 3
WAVE_AT_SCHOOL = 2.0

# Registers as they are --------------------------------------------------------------

# A class whose register was not taken, and one child left off.
REGISTER_MISSED = 0.0015
CHILD_MISSED = 0.0006
# How likely a spell's reason is not yet known: begun within 5, 10 school days, or ever.
REASON_NOT_YET = (0.55, 0.20, 0.010)

# Religious observance: days that fall in school weeks, and how likely R is on them.
EIDS = (
    date(2022, 5, 2),
    date(2022, 5, 3),
    date(2023, 4, 21),
    date(2023, 6, 28),
    date(2024, 4, 10),
    date(2024, 6, 17),
    date(2025, 3, 31),
    date(2025, 6, 6),
    date(2026, 3, 20),
    date(2026, 5, 27),
)
KEEPS_EID = {
    "APKN": 0.88,
    "ABAN": 0.88,
    "BAFR": 0.30,
    "AOTH": 0.25,
    "OOTH": 0.35,
    "MWAS": 0.15,
}
