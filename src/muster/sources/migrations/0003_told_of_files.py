
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0002_uploads'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='la',
            field=models.CharField(blank=True, max_length=4, verbose_name='authority’s number'),
        ),
        migrations.AddField(
            model_name='upload',
            name='period',
            field=models.CharField(blank=True, max_length=40, verbose_name='of a published file'),
        ),
        migrations.AddField(
            model_name='upload',
            name='to',
            field=models.DateField(null=True, verbose_name='last day of a cumulative file'),
        ),
    ]
