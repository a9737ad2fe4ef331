"""The addresses of a plan’s papers: those issued, and those drawn as asked for."""

from django.urls import path

from muster.programme.plans import issuing_pages, paper_pages


ONE = "plans/<int:pk>/"
urlpatterns = [
    path(f"{ONE}issued/", issuing_pages.issued, name="issued"),
    path(f"{ONE}issue/", issuing_pages.issue, name="issue_plan"),
    path(
        f"{ONE}issued/<int:paper>/<str:kind>/",
        issuing_pages.download,
        name="issued_file",
    ),
    path(f"{ONE}exceptions/", paper_pages.exceptions, name="exceptions"),
    path(
        f"{ONE}exceptions/<str:kind>/",
        paper_pages.exceptions_file,
        name="exceptions_file",
    ),
    path(f"{ONE}changed/", paper_pages.changed, name="changed"),
    path(f"{ONE}changed/<str:kind>/", paper_pages.changed_file, name="changed_file"),
]
