"""The addresses of this folder's pages, and of the form by which people reply."""

from muster.programme.replies import urls as replies


urlpatterns = [*replies.urlpatterns]
