"""The pages of children. Each looks through `Children.visible_to` and goes on the trail
before it is shown: a page that can't be recorded isn't shown."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.filters import day, moment
from muster.measures.members import school_names
from muster.registers import begin_page, child_page, choices, openings
from muster.registers.child import Children, Listed, TooMany
from muster.registers.entry import Entry
from muster.registers.forms import YEAR_GROUPS, BeyondForm, SearchForm
from muster.registers.models import Opening
from muster.registers.openings import Refused
from muster.registers.register import register_of
from muster.registers.seen import entries_of
from muster.school_year import clock, parse_date


A_PAGE = 100
SOUGHT = "child_sought"
sees_children = requires(Permission.SEE_CHILDREN)


@sees_children
@require_http_methods(["GET", "POST"])
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Asks for whom. What was asked is kept with the session and not in the address."""
    seen = Children.visible_to(request.user, state())
    schools = seen.schools()
    form = SearchForm(
        *([request.POST] if request.method == "POST" else []), schools=schools
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        if not any(asked[name] for name in ("name", "born_on", "identifier")):
            return redirect(_list_of(asked["school"], asked["year_group"]))
        born_on = asked["born_on"]
        kept = asked | {"born_on": born_on.isoformat() if born_on else ""}
        request.session[SOUGHT] = kept
        return redirect("registers:found")
    page = {
        "form": form,
        "count": seen.count(),
        "schools": [(name, _list_of(school)) for school, name in schools[:12]]
        if len(schools) <= 12
        else [],
    }
    return render(request, "registers/search.html", page)


@sees_children
@require_safe
@never_cache
def found(request: HttpRequest) -> HttpResponse:
    """Whom the last search found."""
    asked = request.session.get(SOUGHT)
    if asked is None:
        return redirect("registers:search")
    born_on = parse_date(asked["born_on"]) if asked["born_on"] else None
    listed, too_many = [], ""
    try:
        listed = Children.visible_to(request.user, state()).find(
            **(asked | {"born_on": born_on})
        )
    except TooMany as why:
        too_many = str(why)
    fields = sorted(name for name, value in asked.items() if value)
    audit.record(
        did="children.searched",
        by=request.user.get_username(),
        after={"by": fields, "found": None if too_many else len(listed)},
    )
    page = _paged(request, listed, "Children found") | {"too_many": too_many}
    return render(request, "registers/found.html", page)


@sees_children
@require_safe
@never_cache
def of_school(request: HttpRequest, number: int) -> HttpResponse:
    """The children of one school, who left it too if asked."""
    held = state()
    seen = Children.visible_to(request.user, held)
    if number not in dict(seen.schools()):
        raise Http404
    today = clock.today()
    year_group = request.GET.get("year_group", "")
    with_left = request.GET.get("left") == "yes"
    every = seen.of_school(number, year_group)
    listed = [one for one in every if with_left or not _has_left(one, today)]
    audit.record(
        did="children.listed",
        by=request.user.get_username(),
        to=f"school:{number}",
        school=number,
        after={"count": len(listed)},
    )
    page = _paged(request, listed, "Children on the roll", with_school=False)
    return render(
        request,
        "registers/of_school.html",
        page
        | {
            "school": school_names(held)[number],
            "year_groups": [
                {"value": value, "text": text, "selected": value == year_group}
                for value, text in YEAR_GROUPS
            ],
            "with_left": with_left,
            "left": sum(_has_left(one, today) for one in every),
        },
    )


@requires(Permission.SEE_CHILDREN, does="child.viewed", to="record")
@require_safe
@never_cache
def record(request: HttpRequest, child: int) -> HttpResponse:
    """One child, as far as whoever asks may see them."""
    held, today = state(), clock.today()
    seen = Children.visible_to(request.user, held).get(child, today)
    if seen is None:
        # Beyond reach and not there are the same; the trail has the refusal.
        raise Http404
    opening = Opening.objects.filter(
        person=request.user, child=child, until__gt=timezone.now()
    ).first()
    entries, keeps = entries_of(request, child), Permission.KEEP_REGISTERS
    page = child_page.of(seen, held, today) | {
        "opening": opening,
        "entries": [_standing(one) for one in entries],
        "begins": begin_page.offered(entries, child) if request.user.can(keeps) else [],
    }
    return render(request, "registers/child.html", page)


@requires(Permission.BREAK_GLASS)
@require_http_methods(["GET", "POST"])
@never_cache
def beyond(request: HttpRequest) -> HttpResponse:
    """Opens the record of one child beyond reach, for an hour, for a reason."""
    form = BeyondForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("identifier", "born_on")}
        held = state()
        meant = openings.who_is_meant(held, **asked)
        seen = Children.visible_to(request.user, held)
        if meant is not None and seen.get(meant, clock.today()):
            messages.info(
                request, "This child is within your reach: nothing was opened."
            )
            return redirect("registers:child", meant)
        try:
            opening = openings.open_record(
                person=request.user,
                state=held,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
                **asked,
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return redirect("registers:child", opening.child)
    return render(request, "registers/beyond.html", {"form": form})


@requires(Permission.PROTECT_DATA)
@require_safe
@never_cache
def opened(request: HttpRequest) -> HttpResponse:
    """Every record opened beyond its opener's reach, and why. No child is named."""
    every = Opening.objects.prefetch_related("person")
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        [
            moment(one.opened_at),
            f"{one.person} ({one.person.post_titles or 'no post now'})",
            f"Child {one.child}",
            one.reason,
        ]
        for one in page
    ]
    columns = [{"text": text} for text in ("Opened", "By", "Record", "Why")]
    shown = {"columns": columns, "rows": rows, "pagination": _pagination(request, page)}
    return render(request, "registers/opened.html", shown)


def _standing(one: Entry) -> list[Any]:
    register = register_of(one)
    address = reverse("registers:entry", args=[one.register, one.pk])
    ended = choices.said(one.register, "outcome", one.outcome)
    return [
        {"text": register.title, "href": address},
        day(one.started_on),
        register.said(one.status) if one.is_open else f"Closed: {ended}",
        str(one.lead) if one.lead else "Nobody",
        f"{one.next_step}, by {day(one.next_on)}" if one.next_on else one.next_step,
    ]


def _list_of(school: int, year_group: str = "") -> str:
    address = reverse("registers:of_school", args=[school])
    return f"{address}?year_group={year_group}" if year_group else address


def _has_left(one: Listed, today: Any) -> bool:
    return one.left_on is not None and one.left_on < today


def _paged(
    request: HttpRequest,
    listed: list[Listed],
    caption: str,
    *,
    with_school: bool = True,
) -> dict[str, Any]:
    """A page of a list of children, as a table."""
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    columns = ["Name", "Date of birth", "Year group", "School", "Left"]
    if not with_school:
        columns.remove("School")
    rows = [
        [
            {"text": one.name, "href": reverse("registers:child", args=[one.number])},
            day(one.born_on),
            one.year_group or "–",
            *([one.school_name] if with_school else []),
            day(one.left_on),
        ]
        for one in page
    ]
    return {
        "page": page,
        "caption": caption,
        "columns": [{"text": text} for text in columns],
        "rows": rows,
        "pagination": _pagination(request, page),
    }


def _pagination(request: HttpRequest, page: Any) -> dict[str, Any] | None:
    if not page.has_other_pages():
        return None

    def to(number: int) -> dict[str, str]:
        query = request.GET.copy()
        query["page"] = str(number)
        return {"href": f"?{query.urlencode()}"}

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "items": [
            {"number": one, "current": one == page.number} | to(one)
            if isinstance(one, int)
            else {"ellipsis": True}
            for one in shown
        ],
        "previous": to(page.previous_page_number()) if page.has_previous() else None,
        "next": to(page.next_page_number()) if page.has_next() else None,
    }
