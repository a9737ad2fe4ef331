"""The addresses of this folder's pages."""

from django.urls import path

from muster.explore import pages, signals_page


app_name = "explore"
urlpatterns = [
    path("", pages.home, name="home"),
    path("schools/", pages.schools, name="schools"),
    path("schools/<int:number>/", pages.school, name="school"),
    path("signals/", signals_page.signals, name="signals"),
    path("measures/", pages.measures, name="measures"),
    path("measures/<slug:name>/", pages.measure, name="measure"),
    path("measures/<slug:name>.csv", pages.measure_csv, name="measure_csv"),
]
