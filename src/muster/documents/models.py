"""Papers that were issued: their bytes, kept as they were sent.

Whoever issues a paper keeps it here, so that a meeting can have a pack among its papers
without knowing what a pack is.
"""

from django.db import models


class Issued(models.Model):
    """One paper as it went out. Nothing of it is changed afterwards."""

    stem = models.CharField("its file’s name, without the ending", max_length=120)
    number = models.PositiveSmallIntegerField("which issue of that name")
    title = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    audience = models.CharField(max_length=20)
    period = models.CharField(max_length=40)
    figures = models.BinaryField("what it was drawn from, as JSON")
    digest = models.CharField("SHA-256 of the figures", max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    job = models.BigIntegerField("the job that made it", null=True, unique=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_paper_an_issue", fields=["stem", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stem}, issue {self.number}"

    @property
    def file_stem(self) -> str:
        return f"{self.stem}-issue-{self.number}"


class IssuedFile(models.Model):
    """An issued paper in one format."""

    paper = models.ForeignKey(Issued, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8)
    content = models.BinaryField()
    digest = models.CharField("SHA-256 of the content", max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["paper", "kind"]
        constraints = [
            models.UniqueConstraint(
                name="a_format_of_a_paper_once", fields=["paper", "kind"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} as {self.kind}"
