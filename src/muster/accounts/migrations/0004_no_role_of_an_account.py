"""Apart from the posts made of them: PostgreSQL won’t change a table it has just read
rows for in the same transaction."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_posts'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='user',
            name='role_key',
        ),
    ]
