"""People hold posts: the one role an account had becomes the posts it stood for."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from muster.school_year import clock


# What the role of an account was called, and the roles of its posts now.
WAS = {
    "officer": ["administrator", "data-officer"],
    "leader": ["attendance-lead"],
    "board": ["board"],
}


def give_posts(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    Post = apps.get_model("accounts", "Post")
    for person in User.objects.exclude(role_key=""):
        # A demo lives on a day of its own, which may be before it was made.
        since = min(person.made_at.date(), clock.today())
        for key in WAS.get(person.role_key, []):
            Post.objects.create(person=person, role_key=key, from_on=since)


def take_posts_back(apps, schema_editor):
    Post = apps.get_model("accounts", "Post")
    for was, [*_, now] in WAS.items():
        for post in Post.objects.filter(role_key=now):
            post.person.role_key = was
            post.person.save(update_fields=["role_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_authority'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='aliases',
            field=models.JSONField(blank=True, default=list, verbose_name='also written as'),
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('authority', 'authority'), ('team', 'team'), ('school', 'school'), ('trust', 'trust'), ('partner', 'partner')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('school', models.IntegerField(blank=True, null=True, verbose_name='school, in the store')),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('kind'), django.db.models.functions.text.Lower('name'), condition=models.Q(('school', None)), name='one_organisation_a_name', violation_error_message='There is one of that kind and name already.'), models.UniqueConstraint(models.F('school'), name='one_organisation_a_school', violation_error_message='That school is there already.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'school'), ('school__isnull', False)), models.Q(models.Q(('kind', 'school'), _negated=True), ('school', None)), _connector='OR'), name='a_school_is_the_stores')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role_key', models.CharField(max_length=40, verbose_name='role')),
                ('title', models.CharField(blank=True, max_length=200)),
                ('schools', models.JSONField(blank=True, default=list, verbose_name='its patch of schools')),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('made_by', models.CharField(blank=True, max_length=150)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('child', models.IntegerField()),
                ('added_by', models.CharField(blank=True, max_length=150)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='accounts.post')),
            ],
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_post_ends_after_it_starts', violation_error_message='The last day is before the first.'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(models.F('post'), models.F('child'), name='a_child_once_a_caseload'),
        ),
        migrations.RunPython(give_posts, take_posts_back),
    ]
