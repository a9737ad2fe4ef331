"""The page on which people choose when they are written to."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from muster.accounts.pages import signed_in
from muster.programme.reminders import choosing
from muster.programme.reminders.models import When


class WhenForm(forms.Form):
    when = forms.ChoiceField(
        label="When do you want an email?",
        choices=When.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when you want an email."},
    )


# Whatever their role, people are told of what is theirs; and choose for themselves only.
@signed_in
def reminders(request: HttpRequest) -> HttpResponse:
    chosen = {"when": choosing.chosen(request.user)}
    form = WhenForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        when = When(form.cleaned_data["when"])
        choosing.choose(person=request.user, when=when)
        messages.success(request, "Your choice is kept.")
        return redirect("programme:reminders")
    page = {"form": form, "sends": settings.EMAIL_IS_SET, "to": request.user.email}
    return render(request, "programme/reminders.html", page)
