from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0003_what_papers_say"),
    ]

    operations = [
        migrations.AddField(
            model_name="success",
            name="by_when_said",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
