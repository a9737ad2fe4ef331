"""The addresses of support meetings: officers’ pages. A school’s own are in `shelf_urls`."""

from django.urls import path

from muster.practice import (
    challenge_pages,
    coverage_pages,
    meeting_deeds,
    meeting_pages,
    order_pages,
    pack_pages,
    planning_pages,
    shelf_pages,
)


app_name = "practice"
urlpatterns = [
    path("", order_pages.front, name="front"),
    path("coverage/", coverage_pages.coverage, name="coverage"),
    path("challenges/", challenge_pages.listed, name="challenges"),
    path("challenges/wrong/", challenge_pages.wrong_of_school, name="wrong"),
    path("challenges/<int:pk>/", challenge_pages.answer, name="answer"),
    path("shelf/<int:pk>/withdraw/", shelf_pages.withdraw, name="withdraw"),
    path("school/<int:number>/", order_pages.school, name="school"),
    path("school/<int:number>/place/", order_pages.place, name="place"),
    path("school/<int:number>/plan/", planning_pages.plan_one, name="plan"),
    path("school/<int:number>/share/", shelf_pages.share, name="share"),
    path("meeting/<int:pk>/", meeting_pages.meeting, name="meeting"),
    path("meeting/<int:pk>/pack/", pack_pages.pack, name="pack"),
    path("meeting/<int:pk>/pack/share/", pack_pages.share, name="share_pack"),
    path("meeting/<int:pk>/pack/<slug:kind>/", pack_pages.download, name="download"),
    path("meeting/<int:pk>/notes/", meeting_deeds.notes, name="notes"),
    path("meeting/<int:pk>/invitation/", meeting_pages.invitation, name="invitation"),
    path("meeting/<int:pk>/action/<int:number>/", meeting_deeds.report, name="report"),
    path("meeting/<int:pk>/<slug:what>/", meeting_deeds.act, name="act"),
    path("term/<slug:term>/", order_pages.front, name="front_of"),
    path("term/<slug:term>/plan/", planning_pages.plan_term, name="plan_term"),
]
