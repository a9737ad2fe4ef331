"""Every address, folder by folder."""

from django.urls import include, path

from muster.accounts.pages import open_to_all, signed_in
from muster.design import errors, pages


site = [
    path("accessibility/", open_to_all(pages.accessibility), name="accessibility"),
    path("cookies/", open_to_all(pages.cookies), name="cookies"),
    # For whoever makes pages: shows nobody's figures, so a role isn't asked.
    path("components/", signed_in(pages.components), name="components"),
]

urlpatterns = [
    path("", include("muster.explore.urls")),
    path("loads/", include("muster.sources.urls")),
    path("set-up/", include("muster.sources.setting_up.urls")),
    path("papers/", include("muster.reports.urls")),
    path("programme/", include("muster.programme.urls")),
    path("children/cases/", include("muster.sources.cases.urls")),
    path("children/", include("muster.registers.urls")),
    path("support/", include("muster.practice.urls")),
    path("my-school/shelf/", include("muster.practice.shelf_urls")),
    path("my-school/", include("muster.registers.my_school_urls")),
    path("people/", include("muster.accounts.urls")),
    path("api/", include("muster.api.urls")),
    path("services/", include("muster.api.service_urls")),
    path("protection/records/", include("muster.protection.record_urls")),
    path("protection/", include("muster.protection.urls")),
    path("trail/", include("muster.protection.trail_urls")),
    path("health/", include("muster.protection.health_urls")),
    path("", include((site, "design"))),
]

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.broken
handler429 = errors.too_many  # allauth looks for this one
