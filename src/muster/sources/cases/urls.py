"""The addresses of spreadsheets of cases."""

from django.urls import path

from muster.sources.cases import missing_pages, pages


app_name = "cases"
urlpatterns = [
    path("", pages.front, name="front"),
    path("send/", pages.send, name="send"),
    path("missing/<int:pk>/", missing_pages.missing, name="missing"),
    path("missing/<int:pk>/<int:entry>/", missing_pages.decide, name="decide"),
    path("<slug:key>/", pages.sheet, name="sheet"),
    path("<slug:key>/columns/", pages.columns, name="columns"),
    path("<slug:key>/words/", pages.words, name="words"),
    path("<slug:key>/row/<int:row>/", pages.whose, name="whose"),
    path("<slug:key>/load/", pages.load, name="load"),
    path("<slug:key>/progress/", pages.progress, name="progress"),
    path("<slug:key>/stop/", pages.stop, name="stop"),
    path("<slug:key>/put-aside/", pages.put_aside, name="put_aside"),
]
