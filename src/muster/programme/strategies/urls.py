"""The addresses of this folder's pages."""

from django.urls import URLPattern


urlpatterns: list[URLPattern] = []
