"""The API described, and what is at no address of it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muster.accounts.pages import signed_in
from muster.accounts.permissions import Permission
from muster.api.document import PREFIX, document, routes
from muster.api.gate import by_token
from muster.api.problems import NO_SUCH_ADDRESS, problem


PARAMETERS = [{"text": "Parameter"}, {"text": "What it does"}, {"text": "For example"}]
COLUMNS = [{"text": "Column"}, {"text": "What it holds"}]


# It says what can be asked and shows nobody's figures, so a role isn't asked.
@signed_in
@require_GET
def described(request: HttpRequest) -> HttpResponse:
    page = {
        "base": request.build_absolute_uri(PREFIX),
        "routes": routes(),
        "parameters": PARAMETERS,
        "columns": COLUMNS,
        "keeps_services": request.user.can(Permission.KEEP_PEOPLE),
    }
    return render(request, "api/described.html", page)


def _document(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


document_for_programs = by_token(does="api.asked", to="openapi.json")(
    require_GET(_document)
)


@signed_in  # The same document, for whoever writes the program: it is of the code alone.
@require_GET
def document_for_people(request: HttpRequest) -> HttpResponse:
    return _document(request)


@by_token(does="api.asked", to="nothing")
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    return problem(404, NO_SUCH_ADDRESS)
