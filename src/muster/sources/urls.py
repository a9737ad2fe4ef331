"""The addresses of this folder's pages."""

from django.urls import path

from muster.sources import matching_pages, pages, published_pages, sending


app_name = "sources"
urlpatterns = [
    path("", pages.loads, name="loads"),
    path("<int:pk>/", pages.load, name="load"),
    path("<int:pk>/take-back/", pages.take_back, name="take_back"),
    path("send/", sending.send, name="send"),
    path("sent/", sending.under_way, name="under_way"),
    path("sent/load-all/", sending.load_all, name="load_all"),
    path("sent/<slug:key>/", sending.upload, name="upload"),
    path("sent/<slug:key>/progress/", sending.progress, name="progress"),
    path("sent/<slug:key>/problems.csv", sending.problems, name="problems"),
    path("sent/<slug:key>/load/", sending.load, name="load_sent"),
    path("sent/<slug:key>/again/", sending.again, name="again"),
    path("sent/<slug:key>/stop/", sending.stop, name="stop"),
    path("sent/<slug:key>/put-aside/", sending.put_aside, name="put_aside"),
    path("files/", pages.files, name="files"),
    path("files/<slug:name>.csv", pages.sample, name="sample"),
    path("published/", published_pages.published, name="published"),
    path("published/figures/", published_pages.figures, name="published_figures"),
    path(
        "published/figures.csv",
        published_pages.figures_csv,
        name="published_figures_csv",
    ),
    path("cohorts/", matching_pages.rows, name="cohort_rows"),
    path("cohorts/<int:pupil>/", matching_pages.row, name="cohort_row"),
    path("check/", pages.check, name="check"),
]
