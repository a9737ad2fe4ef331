"""The addresses of plans, meetings, boards and strategies."""

from muster.programme.meetings import urls as meetings
from muster.programme.plans import success_urls
from muster.programme.plans import urls as plans
from muster.programme.priorities import urls as priorities
from muster.programme.reminders import urls as reminders
from muster.programme.reporting import urls as reporting
from muster.programme.strategies import urls as strategies


app_name = "programme"
urlpatterns = [
    *plans.urlpatterns,
    *success_urls.urlpatterns,
    *priorities.urlpatterns,
    *meetings.urlpatterns,
    *reminders.urlpatterns,
    *reporting.urlpatterns,
    *strategies.urlpatterns,
]
