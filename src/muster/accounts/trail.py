"""The trail of who did what: rows that are only ever added, and the seals on them.

Nothing here points at anything: a row outlives the person, the record and the child it is
about (docs/decisions.md 7). A child is a keyed hash, so that erasing a child leaves the
trail whole and the trail names nobody. The database itself refuses to change or delete a
row (`guard`), and `seal` finds it if that was got round. Fields: rules.md 11.6.
"""

from django.db import models


class Entry(models.Model):
    """One thing somebody did, saw or was refused."""

    at = models.DateTimeField("when, in UTC", db_index=True)
    by = models.CharField("username; blank for a stranger", max_length=150, blank=True)
    posts = models.CharField("what they were then", max_length=300, blank=True)
    did = models.CharField(max_length=60, db_index=True)
    child = models.CharField("keyed hash of a child", max_length=64, blank=True)
    to = models.CharField("whatever else it was done to", max_length=300, blank=True)
    school = models.IntegerField("the store’s number of a school", null=True)
    reason = models.TextField(blank=True)
    # Text, not JSONField: the bytes that were sealed are the bytes that are kept.
    before = models.TextField("as JSON", blank=True)
    after = models.TextField("as JSON", blank=True)
    source = models.CharField("keyed hash of the address", max_length=64, blank=True)

    class Meta:
        verbose_name = "entry of the trail"
        verbose_name_plural = "entries of the trail"
        indexes = [
            models.Index(name="trail_of_a_person", fields=["by", "id"]),
            models.Index(
                name="trail_of_a_child",
                fields=["child", "id"],
                condition=~models.Q(child=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.by or 'a stranger'} {self.did} {self.to}".strip()


class Seal(models.Model):
    """A run of entries, sealed: no entry up to `last` may change from now on."""

    number = models.PositiveBigIntegerField("1, 2, 3 and so on", unique=True)
    first = models.BigIntegerField("id of its first entry")
    last = models.BigIntegerField("id of its last entry")
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    key = models.CharField("which key it was sealed with", max_length=16)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Seal {self.number}, of entries {self.first} to {self.last}"
