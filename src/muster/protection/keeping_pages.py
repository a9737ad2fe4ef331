"""Pages of corrections, legal holds and retention."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day, moment, number
from muster.jobs.models import Job
from muster.jobs.progress import how_far
from muster.protection import correcting, holds, retention
from muster.protection.child_pages import name_of, numbers_of
from muster.protection.correcting import Correction
from muster.protection.forms import (
    CorrectForm,
    HoldForm,
    HoldMoreForm,
    LengthForm,
    ReasonForm,
)
from muster.protection.holds import Hold
from muster.protection.request_pages import as_pdf, form_page
from muster.protection.requests import Refused
from muster.protection.retention import Clearance
from muster.sources import uploads
from muster.tables import correcting as store
from muster.tables.holding import held_on


P = Permission.PROTECT_DATA
CORRECTION_COLUMNS = [
    {"text": "What"},
    {"text": "Was"},
    {"text": "Is"},
    {"text": "Made"},
    {"text": "How it stands"},
]
HOLD_COLUMNS = [
    {"text": "On"},
    {"text": "Why"},
    {"text": "From"},
    {"text": "Until"},
    {"text": "What to do", "does": True},
]
RETENTION_COLUMNS = [
    {"text": "Record"},
    {"text": "Kept for"},
    {"text": "Of"},
    {"text": "Past its time", "number": True},
    {"text": "What to do", "does": True},
]
CHANGE = Markup(
    'Change<span class="govuk-visually-hidden"> how long is kept: {}</span>'
)
END = Markup('End it<span class="govuk-visually-hidden">: the hold on {}</span>')


# Corrections ---------------------------------------------------------------------------


@requires(P)
@require_GET
@never_cache
def corrections(request: HttpRequest) -> HttpResponse:
    correcting.look_again()
    found = sorted(
        Correction.objects.all(),
        key=lambda one: (one.stage != correcting.Stage.DISPUTED, -one.pk),
    )
    return render(
        request,
        "protection/corrections.html",
        {
            "columns": CORRECTION_COLUMNS,
            "rows": [_correction_row(one) for one in found],
        },
    )


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def correct(request: HttpRequest, children: str) -> HttpResponse:
    """One thing about a child, put right."""
    numbers, state = numbers_of(children), uploads.state()
    held = held_on(state, numbers, marks=False)
    if held.is_nothing:
        raise Http404
    schools = {one["pupil"]: one["school"] for one in held.identifiers}
    spells = store.spells(state, numbers)
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        enrolments=[
            (
                f"{one.pupil}|{one.from_on or ''}",
                schools[one.pupil]
                + (f", from {day(one.from_on)}" if one.from_on else ""),
            )
            for one in spells
        ],
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        pupil, _, from_on = said.pop("enrolment").partition("|")
        (spell,) = [
            one
            for one in spells
            if (str(one.pupil), str(one.from_on or "")) == (pupil, from_on)
        ]
        try:
            made = correcting.correct(
                numbers,
                pupil=spell.pupil,
                from_on=spell.from_on,
                by=request.user.get_username(),
                **said,
            )
        except Refused as why:
            form.add_error("text", str(why))
        else:
            messages.success(request, "It is corrected.")
            return redirect("protection:correction", made.pk)
    return render(
        request,
        "protection/correct.html",
        {"form": form, "children": children, "name": name_of(held), "spells": spells},
    )


@requires(P)
@require_GET
@never_cache
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    correcting.look_again()
    made = get_object_or_404(Correction, pk=pk)
    rows = [
        ("What", made.what),
        ("Was", made.was or "Blank"),
        ("Is", made.now or "Blank"),
        ("What says so", made.source),
        ("Why", made.why),
        ("Made", f"{made.made_by}, {moment(made.made_at)}"),
        ("How it stands", made.get_stage_display()),
        ("The file that spoke of it since", str(made.load) if made.load else ""),
    ]
    facts = [
        {"key": {"text": key}, "value": {"text": text}} for key, text in rows if text
    ]
    is_disputed = made.stage == correcting.Stage.DISPUTED
    return render(
        request,
        "protection/correction.html",
        {"made": made, "facts": facts, "is_disputed": is_disputed},
    )


@requires(P)
@require_POST
def correct_again(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(Correction, pk=pk)
    try:
        correcting.again(made, by=request.user.get_username())
    except Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "The correction stands again. Tell the school.")
    return redirect("protection:correction", pk)


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def let_stand(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(Correction, pk=pk)
    back = reverse("protection:correction", args=[pk])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.let_stand(
                made, form.cleaned_data["why"], by=request.user.get_username()
            )
        except Refused as why:
            messages.error(request, str(why))
        return redirect(back)
    return form_page(request, form, "Let the file’s value stand", "Let it stand", back)


def _correction_row(one: Correction) -> list[Any]:
    kind = "bad" if one.stage == correcting.Stage.DISPUTED else "good"
    return [
        {"text": one.what, "href": reverse("protection:correction", args=[one.pk])},
        one.was or "Blank",
        one.now or "Blank",
        moment(one.made_at),
        {"status": (kind, one.get_stage_display())},
    ]


# Legal holds ---------------------------------------------------------------------------


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def all_holds(request: HttpRequest) -> HttpResponse:
    """Those that stand, those that were ended, and a hold on a school or kind of record."""
    form = HoldMoreForm(
        request.POST if request.method == "POST" else None, choices=_may_be_held()
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        what, _, key = said.pop("what").partition(":")
        on = dict(_may_be_held())[f"{what}:{key}"]
        on_what = {"school": int(key)} if what == "school" else {"record": key}
        try:
            holds.put(on=on, by=request.user.get_username(), **on_what, **said)
        except Refused as why:
            form.add_error("until", str(why))
        else:
            messages.success(request, f"{on} is held.")
            return redirect("protection:holds")
    standing = list(Hold.objects.standing())
    return render(
        request,
        "protection/holds.html",
        {
            "form": form,
            "columns": HOLD_COLUMNS,
            "rows": [_hold_row(one, True) for one in standing],
            "ended": [
                _hold_row(one, False)
                for one in Hold.objects.exclude(pk__in=[one.pk for one in standing])
            ],
        },
    )


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def hold_child(request: HttpRequest, children: str) -> HttpResponse:
    numbers = numbers_of(children)
    held = held_on(uploads.state(), numbers, marks=False)
    if held.is_nothing:
        raise Http404
    back = reverse("protection:child", args=[children])
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            holds.put(
                on=name_of(held),
                children=numbers,
                by=request.user.get_username(),
                **form.cleaned_data,
            )
        except Refused as why:
            form.add_error("until", str(why))
        else:
            messages.success(
                request, f"What is held on {name_of(held)} can’t be erased."
            )
            return redirect(back)
    return form_page(
        request, form, f"Hold what is held on {name_of(held)}", "Put a hold on", back
    )


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def end_hold(request: HttpRequest, pk: int) -> HttpResponse:
    hold = get_object_or_404(Hold, pk=pk)
    back = reverse("protection:holds")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            holds.end(
                hold, by=request.user.get_username(), reason=form.cleaned_data["why"]
            )
        except Refused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, f"The hold on {hold.on} is ended.")
        return redirect(back)
    return form_page(request, form, f"End the hold on {hold.on}", "End the hold", back)


def _may_be_held() -> list[tuple[str, str]]:
    schools = uploads.state().schools.select("id", "name").iter_rows()
    return [
        *(
            (f"record:{record.key}", record.title)
            for record in retention.records().values()
        ),
        *((f"school:{number}", f"Pupils of {name}") for number, name in schools),
    ]


def _hold_row(hold: Hold, stands: bool) -> list[Any]:
    end = reverse("protection:end_hold", args=[hold.pk])
    return [
        hold.on,
        hold.reason,
        day(hold.from_on),
        day(hold.ended_on or hold.until)
        if hold.ended_on or hold.until
        else "Until ended",
        {"html": END.format(hold.on), "href": end}
        if stands
        else f"Ended by {hold.ended_by}"
        if hold.ended_by
        else "Ran out",
    ]


# Retention -----------------------------------------------------------------------------


@requires(P)
@require_GET
@never_cache
def retention_page(request: HttpRequest) -> HttpResponse:
    """How long each kind of record is kept, what is past its time, and earlier runs."""
    lines = retention.preview()
    clearances = Clearance.objects.order_by("-pk")[:50]
    return render(
        request,
        "protection/retention.html",
        {
            "columns": RETENTION_COLUMNS,
            "rows": [_retention_row(line) for line in lines],
            "is_any": any(
                line.count
                for line in lines
                if line.record.key in retention.CLEARED and not line.held
            ),
            "why": [
                {"term": one.title, "means": one.why, "source": one.source}
                for one in retention.records().values()
            ],
            "clearances": [
                {
                    "text": f"{one.number}, confirmed by {one.confirmed_by}"
                    f" {moment(one.confirmed_at)}",
                    "href": one.get_absolute_url(),
                }
                for one in clearances
            ],
        },
    )


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def length(request: HttpRequest, record: str) -> HttpResponse:
    """The council's own length of time for a kind of record."""
    known = retention.records().get(record)
    if known is None or not known.unit:
        raise Http404
    form = LengthForm(request.POST if request.method == "POST" else None)
    form.fields["length"].help_text = f"In {known.unit}. It is {known.says} now."
    if request.method == "POST" and form.is_valid():
        try:
            retention.set_length(
                known, by=request.user.get_username(), **form.cleaned_data
            )
        except Refused as why:
            form.add_error("length", str(why))
        else:
            messages.success(request, f"{known.title}: changed.")
            return redirect("protection:retention")
    back = reverse("protection:retention")
    return form_page(request, form, known.title, "Save", back)


@requires(P)
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Somebody has seen what would go and confirms it."""
    if request.POST.get("sure") != "yes":
        messages.error(
            request, "Tick that you have seen what would go. Nothing was cleared away."
        )
        return redirect("protection:retention")
    try:
        made = retention.ask_to_clear(by=request.user.get_username())
    except Refused as why:
        messages.error(request, str(why))
        return redirect("protection:retention")
    return redirect(made)


@requires(P)
@require_GET
@never_cache
def clearance(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(Clearance, pk=pk)
    job = Job.objects.filter(page=made.get_absolute_url()).order_by("-pk").first()
    is_at_work = job is not None and job.state != Job.State.DONE
    return render(
        request,
        "protection/clearance.html",
        {
            "made": made,
            "work": how_far(job) | {"failed": job.is_over}
            if job and is_at_work
            else None,
            "would": [[title, of or "–", number(n)] for title, of, n in made.preview],
            "went": [[title, number(n)] for _, title, n in made.took],
        },
    )


@requires(P, does="retention.certificate-downloaded", to="clearance:{pk}")
@require_GET
@never_cache
def clearance_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(Clearance, pk=pk)
    if not made.certificate:
        raise Http404
    return as_pdf(bytes(made.certificate), f"{made.number}-certificate")


def _retention_row(line: retention.Past) -> list[Any]:
    record = line.record
    change = reverse("protection:length", args=[record.key])
    kept = record.key not in retention.CLEARED
    return [
        record.title,
        record.says,
        line.of or "–",
        line.held or ("never cleared" if kept else number(line.count)),
        {"html": CHANGE.format(record.title), "href": change} if not kept else "–",
    ]
