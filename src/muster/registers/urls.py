"""The addresses of this folder's pages. A child's number is the store's own: no name,
birth date or UPN stands in an address."""

from django.urls import path

from muster.registers import pages, week_pages


app_name = "registers"
urlpatterns = [
    path("", pages.search, name="search"),
    path("found/", pages.found, name="found"),
    path("school/<int:number>/", pages.of_school, name="of_school"),
    path("<int:child>/", pages.record, name="child"),
    path("beyond/", pages.beyond, name="beyond"),
    path("week/", week_pages.front, name="week"),
    path("week/<slug:name>/", week_pages.listed, name="week_list"),
    path("week/<slug:name>/<int:pk>/", week_pages.decide, name="week_decide"),
    path("week/<slug:name>/<int:pk>/open/", week_pages.open_plan, name="week_open"),
    path("opened/", pages.opened, name="opened"),
]
