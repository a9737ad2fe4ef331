"""The documents of an entry: kept, handed out, removed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.documents.kinds import MOST_BYTES
from muster.registers import filing
from muster.registers.document import Document
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.registers.seen import called, child_name, entry_of
from muster.school_year import clock


keeps = requires(Permission.KEEP_REGISTERS)


class KeepForm(forms.Form):
    file = forms.FileField(
        label="Document",
        help_text="A PDF, Word or Excel file, a picture, plain text or an email, of up to"
        f" {MOST_BYTES // 1_000_000} MB.",
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty. Choose another",
        },
    )
    title = forms.CharField(
        label="What it is",
        max_length=200,
        help_text="For example, Letter from the family’s doctor",
        error_messages={"required": "Say what it is"},
    )


class RemoveForm(forms.Form):
    why = forms.CharField(
        label="Why it is removed",
        max_length=200,
        help_text="The document goes for good. That there was one stays, with this reason.",
        error_messages={"required": "Say why it is removed"},
    )


def rows_of(one: Entry) -> list[list[Any]]:
    """The documents of an entry as rows of a table, the newest first."""
    return [_row(one, document) for document in one.documents.listed()]


def _row(one: Entry, document: Document) -> list[Any]:
    names = called([document.by, document.removed_by])
    kept = f"{day(document.on)} by {names[document.by]}"
    if document.is_removed:
        who = names[document.removed_by]
        gone = f"Removed on {day(document.removed_on)} by {who}."
        return [document.title, "–", kept, f"{gone} {document.removed_why}"]
    address = [one.register, one.pk, document.pk]
    size = max(document.size // 1000, 1)
    kind = "Letter made here" if document.letter else document.kind.upper()
    return [
        {"text": document.title, "href": reverse("registers:document", args=address)},
        f"{kind}, {size:,} KB",
        kept,
        {"text": "Remove", "href": reverse("registers:remove_document", args=address)},
    ]


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def keep(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Keeps a file that was sent in."""
    one = entry_of(request, name, pk)
    form = KeepForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            filing.keep(
                one,
                title=form.cleaned_data["title"],
                name=sent.name,
                content=sent.read(MOST_BYTES + 1),
                on=clock.today(),
                by=request.user.get_username(),
            )
        except Refused as why:
            form.add_error("file", str(why))
        else:
            messages.success(request, "The document is kept.")
            return redirect("registers:entry", name, pk)
    return _asked(request, one, form, "Keep a document", "Keep it", has_file=True)


@requires(
    Permission.KEEP_REGISTERS, does="document.handed-out", to="document:{document}"
)
@require_safe
@never_cache
def hand_out(request: HttpRequest, name: str, pk: int, document: int) -> HttpResponse:
    """The bytes that were kept, always as a download: somebody else may have sent them."""
    found = _document(request, name, pk, document)
    try:
        content = filing.content_of(found)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("registers:entry", name, pk)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.file_name)
    return response


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def remove(request: HttpRequest, name: str, pk: int, document: int) -> HttpResponse:
    """Takes a document away for good, with a reason."""
    found = _document(request, name, pk, document)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            filing.remove(
                found,
                why=form.cleaned_data["why"],
                on=clock.today(),
                by=request.user.get_username(),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The document is removed.")
            return redirect("registers:entry", name, pk)
    return _asked(request, found.entry, form, f"Remove “{found.title}”", "Remove it")


def _document(request: HttpRequest, name: str, pk: int, document: int) -> Document:
    one = entry_of(request, name, pk)
    return get_object_or_404(one.documents, pk=document)


def _asked(
    request: HttpRequest,
    one: Entry,
    form: forms.Form,
    title: str,
    button: str,
    has_file: bool = False,
) -> HttpResponse:
    page = {
        "form": form,
        "title": title,
        "button": button,
        "has_file": has_file,
        "caption": child_name(request, one),
        "back": reverse("registers:entry", args=[one.register, one.pk]),
    }
    return render(request, "registers/act.html", page)
