"""The addresses of a school's own view."""

from django.urls import path

from muster.registers import my_school_pages
from muster.registers.returns.doors import SCHOOL
from muster.registers.returns.send_pages import urls


app_name = "my_school"
AT = "<int:school>/"
urlpatterns = [
    path("", my_school_pages.front, name="front"),
    path(AT, my_school_pages.school, name="school"),
    path(f"{AT}week/<slug:name>/", my_school_pages.week_list, name="week_list"),
    path(
        f"{AT}week/<slug:name>/<int:pk>/",
        my_school_pages.week_finding,
        name="week_finding",
    ),
    path(f"{AT}plans/", my_school_pages.plans, name="plans"),
    path(f"{AT}returns/", my_school_pages.returns, name="returns"),
    *urls(SCHOOL),
]
