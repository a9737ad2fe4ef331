"""A return answers one expected return at most."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_returns_chased")]
    operations = [
        migrations.AddConstraint(
            model_name="expected",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_by__isnull", False), ("gone_on", None)),
                fields=("answered_by",),
                name="a_return_answers_one_at_most",
            ),
        ),
    ]
