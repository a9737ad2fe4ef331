"""What was agreed and whether it is being done: measures over actions, one row each.

The colours and dates are those of programme.md A4.2 and A4.3. An action without a due
date is never overdue and never on time: where a date decides, it is left out.
"""

from functools import partial

from muster.measures.measure import measure
from muster.tables.actions import ACTIONS, AMBER, GREEN, GREY, RED


COLOURS = "Muster’s rules for plans: the colours of actions"
DATES = "Muster’s rules for plans: deadlines, and their moves"
# Amber at this many reviews running is a place to park, not a status.
STUCK = 3

of_actions = partial(measure, table=ACTIONS)


def _is_open(action):
    return action.has_closed_on == 0


@of_actions(title="Open actions", source=DATES, polarity="none")
def actions_open(action):
    """Actions not yet closed, out of all opened by that day."""
    return _is_open(action), True


@of_actions(title="Overdue actions", source=DATES)
def actions_overdue(action):
    """Open actions whose due day has passed, out of open actions with a due date."""
    counted = _is_open(action) & action.has_due_on
    return counted & (action.due_on < action.as_at), counted


@of_actions(title="Actions with a moved deadline", source=DATES)
def actions_moved(action):
    """Open actions whose deadline has been moved once or more, out of open actions."""
    return _is_open(action) & (action.moves > 0), _is_open(action)


@of_actions(title="Actions closed on time", source=DATES, polarity="high")
def actions_closed_on_time(action):
    """Actions closed by the day they were first due, out of those closed in the period that had one."""
    counted = (
        action.has_closed_on
        & (action.closed_on >= action.period_from)
        & action.has_original_due_on
    )
    return counted & (action.closed_on <= action.original_due_on), counted


@of_actions(title="Silent actions", source=COLOURS)
def actions_silent(action):
    """Open actions from before this reporting cycle with no update in it, out of open actions."""
    is_silent = (action.opened_on < action.cycle_from_on) & (
        action.updated_on < action.cycle_from_on
    )
    return _is_open(action) & is_silent, _is_open(action)


@of_actions(title="Red actions", source=COLOURS)
def actions_red(action):
    """Open actions that stand at red, out of open actions."""
    return _is_open(action) & (action.colour == RED), _is_open(action)


@of_actions(title="Amber actions", source=COLOURS)
def actions_amber(action):
    """Open actions that stand at amber, out of open actions."""
    return _is_open(action) & (action.colour == AMBER), _is_open(action)


@of_actions(title="Green actions", source=COLOURS, polarity="high")
def actions_green(action):
    """Open actions that stand at green, out of open actions; grey is never green."""
    return _is_open(action) & (action.colour == GREEN), _is_open(action)


@of_actions(title="Grey actions", source=COLOURS)
def actions_grey(action):
    """Open actions that cannot be judged for want of an owner, a date or an update, out of open actions."""
    return _is_open(action) & (action.colour == GREY), _is_open(action)


@of_actions(title="Actions stuck at amber", source=COLOURS)
def actions_stuck_amber(action):
    """Open actions found amber at three reviews running or more, out of open actions."""
    return _is_open(action) & (action.reviews_amber >= STUCK), _is_open(action)


MEASURES = (
    actions_open,
    actions_overdue,
    actions_moved,
    actions_closed_on_time,
    actions_silent,
    actions_red,
    actions_amber,
    actions_green,
    actions_grey,
    actions_stuck_amber,
)
