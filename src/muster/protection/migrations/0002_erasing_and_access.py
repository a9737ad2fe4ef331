from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('protection', '0001_agreements_and_incidents'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('preview', models.JSONField(default=list, verbose_name='what would go')),
                ('took', models.JSONField(default=list, verbose_name='what went')),
                ('confirmed_by', models.CharField(max_length=150)),
                ('confirmed_at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('certificate', models.BinaryField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('child', models.IntegerField(verbose_name='the child’s number in the store')),
                ('pupil', models.IntegerField(verbose_name='the pupil’s number in the store')),
                ('school', models.IntegerField(verbose_name='school, in the store')),
                ('from_on', models.DateField(null=True, verbose_name='first day of the enrolment')),
                ('column', models.CharField(max_length=40)),
                ('was', models.CharField(blank=True, max_length=200)),
                ('now', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(max_length=200, verbose_name='what says so')),
                ('why', models.TextField()),
                ('token', models.CharField(max_length=32, verbose_name='load of the layer')),
                ('stage', models.CharField(choices=[('stands', 'It stands'), ('agreed', 'A later file says the same'), ('disputed', 'A later file says the old value again'), ('ended', 'The file’s value was left to stand')], default='stands', max_length=10)),
                ('said_by', models.CharField(blank=True, max_length=32, verbose_name='load that spoke of it since')),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('children', models.JSONField(default=list, verbose_name='the child’s numbers in the store')),
                ('school', models.IntegerField(null=True, verbose_name='school, in the store')),
                ('record', models.CharField(blank=True, max_length=20, verbose_name='kind of record')),
                ('on', models.CharField(max_length=200, verbose_name='on whom or what, in words')),
                ('reason', models.TextField()),
                ('from_on', models.DateField()),
                ('until', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('put_by', models.CharField(max_length=150)),
                ('ended_by', models.CharField(blank=True, max_length=150)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.CharField(max_length=20)),
                ('length', models.PositiveIntegerField()),
                ('valid_from', models.DateField()),
                ('why', models.TextField(verbose_name='what its schedule says')),
                ('set_by', models.CharField(max_length=150)),
                ('set_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['valid_from', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('access', 'To see what is held'), ('erasure', 'To have it erased')], max_length=10)),
                ('stage', models.CharField(choices=[('open', 'To do'), ('made', 'Made, to be read and sent'), ('asked', 'To be confirmed by a colleague'), ('under-way', 'Under way'), ('done', 'Done'), ('refused', 'Refused')], default='open', max_length=10)),
                ('children', models.JSONField(default=list, verbose_name='the child’s numbers in the store')),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='the child’s name')),
                ('asked_by', models.CharField(blank=True, max_length=300, verbose_name='who asks, and what they are')),
                ('received_on', models.DateField()),
                ('extended', models.TextField(blank=True, verbose_name='why two more months are needed')),
                ('paused_on', models.DateField(null=True)),
                ('paused_for', models.TextField(blank=True, verbose_name='what the clock waits for')),
                ('paused_days', models.PositiveIntegerField(default=0, verbose_name='days it stood still')),
                ('ground', models.CharField(blank=True, max_length=20, verbose_name='why it is to be erased, a code')),
                ('decision', models.TextField(blank=True, verbose_name='what was decided, and why')),
                ('withheld', models.JSONField(default=dict, verbose_name='items held back, and why')),
                ('folder', models.CharField(blank=True, max_length=40, verbose_name='where the answer is, in the home')),
                ('took', models.JSONField(default=dict, verbose_name='what an erasure took, in numbers')),
                ('certificate', models.BinaryField(null=True)),
                ('opened_by', models.CharField(max_length=150)),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_by', models.CharField(blank=True, max_length=150)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
