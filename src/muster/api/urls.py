from django.urls import path

from muster.api import pages
from muster.api.routes import GATES, api


app_name = "api"
urlpatterns = [
    path("", pages.described, name="described"),
    path("openapi/", pages.document_for_people, name="document_for_people"),
    path("v1/openapi.json", pages.document_for_programs, name="document"),
    # ninja's views, each behind its gate; what has none, like ninja's own front, is left out.
    *(
        path(f"v1/{one.pattern}", GATES[one.name](one.callback), name=one.name)
        for one in api.urls[0]
        if one.name in GATES
    ),
    path("v1/<path:rest>", pages.nowhere, name="nowhere"),
]
