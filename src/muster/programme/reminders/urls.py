"""The addresses of this folder's pages."""

from django.urls import path

from muster.programme.reminders import pages


urlpatterns = [path("reminders/", pages.reminders, name="reminders")]
