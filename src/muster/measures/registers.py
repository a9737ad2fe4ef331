"""Children on registers and on the week's lists: measures over entries and findings.

An entry is one spell of one child on one register; a finding is one time the registers put
a child on a list. A child with two is counted twice, and is one child where small numbers
are hidden.
"""

from functools import partial

from muster.measures.measure import measure
from muster.tables.entries import ENTRIES
from muster.tables.findings import FINDINGS
from muster.tables.severity import SEVERITY


SPELLS = "Muster’s registers: spells of children, begun and ended"
CLOCKS = "Muster’s registers: the clocks of each step"
SEVERE = "Muster’s weekly lists: severe absence since the last half-term"
LISTS = "Muster’s weekly lists: what the registers of schools say"

of_entries = partial(measure, table=ENTRIES)
of_findings = partial(measure, table=FINDINGS)
of_severity = partial(measure, table=SEVERITY)


def _is_open(entry):
    return entry.has_ended_on == 0


@of_entries(title="Open entries", source=SPELLS, polarity="none")
def entries_open(entry):
    """Entries not ended by that day, out of all begun by then."""
    return _is_open(entry), True


@of_entries(title="Entries begun", source=SPELLS, polarity="none")
def entries_begun(entry):
    """Entries begun in the period, out of all begun by its end."""
    return entry.started_on >= entry.period_from, True


@of_entries(title="Entries ended", source=SPELLS, polarity="none")
def entries_ended(entry):
    """Entries ended in the period, out of those open at any time in it."""
    was_open = (entry.has_ended_on == 0) | (entry.ended_on >= entry.period_from)
    return was_open & entry.has_ended_on, was_open


@of_entries(title="Entries with a clock run out", source=CLOCKS)
def entries_late(entry):
    """Open entries with a step past its day, out of open entries."""
    return _is_open(entry) & (entry.clocks_late > 0), _is_open(entry)


@of_entries(title="Entries without a lead", source=SPELLS)
def entries_without_lead(entry):
    """Open entries that nobody leads, out of open entries."""
    return _is_open(entry) & (entry.has_lead == 0), _is_open(entry)


@of_entries(title="Entries not reviewed", source=SPELLS)
def entries_unreviewed(entry):
    """Open entries whose review day has passed, out of open entries that have one."""
    counted = _is_open(entry) & entry.has_review_on
    return counted & (entry.review_on < entry.as_at), counted


def _was_on(finding):
    """On a list at some time in the period."""
    return (finding.has_gone_on == 0) | (finding.gone_on >= finding.period_from)


@of_findings(title="Found for a list", source=LISTS, polarity="none")
def found_for_a_list(finding):
    """Findings made in the period, out of all that were on a list in it."""
    new = finding.found_on >= finding.period_from
    return _was_on(finding) & new, _was_on(finding)


@of_findings(title="Decided on a list", source=LISTS, polarity="high")
def decided_on_a_list(finding):
    """Findings somebody had decided on by the end of the period, out of all that were on a list in it."""
    return _was_on(finding) & finding.has_decided_on, _was_on(finding)


@of_findings(title="Waiting on a list", source=LISTS)
def waiting_on_a_list(finding):
    """Findings nobody had decided on at the end of the period, nor anything covered, out of all that were on a list in it."""
    return _was_on(finding) & finding.is_waiting, _was_on(finding)


@of_severity(title="Severely absent with a plan", source=SEVERE, polarity="high")
def severe_with_plan(child):
    """Severely absent children with an open plan, out of those severely absent."""
    return child.is_now & child.has_plan, child.is_now


@of_severity(title="Newly severely absent", source=SEVERE)
def severe_entered(child):
    """Children severely absent who were not when the last half-term ended, out of those severely absent."""
    return child.is_now & (not child.was), child.is_now


@of_severity(title="No longer severely absent", source=SEVERE, polarity="high")
def severe_left(child):
    """Children severely absent when the last half-term ended who are not now, out of those who were."""
    return child.was & (not child.is_now), child.was


OF_ENTRIES = (
    entries_open,
    entries_begun,
    entries_ended,
    entries_late,
    entries_without_lead,
    entries_unreviewed,
)
OF_LISTS = (found_for_a_list, decided_on_a_list, waiting_on_a_list)
OF_SEVERE = (severe_with_plan, severe_entered, severe_left)
MEASURES = (*OF_ENTRIES, *OF_LISTS, *OF_SEVERE)
