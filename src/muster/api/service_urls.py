from django.urls import path

from muster.api import service_pages as pages


app_name = "services"
urlpatterns = [
    path("", pages.services, name="services"),
    path("add/", pages.add, name="add"),
    path("<int:pk>/", pages.service, name="service"),
    path("<int:pk>/tokens/", pages.make_token, name="make_token"),
    path("<int:pk>/tokens/<int:token>/revoke/", pages.revoke, name="revoke"),
]
