"""Each list of a pack is of a paper, and a child stands once on it; a meeting has the day
on which it was planned, and one called off the day of that."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("practice", "0002_packs_shown_anew"),
    ]
    operations = [
        migrations.RemoveConstraint(
            model_name="named",
            name="a_child_once_on_a_list_of_a_pack",
        ),
        migrations.AlterField(
            model_name="meetinghappened",
            name="kind",
            field=models.CharField(
                choices=[
                    ("planned", "Planned"),
                    ("moved", "Moved"),
                    ("cancelled", "Cancelled"),
                    ("shared", "Pack shared with the school"),
                    ("withdrawn", "Pack withdrawn from the school"),
                    ("held", "Held"),
                    ("written", "Notes written"),
                    ("agreed", "Action agreed"),
                    ("next", "Next date"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="named",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="named",
                to="documents.issued",
            ),
        ),
        migrations.AlterField(
            model_name="supportmeeting",
            name="set_on",
            field=models.DateField(verbose_name="day on which it was planned"),
        ),
        migrations.AddConstraint(
            model_name="supportmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_on__isnull", False), ("state", "cancelled")
                )
                | models.Q(
                    models.Q(("state", "cancelled"), _negated=True),
                    ("cancelled_on", None),
                ),
                name="a_support_meeting_called_off_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="named",
            constraint=models.UniqueConstraint(
                fields=("paper", "on_list", "child"),
                name="a_child_once_on_a_list_of_a_pack",
            ),
        ),
    ]
