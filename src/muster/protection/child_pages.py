"""Pages of data protection: what there is to do, finding a child, and what is held on one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day, number
from muster.protection import correcting
from muster.protection.certificate import TABLES
from muster.protection.correcting import Correction
from muster.protection.erasing import preview
from muster.protection.forms import FindForm
from muster.protection.holds import Hold
from muster.protection.requests import Request, Stage
from muster.sources import uploads
from muster.tables import holding
from muster.tables.holding import Candidate, Held


MOST = 50
REQUEST_COLUMNS = [
    {"text": "Request"},
    {"text": "What is asked"},
    {"text": "About"},
    {"text": "Due"},
    {"text": "Where it is"},
]
FOUND_COLUMNS = [
    {"text": "Which child is meant"},
    {"text": "Born"},
    {"text": "Schools, and what they call the child"},
]
CHOOSE = Markup('<label><input type="checkbox" name="child" value="{}"> {}</label>')


@requires(Permission.PROTECT_DATA)
@require_GET
@never_cache
def front(request: HttpRequest) -> HttpResponse:
    correcting.look_again()
    standing = Request.objects.exclude(stage__in=[Stage.DONE, Stage.REFUSED])
    over = Request.objects.filter(stage__in=[Stage.DONE, Stage.REFUSED])
    disputed = Correction.objects.filter(stage=correcting.Stage.DISPUTED)
    return render(
        request,
        "protection/front.html",
        {
            "columns": REQUEST_COLUMNS,
            "rows": [_row(one) for one in sorted(standing, key=lambda one: one.due_on)],
            "over": [_row(one) for one in over.order_by("-ended_at")[:MOST]],
            "disputed": disputed.count(),
            "holds": Hold.objects.standing().count(),
        },
    )


@requires(Permission.PROTECT_DATA)
@require_http_methods(["GET", "POST"])
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """By an identifier or a name: sent in the body, so that no address holds either."""
    if "choosing" in request.POST:
        return _chosen(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {"form": form, "columns": FOUND_COLUMNS}
    if request.method == "POST" and form.is_valid():
        found = holding.find(uploads.state(), **form.cleaned_data)
        for one in found[:MOST]:
            audit.record(
                did="child.found", by=request.user.get_username(), child=one.child
            )
        if not found:
            audit.record(did="child.looked-for", by=request.user.get_username())
        shown |= {
            "looked": True,
            "rows": [_found(one) for one in found[:MOST]],
            "more": len(found) > MOST,
        }
    return render(request, "protection/find.html", shown)


def _chosen(request: HttpRequest) -> HttpResponse:
    numbers = {one for one in request.POST.getlist("child") if one.isdigit()}
    if not numbers:
        messages.error(
            request, "Choose the child first: tick every line that is theirs."
        )
        return redirect("protection:find")
    return redirect("protection:child", "-".join(sorted(numbers, key=int)))


@requires(Permission.PROTECT_DATA)
@require_GET
@never_cache
def child(request: HttpRequest, children: str) -> HttpResponse:
    """What is held on one child, and what can be done about it."""
    numbers = numbers_of(children)
    found = preview(numbers)
    if found.held.is_nothing:
        raise Http404
    for one in numbers:
        audit.record(did="child.viewed", by=request.user.get_username(), child=one)
    corrections = Correction.objects.filter(child__in=numbers)
    return render(
        request,
        "protection/child.html",
        {
            "children": children,
            "name": name_of(found.held),
            "facts": facts(found),
            "holds": found.holds,
            "corrections": [
                [
                    {
                        "text": one.what,
                        "href": reverse("protection:correction", args=[one.pk]),
                    },
                    one.get_stage_display(),
                ]
                for one in corrections
            ],
            "requests": [
                _row(one)
                for one in Request.objects.all()
                if set(one.children) & set(numbers)
            ],
            "columns": REQUEST_COLUMNS,
        },
    )


def numbers_of(children: str) -> list[int]:
    """“12-15” as the store’s numbers of one child."""
    parts = children.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 20:
        raise Http404
    return sorted({int(part) for part in parts})


def name_of(held: Held) -> str:
    """What to call a child: as the last file named them, else what a school calls them."""
    if held.names:
        return held.names[-1]
    return held.identifiers[0]["supplied"] if held.identifiers else "Somebody"


def facts(found: Any) -> list[dict[str, Any]]:
    """What is held, as a list of what and how much."""
    held = found.held
    rows: list[tuple[str, str]] = [
        ("Names", "; ".join(held.names) or "None has been sent"),
        (
            "Schools, and what they call the child",
            "; ".join(
                f"{one['school']}: {one['supplied']}" for one in held.identifiers
            ),
        ),
        *((TABLES[table], number(n)) for table, n in found.rows.items()),
        ("Files they are in", number(found.files)),
        *(("Also", said) for said in found.sentences),
    ]
    return [{"key": {"text": key}, "value": {"text": text}} for key, text in rows]


def _row(one: Request) -> list[Any]:
    where = one.get_stage_display()
    kind = "bad" if one.is_late else "none" if one.is_over else "watch"
    return [
        {"text": one.number, "href": one.get_absolute_url()},
        one.get_kind_display(),
        one.about or "Somebody who was erased",
        day(one.due_on) + (" (late)" if one.is_late else ""),
        {"status": (kind, where)},
    ]


def _found(one: Candidate) -> list[Any]:
    name = "; ".join(one.names) or "No name was sent"
    return [
        {"html": CHOOSE.format(one.child, name)},
        day(one.born_on),
        "; ".join(f"{school}: {supplied}" for school, supplied in one.places),
    ]
