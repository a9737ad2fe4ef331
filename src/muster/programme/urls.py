"""The addresses of plans, meetings, boards and strategies."""

from django.urls import path

from muster.programme import contact_pages
from muster.programme.meetings import urls as meetings
from muster.programme.plans import issuing_urls, success_urls
from muster.programme.plans import urls as plans
from muster.programme.priorities import urls as priorities
from muster.programme.reminders import urls as reminders
from muster.programme.reporting import urls as reporting
from muster.programme.strategies import urls as strategies
from muster.programme.taking import urls as taking


app_name = "programme"
contacts = [
    path("contacts/", contact_pages.listed, name="contacts"),
    path("contacts/<int:pk>/", contact_pages.shown, name="contact"),
    path("contacts/<int:pk>/join/", contact_pages.join, name="join_contact"),
    path("contacts/<int:pk>/account/", contact_pages.link, name="link_contact"),
]
urlpatterns = [
    *contacts,
    *plans.urlpatterns,
    *taking.urlpatterns,
    *issuing_urls.urlpatterns,
    *success_urls.urlpatterns,
    *priorities.urlpatterns,
    *meetings.urlpatterns,
    *reminders.urlpatterns,
    *reporting.urlpatterns,
    *strategies.urlpatterns,
]
