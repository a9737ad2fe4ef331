"""The page of signals: what to look at in a half-term, and where each is shown."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.explore.choosing import ChooseForm
from muster.explore.coverage_notice import standing
from muster.explore.looking import Look, years_held
from muster.explore.schools import schools_of
from muster.impact.evidence import year_before
from muster.impact.findings import Place, When
from muster.impact.signals import Found, Signal, found, told
from muster.measures import Figure, Period, Question, get, parse_period
from muster.measures.dimensions import OF_PUPIL, OF_SESSION
from muster.measures.together import ask_together
from muster.measures.totals import NO_CODES
from muster.programme.priorities import priority as priorities
from muster.sources.uploads import state
from muster.tables.state import State, remembered


NOT_LOOKED = "Signals are not looked for here"
NOT_IN_FILES = (
    "Signals are looked for in register marks, session by session and code by code."
)


# Found over every school at once, so for those who reach them all.
@requires(Permission.SEE_FIGURES, everywhere=True)
@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """What stands out beyond chance in a half-term."""
    held = state()
    if not years_held(held):
        may_load = request.user.can(Permission.LOAD_FILES)
        page = {"schools": [], "may_load": may_load}
        return render(request, "explore/no_marks.html", page)
    form = ChooseForm(request.GET, state=held)
    look = form.look()
    page = {"form": form, "look": look} | of(look)
    if request.user.can(Permission.KEEP_PLANS):
        page["taken_up"] = taken_up(look, page["signals"])
    return render(request, "explore/signals.html", page, status=form.status)


def of(look: Look) -> dict[str, Any]:
    """Everything on the page; of weekly files, why signals are not looked for in them."""
    if not look.has_codes:
        return {
            "standing": [look.period.title],
            "signals": [],
            "looked": [NOT_IN_FILES, NO_CODES],
            "nothing": NOT_LOOKED,
        }
    every, listed = told_of(look.state, look.period, look.rules)
    return {
        "standing": standing(look),
        "signals": [_shown(look, one) for one in listed],
        "looked": every.looked,
        "nothing": f"Nothing stands out beyond chance {_this(look)}"
        if every.could_look
        else NOT_LOOKED,
        "more": len(every.findings) - len(listed),
    }


def _this(look: Look) -> str:
    if look.period.half_term:
        return "this half-term"
    return "this term" if look.period.term else "this year"


@remembered(16)
def told_of(state: State, period: Period, rules: str) -> tuple[Found, list[Signal]]:
    """What officers may be told; its figures asked for together, so that what is hidden in
    one is hidden in all."""
    every = found(state, period, rules)
    spans = {
        When.NOW: period,
        When.BEFORE: year_before(state, period),
        When.THIS_YEAR: parse_period(period.years[-1].label),
    }
    places = [place for one in every.findings for place in one.places.values()]
    wanted: dict[tuple, list[str]] = {}
    for place in places:
        wanted.setdefault((place.by, place.when), []).append(place.measure)
    questions = [
        Question(tuple(dict.fromkeys(names)), by, spans[when], rules)
        for (by, when), names in wanted.items()
    ]
    answers = ask_together(state, questions)
    index: dict[Place, Figure] = {
        Place(row.measure, by, row.dims, when): row
        for (by, when), shared in zip(wanted, answers, strict=True)
        for row in shared.answer.rows
    }
    return every, told(every.findings, index.get)


def taken_up(look: Look, signals: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """By signal: the priority it has become, or where it is taken up, as text and address."""
    held = {one.signal: one for one in priorities.of_period(look.period.text)}
    links = {}
    for one in signals:
        key = one["key"]
        if key in held:
            links[key] = (f"Priority: {held[key]}", held[key].get_absolute_url())
        else:
            address = look.link("explore:take_up", key)
            links[key] = ("Make this a priority", address)
    return links


def _shown(look: Look, one: Signal) -> dict[str, Any]:
    return {
        "about": one.about,
        "kind": one.kind.value,
        "status": ("good", "Better") if one.is_better else ("watch", "To look at"),
        "sentence": one.sentence,
        "doubts": one.doubts,
        "rule": one.trigger.rule,
        "since": one.trigger.valid_from,
        "key": one.key,
        "links": _links(look, one),
    }


def _links(look: Look, one: Signal) -> list[tuple[str, str]]:
    """The school's page, and the measure broken down as the signal sees it."""
    schools = {
        school.name: school.id for school in schools_of(look.state, look.scope).values()
    }
    number = schools.get(one.school)
    links = []
    if number is not None:
        links.append((one.school, look.link("explore:school", number)))
    if one.measure:
        by = [name for name in one.by if name in OF_PUPIL + OF_SESSION][:2]
        asked = dict(zip(("by", "by2"), by, strict=False))
        if number is not None:
            asked = asked | {"school": str(number)} if by else {"by": "school"}
        links.append(
            (
                f"{get(one.measure).title} in figures",
                look.link("explore:measure", one.measure, **asked),
            )
        )
    return links
