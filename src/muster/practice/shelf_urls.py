"""The addresses of what a school reads and says: its shelf, and figures it challenges."""

from django.urls import path

from muster.practice import challenge_pages, shelf_pages


app_name = "shelf"
urlpatterns = [
    path("", shelf_pages.shelf, name="shelf"),
    path("wrong/", challenge_pages.wrong, name="wrong"),
    path("challenge/<int:pk>/", challenge_pages.challenge, name="challenge"),
    path("<int:pk>/", shelf_pages.read, name="read"),
    path("<int:pk>/document/", shelf_pages.document, name="document"),
    path("<int:pk>/<slug:kind>/", shelf_pages.download, name="download"),
]
