"""The addresses of this folder's pages."""

from django.urls import path, register_converter

from muster.reports import issued_pages, pages, review_pages


class Stem:
    """The name of a pack without its ending: nothing else can be asked for."""

    regex = r"pack-\d{4}-\d\d-[\w-]+-[a-z]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class PackPeriod:
    """A period with a review of its own: 2025-26-HT4 for 2025-26/HT4."""

    regex = r"\d{4}-\d\d(?:-[\w]+)?"

    def to_python(self, value: str) -> str:
        return f"{value[:7]}/{value[8:]}" if value[8:] else value

    def to_url(self, value: str) -> str:
        return value.replace("/", "-")


register_converter(Stem, "pack")
register_converter(PackPeriod, "period")

app_name = "reports"
urlpatterns = [
    path("", pages.papers, name="papers"),
    path("make/", pages.make, name="make"),
    path("making/<int:pk>/", pages.follow, name="follow"),
    path("making/<int:pk>/progress/", pages.follow_progress, name="follow_progress"),
    path("making/<int:pk>/stop/", pages.stop, name="stop"),
    path("export/", pages.export, name="export"),
    path("export/<slug:name>.<slug:kind>", pages.export_file, name="export_file"),
    path("review/<period:period>/", review_pages.review, name="review"),
    path("review/<period:period>/<slug:section>/", review_pages.write, name="write"),
    path("review/<period:period>/<slug:section>/ask/", review_pages.ask, name="ask"),
    path(
        "review/<period:period>/<slug:section>/clear/",
        review_pages.clear,
        name="clear",
    ),
    path(
        "review/<period:period>/<slug:section>/take-away/",
        review_pages.take_away,
        name="take_away",
    ),
    path(
        "review/<period:period>/sign-off/<slug:audience>/",
        review_pages.sign_off,
        name="sign_off",
    ),
    path("issued/<int:pk>/", issued_pages.issued, name="issued"),
    path("issued/<int:pk>/read/", issued_pages.read, name="read_issued"),
    path("issued/<int:pk>/since/", issued_pages.since, name="since"),
    path("issued/<int:pk>.<slug:kind>", issued_pages.download, name="download_issued"),
    path("<pack:stem>/", pages.read, name="read"),
    path("<pack:stem>.<slug:kind>", pages.download, name="download"),
]
