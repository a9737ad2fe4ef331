"""A finding says on what day a corrected register took back what it rested on."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0005_corrections_seen'),
    ]

    operations = [
        migrations.AddField(
            model_name='found',
            name='unmet_on',
            field=models.DateField(blank=True, null=True),
        ),
    ]
