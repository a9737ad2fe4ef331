"""What moved in the authority as a whole: absence, groups, reasons, the step to Year 7.

Each is one figure against another of the same schools, and how sure it is comes from how
far schools agree (`spread.moved`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from muster.impact import words
from muster.impact.evidence import Evidence
from muster.impact.findings import Finding, Place, When
from muster.impact.pupils import Pupils
from muster.impact.schools import ABSENCE, PERSISTENT, REASONS, RECORDING
from muster.impact.spread import Moved, moved, share_of
from muster.impact.triggers import Trigger, trigger
from muster.measures import get


# A group, by the value that makes it, and the one it is held against.
GROUPS = {
    ("fsm", "yes", "no"): ("pupils eligible for free school meals", "others"),
    ("sen", "K", "N"): ("pupils with SEN support", "those with no special needs"),
    ("sen", "E", "N"): (
        "pupils with an education, health and care plan",
        "those with no special needs",
    ),
    ("eal", "yes", "no"): (
        "pupils whose first language is not English",
        "others",
    ),
    ("sex", "F", "M"): ("girls", "boys"),
    ("looked_after", "yes", "no"): ("looked after children", "others"),
    ("child_in_need", "yes", "no"): ("children in need", "others"),
    ("social_worker", "yes", "no"): ("pupils with a social worker", "others"),
    ("young_carer", "yes", "no"): ("young carers", "others"),
}
# Most of it comes, or goes, in the weeks before a holiday: part of a half-term says nothing.
LATE = ("reason_n", "reason_g")
ALL_REASONS = (*REASONS, "reason_i", "reason_o", "reason_e", *RECORDING)


def findings(of: Evidence) -> Iterator[Finding]:
    if of.before is None:
        return
    yield from _absence(of)
    yield from _gaps(of)
    yield from _reasons(of)
    yield from _transition(of, of.before)


def change(of: Evidence, measure: str, rows: tuple[str, str] | None = None) -> Moved:
    """The measure now less a year before; ``rows`` keeps to a breakdown’s value."""
    assert of.before
    parts = []
    for sign, one in ((1, of.now), (-1, of.before)):
        kept = (
            np.ones(len(one), bool) if rows is None else one.values(rows[0]) == rows[1]
        )
        parts.append((sign, _share(of, one, measure, kept)))
    return moved(*parts)


def _share(
    of: Evidence, one: Pupils, measure: str, kept: np.ndarray
) -> tuple[float, np.ndarray]:
    counted, out_of = one.measured(measure)
    return share_of(counted * kept, out_of * kept, of.number(one), len(of.schools))


def is_far(rule: Trigger, by: Moved) -> bool:
    return abs(by.strength) >= rule.beyond and 100 * abs(by.by) >= rule.points


def _absence(of: Evidence) -> Iterator[Finding]:
    """Of everybody; of one phase only where everybody's stayed where it was."""
    whole = [*_moved_absence(of, ABSENCE), *_moved_absence(of, PERSISTENT)]
    yield from whole
    for phase in of.phases if not whole else []:
        yield from _moved_absence(of, ABSENCE, ("phase", phase))


def _moved_absence(
    of: Evidence, measure: str, rows: tuple[str, str] | None = None
) -> Iterator[Finding]:
    rule = trigger("absence_moved", of.on)
    by = change(of, measure, rows)
    if not is_far(rule, by):
        return
    breakdown = ((rows[0],), (rows[1],)) if rows else ((), ())
    where = words.in_phase(rows[1]) if rows else "in the authority"
    yield Finding(
        rule,
        words.in_phase_alone(rows[1]).capitalize() if rows else "The authority",
        f"{get(measure).title} {where} was {{now}}, {{now-before}} {words.same(of)}"
        " ({before}).",
        _now_and_before(measure, *breakdown),
        by.strength,
        (words.TOGETHER, *words.unfinished(of)),
        is_better=by.by < 0,
    )


def _now_and_before(
    measure: str, by: tuple[str, ...] = (), dims: tuple[str, ...] = ()
) -> dict[str, Place]:
    return {
        "now": Place(measure, by, dims),
        "before": Place(measure, by, dims, When.BEFORE),
    }


def _gaps(of: Evidence) -> Iterator[Finding]:
    assert of.before
    rule = trigger("gap_moved", of.on)
    for (dimension, value, other), (group, others) in GROUPS.items():
        parts = []
        for sign, one in ((1, of.now), (-1, of.before)):
            values = one.values(dimension)
            if (values == value).sum() < rule.pupils:
                break
            parts.append((sign, _share(of, one, ABSENCE, values == value)))
            parts.append((-sign, _share(of, one, ABSENCE, values == other)))
        if len(parts) < 4 or not is_far(rule, by := moved(*parts)):
            continue
        in_group = _now_and_before(ABSENCE, (dimension,), (value,))
        rest = _now_and_before(ABSENCE, (dimension,), (other,))
        went = "widened" if by.by > 0 else "narrowed"
        yield Finding(
            rule,
            group[:1].upper() + group[1:],
            f"The gap in overall absence between {group} and {others} has {went} since"
            f" {words.same(of)}: {{now}} against {{others}}, and then {{before}} against"
            " {others_before}.",
            in_group | {"others": rest["now"], "others_before": rest["before"]},
            by.strength,
            (words.CHANGING, *words.unfinished(of)),
            is_better=by.by < 0,
        )


def _reasons(of: Evidence) -> Iterator[Finding]:
    rule = trigger("reason_moved", of.on)
    for measure in ALL_REASONS:
        if not of.was_in_use(measure) or (measure in LATE and not of.is_over):
            continue
        by = change(of, measure)
        if not is_far(rule, by):
            continue
        assert of.before
        [here, then] = [
            counted.sum() / out_of.sum()
            for counted, out_of in (
                of.now.measured(measure),
                of.before.measured(measure),
            )
        ]
        if max(here, then) < rule.times * min(here, then):
            continue
        went = "up from" if by.by > 0 else "down from"
        yield Finding(
            rule,
            get(measure).title,
            f"{words.marked(measure)}: {{now}}, {went} {{before}} in {words.same(of)}.",
            _now_and_before(measure),
            by.strength,
            (*words.of_code(measure), words.TOGETHER, *words.unfinished(of)),
            is_better=by.by < 0,
        )


def _transition(of: Evidence, before: Pupils) -> Iterator[Finding]:
    """The same children in Year 6 and, a year on, in Year 7, each by their school now."""
    rule = trigger("year_6_to_7", of.on)
    here, then = same_children(of, before)
    if len(here) < rule.pupils:
        return
    school = of.number(of.now)[here]
    parts = []
    for sign, one, rows in ((1, of.now, here), (-1, before, then)):
        counted, out_of = (column[rows] for column in one.measured(ABSENCE))
        parts.append((sign, share_of(counted, out_of, school, len(of.schools))))
    if not is_far(rule, by := moved(*parts)):
        return
    yield Finding(
        rule,
        "Year 6 to Year 7",
        f"Overall absence in Year 7 was {{now}}; in Year 6, in {words.same(of)}, it was"
        " {before}. Most are the same children, and theirs went the same way.",
        {
            "now": Place(ABSENCE, ("year_group",), ("7",)),
            "before": Place(ABSENCE, ("year_group",), ("6",), When.BEFORE),
        },
        by.strength,
        (words.STEP, *words.unfinished(of)),
        is_better=by.by < 0,
    )


def same_children(of: Evidence, before: Pupils) -> tuple[np.ndarray, np.ndarray]:
    """Rows, now and a year before, of the children in Year 7 who were then in Year 6."""
    [seven] = np.nonzero(of.now.values("year_group") == "7")
    [six] = np.nonzero(before.values("year_group") == "6")
    _, here, then = np.intersect1d(
        of.now.child[seven], before.child[six], return_indices=True
    )
    return seven[here], six[then]
