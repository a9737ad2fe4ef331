"""Compulsory school age: from when to when a child must be in education.

It begins on the prescribed day (31 December, 31 March or 31 August) on or after the fifth
birthday, and ends on the last Friday in June of the school year in which they turn 16.
Source: rules.md 8.6; Education Act 1996, section 8, and the School Leaving Date Order 1997
(written from memory).
"""

from datetime import date, timedelta


PRESCRIBED = ((3, 31), (8, 31), (12, 31))
FRIDAY = 4


def compulsory_age(born_on: date) -> tuple[date, date]:
    """The first and the last day of a child's compulsory school age."""
    fifth = birthday(born_on, 5)
    first = next(
        day
        for year in (fifth.year, fifth.year + 1)
        for month, number in PRESCRIBED
        if (day := date(year, month, number)) >= fifth
    )
    # Who is 16 on 31 August turned so in the year that ends then.
    turns = birthday(born_on, 16)
    june = date(turns.year + (turns > date(turns.year, 8, 31)), 6, 30)
    return first, june - timedelta(days=(june.weekday() - FRIDAY) % 7)


def birthday(born_on: date, age: int) -> date:
    """The day somebody is so old: of who was born on 29 February, 1 March in a common year."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)
