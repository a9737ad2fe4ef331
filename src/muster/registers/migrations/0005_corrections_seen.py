"""Whoever decided says when they saw that a register was corrected since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_returns_answer_one")]
    operations = [
        migrations.AddField(
            model_name="decided",
            name="correction_seen_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
