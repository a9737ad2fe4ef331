
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_jobs_and_schedule'),
        ('sources', '0001_loads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('file_name', models.CharField(max_length=255)),
                ('size', models.PositiveBigIntegerField(verbose_name='bytes')),
                ('format', models.CharField(blank=True, max_length=40, verbose_name='format it was said to have')),
                ('code_map_name', models.CharField(blank=True, max_length=255)),
                ('as_at', models.DateField(null=True)),
                ('stage', models.CharField(choices=[('reading', 'Reading'), ('refused', 'Refused'), ('review', 'Review'), ('loading', 'Loading'), ('loaded', 'Loaded'), ('held', 'Held Already'), ('aside', 'Put Aside')], default='reading', max_length=10)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('found', models.JSONField(default=dict, verbose_name='what the reading found, in numbers')),
                ('note', models.TextField(blank=True, verbose_name='why it stands where it stands')),
                ('sent_by', models.CharField(max_length=150)),
                ('sent_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='load',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('digest',), name='same_bytes_are_in_force_once'),
        ),
        migrations.AddField(
            model_name='upload',
            name='job',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job'),
        ),
        migrations.AddField(
            model_name='upload',
            name='load',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='sources.load'),
        ),
    ]
