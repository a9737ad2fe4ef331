"""The addresses of this folder's pages."""

from django.urls import path

from muster.explore import authorities_page, pages, signals_page, taking_up


app_name = "explore"
urlpatterns = [
    path("", pages.home, name="home"),
    path("schools/", pages.schools, name="schools"),
    path("authorities/", authorities_page.authorities, name="authorities"),
    path("schools/map/", pages.school_map, name="map"),
    path("schools/<int:number>/", pages.school, name="school"),
    path("groups/", pages.groups, name="groups"),
    path("groups/<slug:dimension>/<path:value>/", pages.group, name="group"),
    *(
        at
        for dimension, list_of, one in pages.PLACES
        for at in (
            path(f"{dimension}s/", list_of, name=f"{dimension}s"),
            path(f"{dimension}s/<path:value>/", one, name=dimension),
        )
    ),
    path("signals/", signals_page.signals, name="signals"),
    path("signals/<slug:key>/take-up/", taking_up.take_up, name="take_up"),
    path("measures/", pages.measures, name="measures"),
    path("measures/<slug:name>/", pages.measure, name="measure"),
    path("measures/<slug:name>.csv", pages.measure_csv, name="measure_csv"),
    path("measures/<slug:name>/table.csv", pages.table_csv, name="table_csv"),
    path("measures/<slug:name>/table.xlsx", pages.table_xlsx, name="table_xlsx"),
    path("measures/<slug:name>/chart.svg", pages.chart_svg, name="chart_svg"),
    path("measures/<slug:name>/chart.png", pages.chart_png, name="chart_png"),
]
