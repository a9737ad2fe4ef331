"""The addresses of this folder's pages. A child's number is the store's own: no name,
birth date or UPN stands in an address."""

from django.urls import path

from muster.registers import cohort_pages, entry_pages, pages, week_pages


app_name = "registers"
urlpatterns = [
    path("", pages.search, name="search"),
    path("found/", pages.found, name="found"),
    path("school/<int:number>/", pages.of_school, name="of_school"),
    path("<int:child>/", pages.record, name="child"),
    path("beyond/", pages.beyond, name="beyond"),
    path("cohorts/", cohort_pages.front, name="cohorts"),
    path("cohorts/<slug:key>/", cohort_pages.cohort, name="cohort"),
    path("week/", week_pages.front, name="week"),
    path("week/<slug:name>/", week_pages.listed, name="week_list"),
    path("week/<slug:name>/<int:pk>/", week_pages.decide, name="week_decide"),
    path("week/<slug:name>/<int:pk>/open/", week_pages.open_plan, name="week_open"),
    path("registers/", entry_pages.front, name="front"),
    path("registers/<slug:name>/", entry_pages.entries, name="entries"),
    path("registers/<slug:name>/to-me/", entry_pages.to_me, name="to_me"),
    path("registers/<slug:name>/<int:pk>/", entry_pages.entry, name="entry"),
    path("registers/<slug:name>/<int:pk>/<slug:what>/", entry_pages.act, name="act"),
    path("opened/", pages.opened, name="opened"),
]
