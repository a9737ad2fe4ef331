"""Returns of schools: measures over those that were due, one row each (rules.md 3.3)."""

from functools import partial

from muster.measures.measure import measure
from muster.tables.returns import RETURNS


OWED = "Muster’s returns: what marks and rolls say schools owe, and what came"

of_returns = partial(measure, table=RETURNS)


def _was_due(one):
    return (one.due_on >= one.period_from) & (one.due_on <= one.as_at)


@of_returns(title="Returns that came in time", source=OWED, polarity="high")
def returns_in_time(one):
    """Returns that came by their last day, out of those due in the period."""
    return _was_due(one) & one.has_came_on & (one.came_on <= one.due_on), _was_due(one)


@of_returns(title="Returns overdue", source=OWED)
def returns_late(one):
    """Returns past their last day at the end of the period and not come, out of those due in the period."""
    is_past = _was_due(one) & (one.due_on < one.as_at)
    return is_past & (not one.has_came_on), _was_due(one)


MEASURES = (returns_in_time, returns_late)
