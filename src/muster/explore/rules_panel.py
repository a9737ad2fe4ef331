"""The same figure under each set of rules, and how many pupils each moves."""

from typing import Any

from muster.design.filters import number
from muster.explore import words
from muster.explore.breakdowns import about
from muster.explore.choosing import RULE_TITLES
from muster.explore.looking import Look
from muster.measures import Figure, get
from muster.measures.rules import RULES


SHOWN = ("overall_absence", "persistent_absence", "severe_absence")


def panel(look: Look, *dims: str, by: tuple[str, ...] = ()) -> dict[str, Any]:
    """A table: a row for each set of rules, the headline rates and the pupils counted."""
    chosen = look.ask(SHOWN, by).figure("persistent_absence", *dims)
    rows = []
    for rules in RULES:
        asked = look.ask(SHOWN, by, rules=rules)
        pupils = asked.figure("persistent_absence", *dims)
        rows.append(
            [
                _title(rules, look),
                words.count_cell(pupils.denominator if pupils else None, pupils),
                *(words.cell(asked.figure(name, *dims)) for name in SHOWN),
                "" if rules == look.rules else _moved(pupils, chosen),
            ]
        )
    return {
        "caption": f"The same {'marks' if look.has_codes else 'files'} under each set of rules",
        "columns": [
            {"text": "Rules"},
            {"text": "Pupils judged persistent or not", "number": True},
            *(
                {"text": get(name).title, "number": True, "about": about(name)}
                for name in SHOWN
            ),
            {"text": f"Against {_mid(look.rules)}"},
        ],
        "rows": rows,
    }


def of_measure(
    look: Look, measure: str, schools: tuple[int, ...] = ()
) -> dict[str, Any]:
    """A table: one measure under each set of rules, without breakdown."""
    chosen = look.ask((measure,), schools=schools).figure(measure)
    unit = words.unit_of(get(measure))
    rows = []
    for rules in RULES:
        one = look.ask((measure,), schools=schools, rules=rules).figure(measure)
        rows.append(
            [
                _title(rules, look),
                words.count_cell(one.numerator if one else None, one),
                words.count_cell(one.denominator if one else None, one),
                words.cell(one),
                "" if rules == look.rules else _apart(one, chosen, unit),
            ]
        )
    return {
        "caption": f"{get(measure).title} under each set of rules",
        "columns": [
            {"text": "Rules"},
            {"text": "Counted", "number": True},
            {"text": f"Out of ({unit})", "number": True},
            {"text": "Per cent", "number": True},
            {"text": f"Against {_mid(look.rules)}"},
        ],
        "rows": rows,
    }


def _title(rules: str, look: Look) -> str:
    return RULE_TITLES[rules] + (" (shown)" if rules == look.rules else "")


def _mid(rules: str) -> str:
    title = RULE_TITLES[rules]
    return title[:1].lower() + title[1:]


def _moved(pupils: Figure | None, chosen: Figure | None) -> str:
    """“12 fewer pupils, 3 fewer of them persistent”."""
    if not _both(pupils, chosen):
        return "–"
    counted = _more(pupils.denominator - chosen.denominator, "pupil", "pupils")
    absent = _more(pupils.numerator - chosen.numerator, "persistent", "persistent")
    return f"{counted}, {absent}"


def _apart(one: Figure | None, chosen: Figure | None, unit: str) -> str:
    if not _both(one, chosen):
        return "–"
    whole = _more(one.denominator - chosen.denominator, unit[:-1], unit)
    counted = _more(one.numerator - chosen.numerator, "counted", "counted")
    return f"{whole}, {counted}"


def _both(one: Figure | None, other: Figure | None) -> bool:
    return all(f is not None and f.numerator is not None for f in (one, other))


def _more(apart: int, one: str, many: str) -> str:
    if not apart:
        return f"no change in {many}"
    word = one if abs(apart) == 1 else many
    return f"{number(abs(apart))} {'more' if apart > 0 else 'fewer'} {word}"
