import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from muster.accounts.history import begin


def begin_history(apps, schema_editor):
    for name in ('User', 'Authority', 'Organisation', 'Post'):
        kept = apps.get_model('accounts', f'Historical{name}')
        begin(apps.get_model('accounts', name), kept)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_trail'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalAuthority',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200)),
                ('la_code', models.CharField(blank=True, max_length=3, verbose_name='DfE number')),
                ('logo_kind', models.CharField(blank=True, max_length=3)),
                ('colour', models.CharField(blank=True, max_length=7)),
                ('word_template_name', models.CharField(blank=True, max_length=255)),
                ('parts_off', models.JSONField(default=list, verbose_name='keys of the parts switched off')),
                ('changed_at', models.DateTimeField(null=True)),
                ('changed_by', models.CharField(blank=True, max_length=150)),
                ('history_user_id', models.CharField(blank=True, max_length=150)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical authority',
                'verbose_name_plural': 'historical authorities',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalOrganisation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('authority', 'authority'), ('team', 'team'), ('school', 'school'), ('trust', 'trust'), ('partner', 'partner')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('school', models.IntegerField(blank=True, null=True, verbose_name='school, in the store')),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('history_user_id', models.CharField(blank=True, max_length=150)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical organisation',
                'verbose_name_plural': 'historical organisations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalUser',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('username', models.CharField(db_index=True, error_messages={'unique': 'Somebody has that username already.'}, max_length=150)),
                ('name', models.CharField(max_length=200)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('aliases', models.JSONField(blank=True, default=list, verbose_name='also written as')),
                ('is_active', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField(blank=True, editable=False)),
                ('history_user_id', models.CharField(blank=True, max_length=150)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical person',
                'verbose_name_plural': 'historical people',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPost',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('role_key', models.CharField(max_length=40, verbose_name='role')),
                ('title', models.CharField(blank=True, max_length=200)),
                ('schools', models.JSONField(blank=True, default=list, verbose_name='its patch of schools')),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('made_by', models.CharField(blank=True, max_length=150)),
                ('made_at', models.DateTimeField(blank=True, editable=False)),
                ('history_user_id', models.CharField(blank=True, max_length=150)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical post',
                'verbose_name_plural': 'historical posts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(begin_history, migrations.RunPython.noop),
    ]
