"""A challenge keeps what was shown, and may be of a child on a list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice", "0003_lists_are_of_papers")]
    operations = [
        migrations.AddField(
            model_name="challenge",
            name="child",
            field=models.IntegerField(
                blank=True, null=True, verbose_name="the store’s number of a child"
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="shown",
            field=models.CharField(
                blank=True, default="", max_length=300, verbose_name="what it said"
            ),
        ),
    ]
