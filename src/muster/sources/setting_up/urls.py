"""The addresses of setting up."""

from django.urls import path

from muster.sources.setting_up import calendar_pages, neighbour_pages, pages


app_name = "setting_up"
urlpatterns = [
    path("", pages.front, name="front"),
    path("name/", pages.name, name="name"),
    path("look/", pages.look, name="look"),
    path("look/take-logo-away/", pages.take_logo_away, name="take_logo_away"),
    path("look/logo", pages.logo, name="logo"),
    path("look/colours.css", pages.colours, name="colours"),
    path("template/", pages.template, name="template"),
    path("template/template.docx", pages.template_file, name="template_file"),
    path("template/take-away/", pages.take_template_away, name="take_template_away"),
    path("parts/", pages.parts, name="parts"),
    path("term-dates/", calendar_pages.term_dates, name="term_dates"),
    path("term-dates/<int:start>/", calendar_pages.term_dates_of, name="term_dates_of"),
    path("neighbours/", neighbour_pages.neighbours, name="neighbours"),
]
