from django.db import migrations

from muster.programme.meetings import guard


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: guard.put_up(editor.connection),
            lambda apps, editor: guard.take_down(editor.connection),
        ),
    ]
