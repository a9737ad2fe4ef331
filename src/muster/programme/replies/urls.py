"""The addresses of the reply form: of whoever keeps one, and of whoever has a link."""

from django.urls import path

from muster.programme.replies import answer_pages, pages


urlpatterns = [
    path("forms/", pages.listed, name="forms"),
    path("forms/new/", pages.make, name="make_form"),
    path("forms/<int:pk>/", pages.shown, name="form"),
    path("forms/<int:pk>/change/", pages.change, name="change_form"),
    path("forms/<int:pk>/questions/", pages.add_question, name="add_question"),
    path(
        "forms/<int:pk>/questions/<int:number>/",
        pages.change_question,
        name="change_question",
    ),
    path(
        "forms/<int:pk>/questions/<int:number>/drop/",
        pages.drop_question,
        name="drop_question",
    ),
    path("forms/<int:pk>/ask/", pages.ask, name="ask"),
    path("forms/<int:pk>/send/<slug:what>/", pages.send, name="send_form"),
    path("forms/<int:pk>/links.csv", pages.links, name="form_links"),
    path("forms/<int:pk>/preview/", pages.preview, name="preview_form"),
    path("forms/<int:pk>/results/", pages.replied, name="results"),
    path("forms/<int:pk>/replies.csv", pages.as_csv, name="replies_csv"),
    path("reply/<int:pk>/", answer_pages.reply, name="reply"),
    path("reply/<int:pk>/text/", answer_pages.read_first, name="read_first"),
    path("reply/<int:pk>/thanks/", answer_pages.replied, name="replied"),
    path("reply/with/<str:token>/", answer_pages.follow, name="follow_reply"),
]
