"""What was expected of schools, what came and what is late: counted by kind, school or
month, of the children whoever asks sees."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from muster.registers.returns.sent import Expecteds, overdue


CAME = Q(answered_by__isnull=False)
LATE = Q(answered_by__received_on__gt=F("due_on"))


@dataclass(frozen=True)
class Counted:
    """``overdue`` has not come and should have; ``waiting`` need not have come yet, or may
    have."""

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
    counted = (
        rows.order_by()
        .values("due_on" if what == "month" else what)
        .annotate(
            expected=Count("pk"),
            came=Count("pk", filter=CAME),
            late=Count("pk", filter=LATE),
            overdue=Count("pk", filter=overdue(on)),
        )
    )
    sums: dict[Any, Counter[str]] = defaultdict(Counter)
    for row in counted:
        # Days are counted by the database and months made of them: SQLite has no months,
        # and would ask Python for that of each return.
        of = row.pop("due_on").replace(day=1) if what == "month" else row.pop(what)
        sums[of].update(row)
    return [
        Counted(
            of, row["expected"], row["came"] - row["late"], row["late"], row["overdue"]
        )
        for of, row in sorted(sums.items())
    ]


def months(rows: Expecteds) -> list[date]:
    """The months something was due in, the first first."""
    days = rows.order_by().values_list("due_on", flat=True).distinct()
    return sorted({day.replace(day=1) for day in days})
