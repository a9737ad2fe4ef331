"""The addresses of priorities."""

from django.urls import path

from muster.programme.priorities import pages


urlpatterns = [
    path("priorities/", pages.listed, name="priorities"),
    path("priorities/take-up/", pages.take_up, name="take_up"),
    path("priorities/<int:pk>/", pages.shown, name="priority"),
    path("priorities/<int:pk>/act/", pages.act, name="act"),
    path("priorities/<int:pk>/take-out/", pages.take_out, name="take_out"),
]
