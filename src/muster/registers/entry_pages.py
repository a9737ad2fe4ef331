"""The pages every register has: all registers, the list of one, an entry, doing something
to it, and doing one thing to many."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import counted, day
from muster.measures.members import school_names
from muster.registers import choices, contact_pages, document_pages, keeping
from muster.registers.child import NAMELESS, Children
from muster.registers.clocks import rule_of
from muster.registers.entry import Clock, Entry
from muster.registers.entry_forms import ChooseForm
from muster.registers.keeping import Refused
from muster.registers.legal.section import section as of_legal
from muster.registers.register import Register, register_of, registers
from muster.registers.saved_pages import views_of
from muster.registers.seen import A_PAGE, called, next_of, ticked
from muster.registers.seen import child_name as _name
from muster.registers.seen import entry_of as _entry
from muster.registers.verb import How
from muster.registers.verbs import offered, verbs_of
from muster.school_year import clock


keeps = requires(Permission.KEEP_REGISTERS)
# Pages about all of a register, beside its list.
ALSO = {
    "legal": (
        ("Penalty notices", "registers:notices"),
        ("Payments", "registers:payments"),
        ("Figures the Department collects", "registers:legal_figures"),
        ("Whom it falls on", "registers:legal_equality"),
        ("Find a child, to open a case below the threshold", "registers:search"),
    )
}
# What a register shows of its own on the page of an entry, under a template’s name.
SECTIONS = {"legal": ("registers/legal_section.html", of_legal)}


@keeps
@require_safe
@never_cache
def front(request: HttpRequest) -> HttpResponse:
    """Every register, how many are open on it, and how many are late."""
    on = clock.today()
    mine = Entry.objects.visible_to(request.user, state()).open()
    rows = []
    for one in registers().values():
        here = mine.filter(register=one.name)
        late = one.with_due(here).filter(due_on__lt=on)
        reviews = here.filter(review_on__lte=on)
        address = reverse("registers:entries", args=[one.name])
        rows.append(
            [
                {"text": one.title, "href": address},
                one.says,
                here.count(),
                late.count(),
                here.filter(lead=None).count(),
                reviews.count(),
            ]
        )
    columns = [
        {"text": "Register"},
        {"text": "Who is on it"},
        {"text": "Open", "number": True},
        {"text": "Late", "number": True},
        {"text": "Led by nobody", "number": True},
        {"text": "Review due", "number": True},
    ]
    return render(
        request, "registers/registers.html", {"rows": rows, "columns": columns}
    )


@keeps
@require_safe
@never_cache
def entries(request: HttpRequest, name: str) -> HttpResponse:
    """The entries of a register, what is due first at the top."""
    register, on = _register(name), clock.today()
    form, chosen, found = asked_for(request, register)
    page = paging.page_of(found, request.GET, A_PAGE)
    audit.record(
        did="entries.listed",
        by=request.user.get_username(),
        to=f"register:{name}",
        after={"count": page["count"], "shown": len(page["shown"])},
    )
    shown = {
        "register": register,
        "form": form,
        "rows": _rows(request, register, page["shown"], on),
        "is_filtered": any(chosen.values()),
        "also": [
            {"text": text, "href": reverse(page)} for text, page in ALSO.get(name, ())
        ],
        "chosen": {key: value for key, value in chosen.items() if value},
        "views": views_of(request, name),
        "query": request.GET.urlencode(),
    }
    return render(request, "registers/entries.html", page | shown)


def asked_for(
    request: HttpRequest, register: Register
) -> tuple[ChooseForm, dict[str, Any], Any]:
    """The form of a list, what was chosen in it, and the entries that are so."""
    seen = Entry.objects.visible_to(request.user, state())
    mine = seen.filter(register=register.name)
    form = ChooseForm(request.GET, of=register, schools=_schools(mine))
    chosen = form.cleaned_data if form.is_valid() else {}
    found = _chosen(mine, chosen, request.user, register, clock.today())
    return form, chosen, found


@requires(Permission.KEEP_REGISTERS, does="entry.looked-at", to="entry:{pk}")
@require_safe
@never_cache
def entry(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """One entry: how it stands, its clocks, and everything that happened to it."""
    one, on = _entry(request, name, pk), clock.today()
    register = register_of(one)
    verbs, why_next = offered(one, request.user, on)
    page = {
        "entry": one,
        "register": register,
        "child": _name(request, one),
        "beside": register.beside([one]).get(one.pk, ""),
        "facts": [*_facts(one, register), *_own(one, register)],
        "clocks": [_clock(each, on) for each in one.clocks.all()],
        "documents": document_pages.rows_of(one),
        "contacts": contact_pages.rows_of(request, one),
        "happened": _lines(one, register),
        "verbs": [
            {
                "text": verb.title,
                "href": reverse("registers:act", args=[name, pk, what]),
            }
            for what, verb in verbs.items()
        ],
        "why_next": why_next,
    }
    if name in SECTIONS:
        template, section = SECTIONS[name]
        page |= {"section": template} | section(one, on)
        page["may_prosecute"] = request.user.can(Permission.ISSUE_NOTICES)
    return render(request, "registers/entry.html", page)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def act(request: HttpRequest, name: str, pk: int, what: str) -> HttpResponse:
    """Does one thing to an entry, with what it asks for."""
    one, on = _entry(request, name, pk), clock.today()
    verb = verbs_of(one).get(what)
    if verb is None:
        raise Http404
    if not request.user.can(verb.needs):
        raise PermissionDenied
    given = [request.POST] if request.method == "POST" else []
    form, refused = verb.form(*given, entry=one, on=on), verb.refusal(one)
    if given and not refused and form.is_valid():
        if "on" not in form.cleaned_data:
            form.cleaned_data["on"] = on
        how = How(request.user.get_username(), one.calendar(state()))
        try:
            verb.do(one, form.cleaned_data, how)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, verb.done)
            return redirect("registers:entry", name, pk)
    page = {
        "form": form,
        "title": verb.title,
        "button": verb.button,
        "caption": _name(request, one),
        "back": reverse("registers:entry", args=[name, pk]),
        "refused": refused,
    }
    if verb.template and not refused:
        page |= verb.shows(form)
        _looked(request, one)
    return render(request, verb.template or "registers/act.html", page)


@keeps
@require_POST
def to_me(request: HttpRequest, name: str) -> HttpResponse:
    """Whoever asks leads the chosen entries from now on; each that can't be is said."""
    register, on = _register(name), clock.today()
    done, refused = 0, []
    for one in ticked(request, name):
        try:
            keeping.hand_to(
                one, lead=request.user, on=on, by=request.user.get_username()
            )
            done += 1
        except Refused as why:
            refused.append(f"{_name(request, one)}: {why}")
    for said in refused:
        messages.error(request, said)
    if done:
        messages.success(request, f"You lead {counted(done, register.one)} now.")
    return redirect("registers:entries", name)


def _register(name: str) -> Register:
    if name not in registers():
        raise Http404
    return registers()[name]


def _looked(request: HttpRequest, one: Entry) -> None:
    """A page that shows what is held of a child is a look at them."""
    audit.record(
        did="entry.looked-at",
        by=request.user.get_username(),
        child=one.child,
        to=f"entry:{one.pk}",
        school=one.school,
    )


def _chosen(
    mine: Any, chosen: dict[str, Any], user: Any, register: Register, on: date
) -> Any:
    found = register.with_due(mine.select_related("lead"))
    which = chosen.get("which", "")
    if which not in ("closed", "all"):
        found = found.filter(ended_on=None)
    if which == "late":
        found = found.filter(due_on__lt=on)
    if which == "review":
        found = found.filter(review_on__lte=on)
    if which in register.watches:
        found = found.filter(register.watches[which].of(on))
    if which == "closed":
        found = found.exclude(ended_on=None)
    if chosen.get("lead") == "me":
        found = found.filter(lead=user)
    if chosen.get("lead") == "nobody":
        found = found.filter(lead=None)
    if chosen.get("status"):
        found = found.filter(status=chosen["status"])
    if chosen.get("school"):
        found = found.filter(school=int(chosen["school"]))
    if which == "closed":
        return found.order_by("-ended_on", "started_on", "-pk")
    return found.order_by(F("due_on").asc(nulls_last=True), "started_on", "pk")


def _rows(
    request: HttpRequest, register: Register, shown: list[Any], on: date
) -> list[dict[str, Any]]:
    names = Children.visible_to(request.user, state()).names_of(
        [one.child for one in shown]
    )
    tags, dues = _tags(register, shown, on), _dues(register, shown)
    schools, beside = school_names(state()), register.beside(shown)
    return [
        {
            "pk": one.pk,
            "beside": beside.get(one.pk, ""),
            "name": names.get(one.child, NAMELESS),
            "tags": tags.get(one.pk, []),
            "href": reverse("registers:entry", args=[register.name, one.pk]),
            "school": schools.get(one.school or 0, "–"),
            "status": register.said(one.status) if one.is_open else "Closed",
            "since": day(one.started_on),
            "lead": str(one.lead) if one.lead else "Nobody",
            "next": next_of(one) or "–",
            "due": day(one.due_on) if one.due_on else "–",
            "due_of": dues.get(one.pk, ""),
            "late": bool(one.due_on and one.due_on < on),
            "can_be_chosen": one.is_open and not one.is_read_only,
        }
        for one in shown
    ]


def _tags(register: Register, shown: list[Any], on: date) -> dict[int, list[str]]:
    """What is wrong with each open entry that is shown, besides a clock that is late."""
    open_ = [one for one in shown if one.is_open]
    found: dict[int, list[str]] = {
        one.pk: ["Review is due"]
        for one in open_
        if one.review_on and one.review_on <= on
    }
    for watch in register.watches.values():
        these = Entry.objects.filter(watch.of(on), pk__in=[one.pk for one in open_])
        for pk in these.values_list("pk", flat=True):
            found.setdefault(pk, []).append(watch.tag)
    return found


def _dues(register: Register, shown: list[Any]) -> dict[int, str]:
    """What is due first of each that is shown: a step with a clock, or its end."""
    due_on = {one.pk: one.due_on for one in shown if one.due_on}
    found = {}
    if register.ends:
        title = register.model._meta.get_field(register.ends).verbose_name
        found = dict.fromkeys(due_on, str(title).capitalize())
    running = Clock.objects.filter(entry__in=list(due_on), met_on=None, stopped_on=None)
    for one in running:
        if one.due_on == due_on[one.entry_id]:
            found[one.entry_id] = rule_of(register.name, one.name, one.began_on).says
    return found


def _schools(mine: Any) -> list[tuple[str, str]]:
    names = school_names(state())
    held = mine.order_by().values_list("school", flat=True).distinct()
    found = [(str(one), names.get(one, "")) for one in held if one is not None]
    return sorted(found, key=lambda one: one[1].casefold())


def _facts(one: Entry, register: Register) -> list[dict[str, Any]]:
    school = school_names(state()).get(one.school or 0, "")
    names = called([one.opened_by, one.closed_by])
    lines = [
        ("School", school),
        ("Why", choices.said(one.register, "reason", one.reason)),
        ("Open since", f"{day(one.started_on)}, opened by {names[one.opened_by]}"),
        ("How it stands", register.said(one.status) if one.is_open else ""),
        ("How it ended", choices.said(one.register, "outcome", one.outcome)),
        (
            "Ended",
            f"{day(one.ended_on)}, closed by {names[one.closed_by]}"
            if one.ended_on
            else "",
        ),
        ("Led by", str(one.lead) if one.lead else "Nobody"),
        ("Next", next_of(one)),
        ("Review", day(one.review_on) if one.review_on else ""),
        ("Kept in", f"{one.source}, as {one.reference}" if one.is_read_only else ""),
        *_number_elsewhere(one),
    ]
    return [
        {"key": {"text": key}, "value": {"text": value}}
        for key, value in lines
        if value
    ]


def _number_elsewhere(one: Entry) -> list[tuple[str, str]]:
    """Its number in the system it was brought from, if it isn’t kept there still."""
    came = getattr(one, "brought", None)
    if came is None or one.is_read_only:
        return []
    return [(f"Number in {came.mapping.source}", came.reference)]


def _own(one: Entry, register: Register) -> list[dict[str, Any]]:
    """What the register asks of its own, as far as it is filled in."""
    held = register.model.objects.get(pk=one.pk)
    lines = [
        (str(field.verbose_name).capitalize(), _said(held, field))
        for field in register.own_fields
    ]
    return [
        {"key": {"text": key}, "value": {"text": value}}
        for key, value in lines
        if value
    ]


def _said(held: Entry, field: Any) -> str:
    value = getattr(held, field.name)
    if isinstance(value, bool):
        return "Yes" if value else ""
    if isinstance(value, date):
        return day(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, "")) if value else ""
    return "" if value is None else str(value)


def _clock(one: Clock, on: date) -> list[Any]:
    rule = rule_of(one.entry.register, one.name, one.began_on)
    if one.stopped_on:
        how = f"Stopped on {day(one.stopped_on)}. {one.stopped_why}"
    elif one.met_on:
        how = f"Met on {day(one.met_on)} by {called([one.by])[one.by]}"
    else:
        how = "Running"
    late = one.days_late(on)
    source = rule.source if rule.read else f"{rule.source} (from memory: check)"
    return [
        rule.says,
        day(one.began_on),
        day(one.due_on),
        how + (f", {counted(late, 'day')} late" if late else ""),
        source,
    ]


def _lines(one: Entry, register: Register) -> list[list[str]]:
    happened = list(one.happened.all())
    names = called(each.by for each in happened)
    return [_line(each, register, names[each.by]) for each in happened]


def _line(one: Any, register: Register, by: str) -> list[str]:
    moved = ""
    if one.kind == one.Kind.MOVED:
        moved = f"{register.said(one.before)} → {register.said(one.after)}. "
    if one.kind == one.Kind.CLOSED:
        moved = f"{choices.said(register.name, 'outcome', one.after)}. "
    return [day(one.on), one.get_kind_display(), f"{moved}{one.text}".strip(), by]
