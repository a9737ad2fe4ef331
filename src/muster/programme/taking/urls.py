"""The addresses of papers read in, and of what they asked."""

from django.urls import path

from muster.programme.taking import pages


urlpatterns = [
    path("read/", pages.send, name="read"),
    path("read/<str:key>/", pages.look, name="sent"),
    path("read/<str:key>/put-aside/", pages.put_aside, name="put_aside"),
    path("questions/", pages.questions, name="questions"),
    path("questions/<int:pk>/", pages.answer, name="answer"),
]
