"""The addresses of the papers and registers of data protection."""

from django.urls import path

from muster.protection import paper_pages


app_name = "records"
urlpatterns = [
    path("", paper_pages.front, name="front"),
    path("papers/<slug:slug>/", paper_pages.read, name="paper"),
    path("papers/<slug:slug>.<slug:kind>", paper_pages.download, name="paper_file"),
]
