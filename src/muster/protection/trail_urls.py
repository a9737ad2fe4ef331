"""The addresses of the trail's pages."""

from django.urls import path

from muster.protection import trail_pages


app_name = "trail"
urlpatterns = [
    path("", trail_pages.entries, name="entries"),
    path("trail.csv", trail_pages.entries_csv, name="csv"),
    path("child/", trail_pages.find_child, name="find_child"),
]
