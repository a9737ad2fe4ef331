"""The addresses of boards, what is reported to them, and what they recommend."""

from django.urls import path

from muster.programme.reporting import (
    board_pages,
    calendar_pages,
    cycle_pages,
    dates_pages,
    paper_pages,
    plan_pages,
    recommendation_pages,
)


boards = [
    path("boards/", board_pages.boards, name="boards"),
    path("boards/add/", board_pages.add, name="add_board"),
    path("boards/dates/", dates_pages.send, name="send_dates"),
    path("boards/dates/<int:pk>/", dates_pages.review, name="dates_file"),
    path("boards/<int:pk>/", board_pages.board, name="board"),
    path("boards/<int:pk>/change/", board_pages.change, name="change_board"),
    path("boards/<int:pk>/meet/", board_pages.add_meeting, name="add_board_meeting"),
    path("boards/<int:pk>/report/", plan_pages.add_line, name="add_line"),
    path(
        "boards/meetings/<int:pk>/move/",
        board_pages.move_meeting,
        name="move_board_meeting",
    ),
    path(
        "boards/meetings/<int:pk>/cancel/",
        board_pages.cancel_meeting,
        name="cancel_board_meeting",
    ),
]
plan = [
    path("reporting/", plan_pages.plan, name="reporting_plan"),
    path("reporting/<int:start>/sign-off/", plan_pages.sign_off, name="sign_off_plan"),
    path(
        "reporting/<int:start>/none/<int:pk>/", plan_pages.want_none, name="want_none"
    ),
    path(
        "reporting/<int:start>/some/<int:pk>/", plan_pages.want_some, name="want_some"
    ),
    path("reports/<int:pk>/", plan_pages.line, name="report_line"),
    path("reports/<int:pk>/change/", plan_pages.change_line, name="change_line"),
    path("reports/<int:pk>/clearing/", plan_pages.clearances, name="line_clearances"),
    path("reports/<int:pk>/give/", plan_pages.give, name="give_line"),
    path("reports/<int:pk>/drop/", plan_pages.drop, name="drop_line"),
    path("reports/<int:pk>/paper/", paper_pages.write, name="write_paper"),
    path("clearances/<int:pk>/", plan_pages.clear, name="clear_line"),
]
cycle = [
    path("cycle/", cycle_pages.shown, name="cycle"),
    path(
        "cycle/<int:start>/<int:number>/<slug:key>/",
        cycle_pages.step,
        name="cycle_step",
    ),
    path(
        "cycle/<int:start>/<int:number>/<slug:key>/done/",
        cycle_pages.done,
        name="cycle_done",
    ),
]
papers = [
    path("papers/", paper_pages.listed, name="board_papers"),
    path("papers/<int:pk>/", paper_pages.shown, name="board_paper"),
    path("papers/<int:pk>/change/", paper_pages.change, name="change_paper"),
    path("papers/<int:pk>/issue/", paper_pages.issue, name="issue_paper"),
    path(
        "papers/<int:pk>/<slug:part>.<slug:kind>",
        paper_pages.download,
        name="board_paper_file",
    ),
]
recommendations = [
    path("recommendations/", recommendation_pages.listed, name="recommendations"),
    path("recommendations/add/", recommendation_pages.add, name="add_recommendation"),
    path(
        "recommendations/<int:pk>/", recommendation_pages.shown, name="recommendation"
    ),
    path(
        "recommendations/<int:pk>/change/",
        recommendation_pages.change,
        name="change_recommendation",
    ),
    path(
        "recommendations/<int:pk>/respond/",
        recommendation_pages.respond,
        name="respond",
    ),
    path(
        "recommendations/<int:pk>/confirm/",
        recommendation_pages.confirm,
        name="confirm_recommendation",
    ),
    path(
        "recommendations/<int:pk>/review/",
        recommendation_pages.set_review,
        name="set_review",
    ),
    path(
        "impact-reviews/<int:pk>/",
        recommendation_pages.answer_review,
        name="answer_review",
    ),
]
calendars = [
    path("calendars/", calendar_pages.listed, name="calendars"),
    path("calendars/<int:pk>/end/", calendar_pages.end, name="end_calendar"),
    path("calendar/<str:token>/", calendar_pages.given, name="calendar"),
]
urlpatterns = [*boards, *plan, *cycle, *papers, *recommendations, *calendars]
