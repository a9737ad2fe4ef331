from django.urls import path

from muster.protection import health_pages


app_name = "health"
urlpatterns = [
    path("live", health_pages.live, name="live"),
    path("ready", health_pages.ready, name="ready"),
]
