"""The addresses of this folder's pages. A child's number is the store's own: no name,
birth date or UPN stands in an address."""

from django.urls import path

from muster.registers import (
    entry_pages,
    many_pages,
    out_pages,
    pages,
    saved_pages,
    week_pages,
)


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
    path("registers/", entry_pages.front, name="front"),
    path("registers/<slug:name>/", entry_pages.entries, name="entries"),
    path("registers/<slug:name>/to-me/", entry_pages.to_me, name="to_me"),
    path("registers/<slug:name>/list.csv", out_pages.as_csv, name="entries_csv"),
    path("registers/<slug:name>/list.xlsx", out_pages.as_xlsx, name="entries_xlsx"),
    path("registers/<slug:name>/many/<slug:what>/", many_pages.many, name="many"),
    path("registers/<slug:name>/views/", saved_pages.save, name="save_view"),
    path("registers/<slug:name>/views/<int:pk>/", saved_pages.change, name="view"),
    path("registers/<slug:name>/<int:pk>/", entry_pages.entry, name="entry"),
    path("registers/<slug:name>/<int:pk>/<slug:what>/", entry_pages.act, name="act"),
    path("opened/", pages.opened, name="opened"),
]
