"""The addresses of success measures."""

from django.urls import path

from muster.programme.plans import success_pages


ONE = "actions/<int:pk>/success/<int:number>/"
urlpatterns = [
    path("actions/<int:pk>/success/", success_pages.add, name="add_success"),
    path(ONE, success_pages.shown, name="success"),
    path(f"{ONE}change/", success_pages.change, name="change_success"),
    path(f"{ONE}take-off/", success_pages.drop, name="drop_success"),
]
