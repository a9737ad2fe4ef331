"""The addresses of the papers and registers of data protection."""

from django.urls import path

from muster.protection import agreement_pages, incident_pages, paper_pages


app_name = "records"
urlpatterns = [
    path("", paper_pages.front, name="front"),
    path("papers/<slug:slug>/", paper_pages.read, name="paper"),
    path("papers/<slug:slug>.<slug:kind>", paper_pages.download, name="paper_file"),
    path("agreements/", agreement_pages.listed, name="agreements"),
    path("agreements.csv", agreement_pages.as_csv, name="agreements_csv"),
    path("agreements/add/", agreement_pages.add, name="add_agreement"),
    path("agreements/feeds/", agreement_pages.feeds, name="feeds"),
    path("agreements/<int:pk>/", agreement_pages.agreement, name="agreement"),
    path(
        "agreements/<int:pk>/change/", agreement_pages.change, name="change_agreement"
    ),
    path("agreements/<int:pk>/end/", agreement_pages.end, name="end_agreement"),
    path("agreements/<int:pk>/document", agreement_pages.document, name="document"),
    path("incidents/", incident_pages.listed, name="incidents"),
    path("incidents/add/", incident_pages.add, name="add_incident"),
    path("incidents/<int:pk>/", incident_pages.incident, name="incident"),
    path("incidents/<int:pk>/note/", incident_pages.note, name="note"),
    path("incidents/<int:pk>/<slug:what>/", incident_pages.step, name="step"),
]
