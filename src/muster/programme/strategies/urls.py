"""The addresses of this folder's pages, and of the form by which people reply."""

from django.urls import path

from muster.programme.replies import urls as replies
from muster.programme.strategies import consultation_pages, pages, reach_pages


urlpatterns = [
    path("strategies/", pages.listed, name="strategies"),
    path("strategies/new/", pages.start, name="start_strategy"),
    path("strategies/<int:pk>/", pages.shown, name="strategy"),
    path("strategies/<int:pk>/change/", pages.change, name="change_strategy"),
    path("strategies/<int:pk>/write/", pages.write, name="write_strategy"),
    path("strategies/<int:pk>/versions/<int:number>/", pages.version, name="version"),
    path(
        "strategies/<int:pk>/versions/<int:number>/since/<int:other>/",
        pages.compare,
        name="compare_versions",
    ),
    path(
        "strategies/<int:pk>/versions/<int:number>/text.<slug:kind>",
        pages.text_file,
        name="version_file",
    ),
    path("strategies/<int:pk>/to/<slug:state>/", pages.step, name="strategy_step"),
    path("strategies/<int:pk>/superseded/", pages.supersede, name="supersede"),
    path("strategies/<int:pk>/issue/", pages.issue, name="issue_strategy"),
    path(
        "strategies/<int:pk>/issued.<slug:kind>",
        pages.issued_file,
        name="issued_strategy",
    ),
    path("strategies/<int:pk>/boards/", pages.add_board, name="add_gate"),
    path("strategies/<int:pk>/due/", pages.follow, name="follow_boards"),
    path(
        "strategies/<int:pk>/boards/<int:gate>/meeting/",
        pages.gate_meeting,
        name="gate_meeting",
    ),
    path(
        "strategies/<int:pk>/boards/<int:gate>/decision/",
        pages.decide,
        name="decide_gate",
    ),
    path(
        "strategies/<int:pk>/boards/<int:gate>/remove/",
        pages.remove_board,
        name="remove_gate",
    ),
    path("strategies/<int:pk>/consult/", consultation_pages.consult, name="consult"),
    path("consultations/<int:pk>/", consultation_pages.shown, name="consultation"),
    path(
        "consultations/<int:pk>/audience/",
        consultation_pages.ask_audience,
        name="ask_audience",
    ),
    path(
        "consultations/<int:pk>/replies/",
        consultation_pages.replies,
        name="consultation_replies",
    ),
    path(
        "consultations/<int:pk>/replies/<uuid:reply>/",
        consultation_pages.draw,
        name="draw",
    ),
    path(
        "consultations/<int:pk>/themes/", consultation_pages.add_theme, name="add_theme"
    ),
    path(
        "consultations/<int:pk>/themes/<int:number>/",
        consultation_pages.answer,
        name="theme",
    ),
    path(
        "consultations/<int:pk>/themes/<int:number>/drop/",
        consultation_pages.drop_theme,
        name="drop_theme",
    ),
    path(
        "consultations/<int:pk>/close/",
        consultation_pages.close,
        name="close_consultation",
    ),
    path(
        "consultations/<int:pk>/you-said-we-did.<slug:kind>",
        consultation_pages.you_said,
        name="you_said",
    ),
    path("strategies/<int:pk>/reach/", reach_pages.reach, name="reach"),
    path("strategies/<int:pk>/reach.csv", reach_pages.reach_csv, name="reach_csv"),
    path("strategies/<int:pk>/reach/sent/", reach_pages.send, name="send_strategy"),
    path("strategies/<int:pk>/reach/briefing/", reach_pages.brief, name="brief"),
    path("strategies/<int:pk>/reach/messages/", reach_pages.say, name="key_messages"),
    path("sendings/<int:pk>/", reach_pages.sending, name="sending"),
    path("sendings/<int:pk>/read/", reach_pages.acknowledge, name="acknowledge"),
    path("audiences/", reach_pages.audiences, name="audiences"),
    path("audiences/new/", reach_pages.make_audience, name="make_audience"),
    path("audiences/<int:pk>/", reach_pages.audience, name="audience"),
    path("audiences/<int:pk>/add/", reach_pages.add_members, name="add_members"),
    path("audiences/<int:pk>/fill/", reach_pages.fill, name="fill_audience"),
    path(
        "audiences/<int:pk>/members/<int:member>/end/",
        reach_pages.end,
        name="end_member",
    ),
    *replies.urlpatterns,
]
