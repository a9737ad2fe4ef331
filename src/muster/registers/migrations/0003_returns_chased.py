"""An expected return says when it was chased; and of several that one return answered,
the nearest keeps it, so that 0004 can forbid it."""

from django.db import migrations, models


def let_go(apps, schema_editor):
    """Of several that one return answered, the nearest in days keeps it: one that is still
    expected before one that is not."""
    held = {}
    expected = apps.get_model("registers", "Expected").objects
    answered = expected.exclude(answered_by=None).select_related("answered_by")
    for one in answered.order_by("pk"):
        held.setdefault(one.answered_by_id, []).append(one)
    for several in held.values():
        several.sort(
            key=lambda one: (
                one.gone_on is not None,
                abs((one.answered_by.about_on - one.since_on).days),
            )
        )
        for one in several[1:]:
            one.answered_by = None
            one.save(update_fields=["answered_by"])


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_entries")]
    operations = [
        migrations.AddField(
            model_name="expected",
            name="chased",
            field=models.JSONField(
                blank=True, default=list, verbose_name="letters that asked for it"
            ),
        ),
        migrations.RunPython(let_go, migrations.RunPython.noop, elidable=True),
    ]
