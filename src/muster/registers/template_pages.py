"""The letters there are, what they may say, and a council's own templates of them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.authority import authority, say_where
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.documents.kinds import TYPES
from muster.documents.letters import Field
from muster.documents.word_packages import MOST_BYTES, BadTemplate
from muster.registers import letters as making
from muster.registers.document import LetterTemplate
from muster.registers.letter_fields import Letter, fields_of, letters
from muster.registers.register import registers
from muster.school_year import clock


keeps = requires(Permission.KEEP_REGISTERS)
gives = requires(Permission.KEEP_LETTERS)


class GiveForm(forms.Form):
    file = forms.FileField(
        label="Word document",
        help_text=f"A .docx file of up to {MOST_BYTES // 1_000_000} MB.",
        error_messages={
            "required": "Choose a Word document",
            "empty": "The document is empty. Choose another",
        },
    )


class OurselvesForm(forms.Form):
    address = forms.CharField(
        label="Address",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    email = forms.EmailField(label="Email", required=False)


@keeps
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Every letter, and in whose version it is made."""
    on = clock.today()
    rows = [_row(each, making.template_of(each.key, on)) for each in letters().values()]
    held = authority()
    page = {
        "rows": rows,
        "held": held,
        "is_set_up": bool(held.address and held.name),
        "may_give": request.user.can(Permission.KEEP_LETTERS),
    }
    return render(request, "registers/letters.html", page)


def _row(each: Letter, template: LetterTemplate | None) -> list[Any]:
    titles = [registers()[name].title for name in each.registers if name in registers()]
    version = "Muster’s own"
    if template is not None:
        version = f"{template.file_name}, from {day(template.valid_from)}"
    return [
        {"text": each.title, "href": reverse("registers:letter", args=[each.key])},
        each.says,
        ", ".join(titles) or _of_no_register(each),
        version,
    ]


def _of_no_register(each: Letter) -> str:
    if each.to_school:
        return "Schools"
    return "Every register" if not each.registers else "Notices"


@keeps
@require_safe
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """One letter: its version, the fields there are, and the way to give another."""
    each = _letter(key)
    page = {
        "letter": each,
        "template": making.template_of(key, clock.today()),
        "earlier": LetterTemplate.objects.filter(key=key).defer("content")[1:],
        "groups": _groups(each),
        "may_give": request.user.can(Permission.KEEP_LETTERS),
    }
    return render(request, "registers/letter.html", page)


@gives
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, key: str) -> HttpResponse:
    """Gives the authority's own version; each mistake in it is a sentence."""
    each = _letter(key)
    form = GiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _given(request, key, form):
        return redirect("registers:letter", key)
    page = {
        "form": form,
        "title": "Your own version",
        "button": "Use it",
        "has_file": True,
        "caption": each.title,
        "back": reverse("registers:letter", args=[key]),
    }
    return render(request, "registers/act.html", page)


def _given(request: HttpRequest, key: str, form: forms.Form) -> bool:
    sent = form.cleaned_data["file"]
    try:
        making.give_template(
            key,
            name=sent.name,
            content=sent.read(MOST_BYTES + 1),
            on=clock.today(),
            by=request.user.get_username(),
        )
    except BadTemplate as why:
        form.add_error("file", list(why.problems))
        return False
    messages.success(request, f"Letters are now made in {sent.name}.")
    return True


def _groups(each: Letter) -> list[tuple[str, list[list[str]]]]:
    found = groupby(fields_of(each), key=lambda field: field.group)
    return [(title, [_field(one) for one in fields]) for title, fields in found]


def _field(one: Field) -> list[str]:
    if not one.columns:
        return [f"{{{{ {one.name} }}}}", one.says, str(one.example).replace("\n", ", ")]
    loop = f"{{%tr for one in {one.name} %}} … {{%tr endfor %}}"
    columns = ", ".join(f"{{{{ one.{name} }}}}" for name in one.columns)
    example = ", ".join(str(value) for value in one.example[0].values())
    return [loop, f"{one.says}, with {columns}", example]


@requires(
    Permission.KEEP_REGISTERS, does="letter-template.downloaded", to="letter:{key}"
)
@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The version letters are made in, to change in Word."""
    each = _letter(key)
    content = making.content_of(making.template_of(key, clock.today()), key)
    return _word(content, f"{each.key.replace('_', '-')}.docx")


@requires(
    Permission.KEEP_REGISTERS, does="letter-template.downloaded", to="letter:{key}"
)
@require_safe
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """A letter of somebody invented."""
    each = _letter(key)
    held = making.content_of(making.template_of(key, clock.today()), key)
    content = making.preview(key, held)
    return _word(content, f"{each.key.replace('_', '-')}-preview.docx")


@gives
@require_http_methods(["GET", "POST"])
def ourselves(request: HttpRequest) -> HttpResponse:
    """What letters say of us."""
    held = authority()
    initial = {name: getattr(held, name) for name in ("address", "phone", "email")}
    sent = request.POST if request.method == "POST" else None
    form = OurselvesForm(sent, initial=initial)
    if form.is_valid():
        say_where(by=request.user.get_username(), **form.cleaned_data)
        messages.success(request, "What letters say of us is kept.")
        return redirect("registers:letters")
    page = {
        "form": form,
        "title": "What letters say of us",
        "button": "Keep it",
        "caption": held.name,
        "back": reverse("registers:letters"),
    }
    return render(request, "registers/act.html", page)


def _letter(key: str) -> Letter:
    if key not in letters():
        raise Http404
    return letters()[key]


def _word(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES["docx"])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
