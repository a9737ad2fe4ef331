"""The pages of setting up: the list of what there is to do, and what is said of itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.accounts import authority as of
from muster.accounts.authority import authority_of
from muster.accounts.look import Refused
from muster.accounts.pages import requires, signed_in
from muster.accounts.permissions import Permission
from muster.sources import uploads
from muster.sources.setting_up import checklist
from muster.sources.setting_up.forms import (
    LookForm,
    NameForm,
    PartsForm,
    TemplateForm,
)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOGOS = {"png": "image/png", "svg": "image/svg+xml"}
# Their addresses change whenever they do.
A_WEEK = "private, max-age=604800"

sets_up = requires(Permission.SET_UP)


@sets_up
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """What there is to set up, and what each thing adds."""
    held, state = authority_of(request), uploads.state()
    groups = [
        ("The authority", list(checklist.of_authority(held))),
        ("What it knows", list(checklist.of_files(state, held))),
    ]
    things = [thing for _, some in groups for thing in some]
    done = sum(thing.is_there for thing in things)
    return render(
        request,
        "setting_up/front.html",
        {"groups": groups, "done": done, "all": len(things)},
    )


@sets_up
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    held = authority_of(request)
    initial = {"name": held.name, "la_code": held.la_code}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            of.name_it(**form.cleaned_data, by=request.user.get_username())
        except Refused as why:
            form.add_error("la_code", str(why))
        else:
            return _saved(request, "The name and number are kept.")
    return render(
        request,
        "setting_up/name.html",
        {"form": form, "surroundings": of.said_by_surroundings()},
    )


@sets_up
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    held = authority_of(request)
    form = LookForm(
        request.POST or None, request.FILES or None, initial={"colour": held.colour}
    )
    if request.method == "POST" and form.is_valid():
        by = request.user.get_username()
        of.give_colour(form.cleaned_data["colour"], by=by)
        if form.cleaned_data["logo"]:
            of.give_logo(form.cleaned_data["logo"], by=by)
        messages.success(request, "The look is kept.")
        return redirect("setting_up:look")
    return render(request, "setting_up/look.html", {"form": form})


@sets_up
@require_POST
def take_logo_away(request: HttpRequest) -> HttpResponse:
    of.take_logo_away(by=request.user.get_username())
    messages.success(request, "The logo is taken away.")
    return redirect("setting_up:look")


@signed_in  # it stands on every page, whoever reads it
@require_GET
def logo(request: HttpRequest) -> HttpResponse:
    held = authority_of(request)
    if not held.logo:
        raise Http404
    return HttpResponse(
        bytes(held.logo),
        content_type=LOGOS[held.logo_kind],
        headers={"Cache-Control": A_WEEK},
    )


@signed_in  # every page wears it
@require_GET
def colours(request: HttpRequest) -> HttpResponse:
    """A stylesheet of the authority’s colour: pages may hold no styles of their own."""
    css = render_to_string("setting_up/colours.css", request=request)
    return HttpResponse(
        css,
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": A_WEEK},
    )


@sets_up
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest) -> HttpResponse:
    """The Word document packs are made in."""
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["template"]
        try:
            of.give_word_template(
                sent.name,
                sent.read(of.MOST_TEMPLATE + 1),
                by=request.user.get_username(),
            )
        except Refused as why:
            form.add_error("template", str(why))
        else:
            messages.success(request, f"Word packs are now made in {sent.name}.")
            return redirect("setting_up:template")
    return render(request, "setting_up/template.html", {"form": form})


@requires(Permission.SET_UP, does="template.downloaded", to="authority")
@require_GET
def template_file(request: HttpRequest) -> HttpResponse:
    held = authority_of(request)
    if not held.word_template:
        raise Http404
    response = HttpResponse(bytes(held.word_template), content_type=DOCX)
    response.headers["Content-Disposition"] = 'attachment; filename="template.docx"'
    return response


@sets_up
@require_POST
def take_template_away(request: HttpRequest) -> HttpResponse:
    of.take_word_template_away(by=request.user.get_username())
    messages.success(request, "Word packs are made in Muster’s own styles again.")
    return redirect("setting_up:template")


@sets_up
@require_http_methods(["GET", "POST"])
def parts(request: HttpRequest) -> HttpResponse:
    in_use = [part.key for part in authority_of(request).parts]
    # A form with every box cleared sends nothing but its token.
    sent = request.POST if request.method == "POST" else None
    form = PartsForm(sent, initial={"parts": in_use})
    if form.is_valid():
        of.use_parts(form.cleaned_data["parts"], by=request.user.get_username())
        return _saved(request, "The parts in use are kept.")
    return render(request, "setting_up/parts.html", {"form": form})


def _saved(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("setting_up:front")
