"""The job that loads a sheet of cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_jobs_and_schedule"),
        ("sources", "0005_sheets"),
    ]
    operations = [
        migrations.AddField(
            model_name="sheet",
            name="job",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="jobs.job",
            ),
        ),
    ]
