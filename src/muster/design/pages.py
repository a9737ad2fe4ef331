"""Pages about the site itself. Who they are for is declared in `config/urls`: accounts
stands above this folder."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muster.design import gallery


def components(request: HttpRequest) -> HttpResponse:
    """Every component with its source, for whoever makes a page."""
    form = gallery.ExampleForm(request.GET or None)
    return render(request, "design/gallery.html", {"form": form, "rows": gallery.ROWS})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "design/accessibility.html")


def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "design/cookies.html")
