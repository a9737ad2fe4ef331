from django.db import models

from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.school_year import clock


class Token(models.Model):
    """What a service shows to be let in. The token itself isn't kept: its SHA-256 is, and
    its beginning, by which people tell one from another."""

    service = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20)
    digest = models.CharField("SHA-256 of the token", max_length=64, unique=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    expires_on = models.DateField("its last day")
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def why_not(self) -> str:
        """Why it is good no more, in words; nothing while it is."""
        if self.revoked_at:
            return "the token was revoked"
        if self.expires_on < clock.today():
            return "the token has run out"
        if not self.service.is_active:
            return "the service is closed"
        if not self.service.can(Permission.USE_API):
            return "the service has no post"
        return ""
