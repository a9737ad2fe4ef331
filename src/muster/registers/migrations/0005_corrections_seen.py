"""Whoever decided says when they saw that a register was corrected since."""

import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_returns_answer_one")]
    operations = [
        migrations.AddField(
            model_name="found",
            name="corrected",
            field=models.JSONField(
                blank=True,
                default=list,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
            ),
        ),
        migrations.AddField(
            model_name="decided",
            name="correction_seen_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
