from django.urls import path

from muster.protection import health_pages


app_name = "protection"
urlpatterns = [
    path("health/live", health_pages.live, name="live"),
    path("health/ready", health_pages.ready, name="ready"),
]
