from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_told_of_files")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="cohort",
            field=models.CharField(
                blank=True, max_length=40, verbose_name="cohort of a list"
            ),
        ),
    ]
