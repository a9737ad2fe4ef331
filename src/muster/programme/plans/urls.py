"""The addresses of plans and actions."""

from django.urls import path

from muster.programme.plans import action_pages, front_pages, plan_pages
from muster.programme.plans.verbs import OF_A_PART, VERBS


ONE = "plans/<int:pk>/"
urlpatterns = [
    path("", front_pages.front, name="front"),
    path("plans/", plan_pages.listed, name="plans"),
    path("plans/start/", plan_pages.start, name="start_plan"),
    path(ONE, plan_pages.shown, name="plan"),
    path(f"{ONE}add/", plan_pages.add, name="add_action"),
    path(f"{ONE}keep/", plan_pages.keep, name="keep_plan"),
    path(f"{ONE}review/", plan_pages.review, name="review_plan"),
    path(f"{ONE}close/", plan_pages.close, name="close_plan"),
    path(f"{ONE}reopen/", plan_pages.reopen, name="reopen_plan"),
    path(f"{ONE}file/<str:kind>/", plan_pages.file, name="plan_file"),
    path("actions/<int:pk>/", action_pages.shown, name="action"),
    path("actions/<int:under>/plan/", plan_pages.start, name="start_sub_plan"),
    *(
        path(
            f"actions/<int:pk>/{what}/{'<int:number>/' if what in OF_A_PART else ''}",
            action_pages.say,
            {"what": what},
            name=action_pages.address_name(what),
        )
        for what in VERBS
    ),
]
