"""The addresses of access, correction, erasure, holds and retention."""

from django.urls import path

from muster.protection import child_pages, keeping_pages, request_pages


app_name = "protection"
urlpatterns = [
    path("", child_pages.front, name="front"),
    path("find/", child_pages.find, name="find"),
    path("children/<slug:children>/", child_pages.child, name="child"),
    path(
        "children/<slug:children>/access/", request_pages.ask_access, name="ask_access"
    ),
    path(
        "children/<slug:children>/erase/", request_pages.ask_erasure, name="ask_erasure"
    ),
    path("children/<slug:children>/correct/", keeping_pages.correct, name="correct"),
    path("children/<slug:children>/hold/", keeping_pages.hold_child, name="hold_child"),
    path("access/<int:pk>/", request_pages.access_page, name="access"),
    path("access/<int:pk>/answer.<slug:kind>", request_pages.answer, name="answer"),
    path("access/<int:pk>/hold-back/", request_pages.withhold, name="withhold"),
    path(
        "access/<int:pk>/give-after-all/",
        request_pages.give_after_all,
        name="give_after_all",
    ),
    path("erasures/<int:pk>/", request_pages.erasure, name="erasure"),
    path(
        "erasures/<int:pk>/certificate.pdf",
        request_pages.certificate,
        name="certificate",
    ),
    path("requests/<int:pk>/do/<slug:what>/", request_pages.step, name="step"),
    path("requests/<int:pk>/why/<slug:what>/", request_pages.reasoned, name="reasoned"),
    path("corrections/", keeping_pages.corrections, name="corrections"),
    path("corrections/<int:pk>/", keeping_pages.correction, name="correction"),
    path("corrections/<int:pk>/again/", keeping_pages.correct_again, name="again"),
    path("corrections/<int:pk>/end/", keeping_pages.let_stand, name="let_stand"),
    path("holds/", keeping_pages.all_holds, name="holds"),
    path("holds/<int:pk>/end/", keeping_pages.end_hold, name="end_hold"),
    path("retention/", keeping_pages.retention_page, name="retention"),
    path("retention/clear/", keeping_pages.clear, name="clear"),
    path("retention/of/<slug:record>/", keeping_pages.length, name="length"),
    path("retention/<int:pk>/", keeping_pages.clearance, name="clearance"),
    path(
        "retention/<int:pk>/certificate.pdf",
        keeping_pages.clearance_certificate,
        name="clearance_certificate",
    ),
]
