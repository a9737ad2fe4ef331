"""The addresses of groups, meetings, their papers, workplans and protocols."""

from django.urls import path

from muster.programme.meetings import (
    group_pages,
    live_pages,
    meeting_pages,
    paper_pages,
    rhythm_pages,
    year_pages,
)


GROUP = "groups/<int:pk>/"
YEAR = f"{GROUP}year/<slug:year>/"
MEETING = "meetings/<int:pk>/"
ITEM = f"{MEETING}items/<int:item>/"
PROTOCOL = "protocols/<int:pk>/"

groups = [
    path("groups/", group_pages.listed, name="groups"),
    path("groups/start/", group_pages.make, name="make_group"),
    path(GROUP, group_pages.shown, name="group"),
    path(f"{GROUP}change/", group_pages.change, name="change_group"),
    path(f"{GROUP}terms/", group_pages.all_terms, name="terms"),
    path(f"{GROUP}terms/add/", group_pages.add_terms, name="add_terms"),
    path(f"{GROUP}seats/add/", group_pages.add_seat, name="add_seat"),
    path("seats/<int:pk>/close/", group_pages.close_seat, name="close_seat"),
    path(f"{GROUP}join/", group_pages.sit, name="sit"),
    path("sittings/<int:pk>/end/", group_pages.end_sitting, name="end_sitting"),
    path(f"{GROUP}every-meeting/add/", group_pages.add_usual, name="add_usual"),
    path(f"{GROUP}every-meeting/offer/", group_pages.offer_usual, name="offer_usual"),
    path("every-meeting/<int:pk>/drop/", group_pages.drop_usual, name="drop_usual"),
    path(f"{GROUP}rhythm/", rhythm_pages.add_rhythm, name="add_rhythm"),
    path(f"{GROUP}days/<slug:year>/", rhythm_pages.propose, name="propose"),
    path(f"{GROUP}meet/", rhythm_pages.plan, name="plan_meeting"),
    path(f"{GROUP}who/", year_pages.answers, name="raci"),
]
years = [
    path(YEAR, year_pages.year, name="workplan"),
    path(f"{YEAR}add/", year_pages.add_line, name="add_workplan_line"),
    path(f"{YEAR}agree/", year_pages.agree_year, name="agree_workplan"),
    path(f"{YEAR}publish/", year_pages.publish_year, name="publish_workplan"),
    path(f"{YEAR}workplan.<slug:kind>", year_pages.year_paper, name="workplan_paper"),
    path(
        "workplan-lines/<int:pk>/change/",
        year_pages.change_line,
        name="change_workplan_line",
    ),
    path(
        "workplan-lines/<int:pk>/drop/",
        year_pages.drop_line,
        name="drop_workplan_line",
    ),
    path("protocols/", year_pages.protocols, name="protocols"),
    path("protocols/add/", year_pages.add_protocol, name="add_protocol"),
    path(PROTOCOL, year_pages.one_protocol, name="protocol"),
    path(f"{PROTOCOL}change/", year_pages.change_protocol, name="change_protocol"),
]
meetings = [
    path(MEETING, meeting_pages.shown, name="meeting"),
    path(f"{MEETING}move/", rhythm_pages.move, name="move_meeting"),
    path(f"{MEETING}cancel/", rhythm_pages.cancel, name="cancel_meeting"),
    path(f"{MEETING}restore/", rhythm_pages.restore, name="restore_meeting"),
    path(f"{MEETING}prepare/", meeting_pages.prepare, name="prepare_agenda"),
    path(f"{MEETING}start/", meeting_pages.start, name="start_meeting"),
    path(f"{MEETING}present/", live_pages.present, name="present"),
    path(
        f"{MEETING}present/<int:presence>/not/",
        live_pages.not_there,
        name="not_there",
    ),
    path(f"{MEETING}close/", meeting_pages.close, name="close_minutes"),
    path(f"{MEETING}agree/", meeting_pages.agree, name="agree_minutes"),
    path(f"{MEETING}publish/<slug:kind>/", meeting_pages.publish, name="publish_paper"),
    path(f"{MEETING}<slug:which>.<slug:kind>", paper_pages.paper, name="meeting_paper"),
    path(
        "published/<int:pk>.<slug:kind>", paper_pages.published, name="published_paper"
    ),
    path("decisions/", paper_pages.decisions, name="decisions"),
]
items = [
    path(f"{MEETING}items/add/", meeting_pages.add_item, name="add_item"),
    path(ITEM, live_pages.item, name="meeting_item"),
    path(f"{ITEM}change/", meeting_pages.change_item, name="change_item"),
    path(f"{ITEM}take-off/", meeting_pages.take_off, name="take_off"),
    path(f"{ITEM}put-back/", meeting_pages.put_back, name="put_back"),
    path(f"{ITEM}move/<slug:way>/", meeting_pages.reorder, name="reorder"),
    path(f"{ITEM}write/", live_pages.write, name="write_item"),
    path(f"{ITEM}texts/", live_pages.versions, name="item_texts"),
    path(f"{ITEM}texts/<int:number>/settle/", live_pages.settle, name="settle"),
    path(f"{ITEM}finish/", live_pages.finish, name="finish_item"),
    path(f"{ITEM}record/", live_pages.record, name="record_outcome"),
    path(f"{ITEM}act/", live_pages.act, name="agree_action"),
    path(f"{ITEM}rate/", live_pages.rate, name="rate_in_meeting"),
    path(f"{ITEM}note/", live_pages.note, name="note_in_meeting"),
    path(f"{ITEM}close-action/", live_pages.close_action, name="close_in_meeting"),
    path(f"{ITEM}correct/", live_pages.correct, name="correct_item"),
    path(
        f"{ITEM}outcomes/<int:outcome>/correct/",
        live_pages.correct,
        name="correct_outcome",
    ),
    path(
        f"{ITEM}outcomes/<int:outcome>/strike/",
        live_pages.strike,
        name="strike_outcome",
    ),
]
urlpatterns = [*groups, *years, *meetings, *items]
