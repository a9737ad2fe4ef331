"""The addresses of a plan’s papers: those issued, and those drawn as asked for."""

from django.urls import path

from muster.programme.plans import issuing_pages


ONE = "plans/<int:pk>/"
urlpatterns = [
    path(f"{ONE}issued/", issuing_pages.issued, name="issued"),
    path(f"{ONE}issue/", issuing_pages.issue, name="issue_plan"),
    path(
        f"{ONE}issued/<int:paper>/<str:kind>/",
        issuing_pages.download,
        name="issued_file",
    ),
]
