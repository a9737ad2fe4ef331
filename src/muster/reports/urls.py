"""The addresses of this folder's pages."""

from django.urls import path, register_converter

from muster.reports import pages


class Stem:
    """The name of a pack without its ending: nothing else can be asked for."""

    regex = r"pack-\d{4}-\d\d-[\w-]+-[a-z]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Stem, "pack")

app_name = "reports"
urlpatterns = [
    path("", pages.papers, name="papers"),
    path("make/", pages.make, name="make"),
    path("making/<int:pk>/", pages.follow, name="follow"),
    path("making/<int:pk>/progress/", pages.follow_progress, name="follow_progress"),
    path("making/<int:pk>/stop/", pages.stop, name="stop"),
    path("export/", pages.export, name="export"),
    path("export/<slug:name>.<slug:kind>", pages.export_file, name="export_file"),
    path("<pack:stem>/", pages.read, name="read"),
    path("<pack:stem>.<slug:kind>", pages.download, name="download"),
]
