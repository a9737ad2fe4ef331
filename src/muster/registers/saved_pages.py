"""Keeping a view of a register's list, sharing it with the team, removing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.registers.entry_forms import ChooseForm
from muster.registers.register import registers
from muster.registers.saved import SavedView


keeps = requires(Permission.KEEP_REGISTERS)
CHOICES = tuple(ChooseForm.base_fields)
MOST_LETTERS = 40


class SaveForm(forms.Form):
    name = forms.CharField(
        label="Keep this view as",
        max_length=60,
        error_messages={"required": "Give the view a name."},
    )
    is_shared = forms.BooleanField(label="Share it with the team", required=False)


@keeps
@require_POST
def save(request: HttpRequest, name: str) -> HttpResponse:
    """Keeps what the list shows; a view of one's own of that name is kept anew."""
    if name not in registers():
        raise Http404
    chosen = {key: value for key in CHOICES if (value := _chosen(request, key))}
    form = SaveForm(request.POST)
    if not form.is_valid():
        for why in form.errors.values():
            messages.error(request, " ".join(map(str, why)))
        return redirect(SavedView(register=name, chosen=chosen))
    said = form.cleaned_data
    kept, _ = SavedView.objects.update_or_create(
        owner=request.user,
        register=name,
        name=said["name"],
        defaults={"chosen": chosen, "is_shared": said["is_shared"]},
    )
    messages.success(request, f"The view “{kept}” is kept.")
    return redirect(kept)


def _chosen(request: HttpRequest, key: str) -> str:
    """What the list was narrowed to: the word of a choice, and nothing else is kept."""
    value = request.POST.get(f"chosen-{key}", "")
    return value if len(value) <= MOST_LETTERS and value.isprintable() else ""


@keeps
@require_POST
def change(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Shares one's own view, keeps it to oneself again, or removes it."""
    view = get_object_or_404(SavedView, pk=pk, register=name, owner=request.user)
    if request.POST.get("do") == "remove":
        view.delete()
        messages.success(request, f"The view “{view}” is removed.")
    else:
        view.is_shared = request.POST.get("do") == "share"
        view.save(update_fields=["is_shared"])
        how = "shared with the team" if view.is_shared else "yours alone"
        messages.success(request, f"The view “{view}” is {how}.")
    return redirect("registers:entries", name)


def views_of(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """The saved views of a register, as its list shows them."""
    mine = SavedView.objects.of(request.user).filter(register=name)
    return [
        {
            "pk": one.pk,
            "text": one.name,
            "href": one.get_absolute_url(),
            "is_mine": one.owner == request.user,
            "is_shared": one.is_shared,
            "by": str(one.owner),
        }
        for one in mine
    ]
