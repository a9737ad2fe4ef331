"""The pages shown when something is refused, missing or broken."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "design/400.html", status=400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "design/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "design/404.html", status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The CSRF check failed: nearly always a form left open over a sign-out."""
    request.muster_refused = f"the form’s token was wrong: {reason}"  # for the trail
    return render(request, "design/stale.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "design/429.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """Must not fail in its turn: no request in the page, so no database and no person."""
    return HttpResponseServerError(render_to_string("design/500.html"))
