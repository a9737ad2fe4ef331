"""A pack that was withdrawn can be shown anew: the children it lists are of the paper, and
a meeting whose pack is withdrawn shows none now. A meeting says on what day it was planned
and called off."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils.timezone import localtime


def of_papers(apps, schema_editor):
    named = apps.get_model("practice", "Named").objects
    meetings = apps.get_model("practice", "SupportMeeting").objects
    for one in meetings.exclude(pack=None):
        named.filter(meeting=one).update(paper=one.pack_id)
    # A list of no paper was never shown to anybody.
    named.filter(paper=None).delete()
    withdrawn = apps.get_model("practice", "Shared").objects.exclude(withdrawn_at=None)
    papers = withdrawn.exclude(paper=None).values_list("paper", flat=True)
    meetings.filter(pack__in=list(papers)).update(pack=None)


def days_of_meetings(apps, schema_editor):
    """On what day each was planned and called off: as the moments kept of it say."""
    happened = apps.get_model("practice", "MeetingHappened").objects
    off = dict(happened.filter(kind="cancelled").values_list("meeting", "at"))
    for one in apps.get_model("practice", "SupportMeeting").objects.all():
        one.set_on = localtime(one.planned_at).date()
        if one.state == "cancelled":
            one.cancelled_on = localtime(off.get(one.pk, one.planned_at)).date()
        one.save(update_fields=["set_on", "cancelled_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("practice", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            model_name="named",
            name="paper",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="named",
                to="documents.issued",
            ),
        ),
        migrations.AddField(
            model_name="supportmeeting",
            name="set_on",
            field=models.DateField(
                null=True, verbose_name="day on which it was planned"
            ),
        ),
        migrations.AddField(
            model_name="supportmeeting",
            name="cancelled_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(
            days_of_meetings, migrations.RunPython.noop, elidable=True
        ),
        migrations.RunPython(of_papers, migrations.RunPython.noop, elidable=True),
    ]
