"""What was expected of schools, what came and what is late: counted by kind, school or
month, of the children whoever asks sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from muster.registers.returns.sent import Expecteds


CAME = Q(answered_by__isnull=False)
LATE = Q(answered_by__received_on__gt=F("due_on"))


@dataclass(frozen=True)
class Counted:
    """``overdue`` has not come and should have; ``waiting`` need not have come yet."""

    of: Any
    expected: int
    in_time: int
    late: int
    overdue: int

    @property
    def waiting(self) -> int:
        return self.expected - self.in_time - self.late - self.overdue


def by(rows: Expecteds, what: str, on: date) -> list[Counted]:
    """Counts by a field: `kind` or `school`; by `month` of the day they were due."""
    if what == "month":
        rows = rows.annotate(month=TruncMonth("due_on"))
    counted = (
        rows.order_by()
        .values(what)
        .annotate(
            expected=Count("pk"),
            came=Count("pk", filter=CAME),
            late=Count("pk", filter=LATE),
            overdue=Count("pk", filter=Q(answered_by=None, due_on__lt=on)),
        )
    )
    return [
        Counted(
            row[what],
            row["expected"],
            row["came"] - row["late"],
            row["late"],
            row["overdue"],
        )
        for row in counted.order_by(what)
    ]


def months(rows: Expecteds) -> list[date]:
    """The months something was due in, the first first."""
    held = rows.order_by().annotate(month=TruncMonth("due_on"))
    return sorted(set(held.values_list("month", flat=True)))
