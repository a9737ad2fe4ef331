"""The addresses of this folder's pages. A child's number is the store's own: no name,
birth date or UPN stands in an address."""

from django.urls import path

from muster.registers import pages


app_name = "registers"
urlpatterns = [
    path("", pages.search, name="search"),
    path("found/", pages.found, name="found"),
    path("school/<int:number>/", pages.of_school, name="of_school"),
    path("<int:child>/", pages.record, name="child"),
    path("beyond/", pages.beyond, name="beyond"),
    path("opened/", pages.opened, name="opened"),
]
