import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.CharField(max_length=200)),
                ('shared', models.TextField(verbose_name='what is shared')),
                ('gateway', models.CharField(max_length=40, verbose_name='key of the gateway')),
                ('direction', models.CharField(choices=[('in', 'They send to us'), ('out', 'We send to them'), ('both', 'Both ways')], max_length=4)),
                ('covers', models.TextField(blank=True, verbose_name='feeds it covers, one a line')),
                ('signed_on', models.DateField()),
                ('review_by', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('owner', models.CharField(max_length=200)),
                ('reference', models.CharField(blank=True, max_length=400, verbose_name='where the signed copy is')),
                ('document', models.BinaryField(null=True)),
                ('document_name', models.CharField(blank=True, max_length=255)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=150)),
            ],
            options={
                'ordering': ['partner', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAgreement',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('partner', models.CharField(max_length=200)),
                ('shared', models.TextField(verbose_name='what is shared')),
                ('gateway', models.CharField(max_length=40, verbose_name='key of the gateway')),
                ('direction', models.CharField(choices=[('in', 'They send to us'), ('out', 'We send to them'), ('both', 'Both ways')], max_length=4)),
                ('covers', models.TextField(blank=True, verbose_name='feeds it covers, one a line')),
                ('signed_on', models.DateField()),
                ('review_by', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('owner', models.CharField(max_length=200)),
                ('reference', models.CharField(blank=True, max_length=400, verbose_name='where the signed copy is')),
                ('document_name', models.CharField(blank=True, max_length=255)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=150)),
                ('history_user_id', models.CharField(blank=True, max_length=150)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical agreement',
                'verbose_name_plural': 'historical agreements',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalIncident',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('breach', 'A breach: data lost, seen, changed or sent wrongly'), ('near-miss', 'A near miss: it was stopped in time'), ('complaint', 'A complaint about how data is used')], max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('happened', models.TextField(verbose_name='what happened')),
                ('aware_at', models.DateTimeField(verbose_name='when somebody here knew')),
                ('found_by', models.CharField(max_length=200)),
                ('people', models.TextField(verbose_name='whose data it was')),
                ('number', models.PositiveIntegerField(null=True, verbose_name='how many people, if known')),
                ('contained', models.TextField(blank=True, verbose_name='what was done to contain it')),
                ('risk', models.CharField(blank=True, choices=[('', 'Not decided yet'), ('unlikely', 'A risk to people is unlikely: no report is needed'), ('risk', 'A risk to people: the Information Commissioner is told'), ('high', 'A high risk: the people themselves are told too')], max_length=10)),
                ('risk_reason', models.TextField(blank=True)),
                ('decided_by', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True, verbose_name='when the clock was met')),
                ('told_reference', models.CharField(blank=True, max_length=200)),
                ('people_told_on', models.DateField(null=True)),
                ('lessons', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=150)),
                ('history_user_id', models.CharField(blank=True, max_length=150)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical incident',
                'verbose_name_plural': 'historical incidents',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('breach', 'A breach: data lost, seen, changed or sent wrongly'), ('near-miss', 'A near miss: it was stopped in time'), ('complaint', 'A complaint about how data is used')], max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('happened', models.TextField(verbose_name='what happened')),
                ('aware_at', models.DateTimeField(verbose_name='when somebody here knew')),
                ('found_by', models.CharField(max_length=200)),
                ('people', models.TextField(verbose_name='whose data it was')),
                ('number', models.PositiveIntegerField(null=True, verbose_name='how many people, if known')),
                ('contained', models.TextField(blank=True, verbose_name='what was done to contain it')),
                ('risk', models.CharField(blank=True, choices=[('', 'Not decided yet'), ('unlikely', 'A risk to people is unlikely: no report is needed'), ('risk', 'A risk to people: the Information Commissioner is told'), ('high', 'A high risk: the people themselves are told too')], max_length=10)),
                ('risk_reason', models.TextField(blank=True)),
                ('decided_by', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True, verbose_name='when the clock was met')),
                ('told_reference', models.CharField(blank=True, max_length=200)),
                ('people_told_on', models.DateField(null=True)),
                ('lessons', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=150)),
            ],
            options={
                'ordering': ['-aware_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('risk', ''), models.Q(models.Q(('risk_reason', ''), _negated=True), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='a_risk_is_decided_by_somebody_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='IncidentNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('written_by', models.CharField(max_length=150)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='protection.incident')),
            ],
            options={
                'ordering': ['written_at', 'pk'],
            },
        ),
    ]
