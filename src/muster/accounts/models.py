from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from muster.accounts.history import History
from muster.accounts.parts import PARTS, Part, part_of
from muster.accounts.permissions import Permission
from muster.accounts.roles import Role, role
from muster.accounts.trail import Entry, Seal


__all__ = ["Authority", "Entry", "Seal", "User", "known_as"]


class User(AbstractBaseUser):
    """A person who signs in. Made by a colleague or a command, never by themselves."""

    username = models.CharField(
        max_length=150,
        unique=True,
        error_messages={"unique": "Somebody has that username already."},
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    role_key = models.CharField("role", max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: BaseUserManager["User"] = BaseUserManager()
    history = History(without=["password", "last_login"])

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            # People type capitals where they like; two people may not differ by them.
            models.UniqueConstraint(
                Lower("username"),
                name="one_person_a_username",
                violation_error_message="Somebody has that username already.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_an_email",
                condition=~models.Q(email=""),
                violation_error_message="Somebody has that email address already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def role(self) -> Role | None:
        return role(self.role_key)

    @property
    def permissions(self) -> frozenset[Permission]:
        return self.role.permissions if self.is_active and self.role else frozenset()

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions


def known_as(user: User) -> str:
    """What allauth calls a person in its messages."""
    return str(user)


class Authority(models.Model):
    """The authority whose home this is: one row. What was never said is blank.

    Logo and template are kept here as bytes, so that a back-up takes them.
    """

    name = models.CharField(max_length=200, blank=True)
    la_code = models.CharField("DfE number", max_length=3, blank=True)
    logo = models.BinaryField(null=True)
    logo_kind = models.CharField(max_length=3, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    word_template = models.BinaryField(null=True)
    word_template_name = models.CharField(max_length=255, blank=True)
    parts_off = models.JSONField("keys of the parts switched off", default=list)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=150, blank=True)

    history = History(without=["logo", "word_template"])

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(name="one_authority", condition=models.Q(pk=1))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> str:
        """Changes whenever anything of it does: for addresses browsers keep."""
        return self.changed_at.strftime("%Y%m%d%H%M%S%f") if self.changed_at else ""

    @property
    def parts(self) -> list[Part]:
        """The parts in use."""
        return [part for part in PARTS if part.key not in self.parts_off]

    def does_without(self, page: str) -> Part | None:
        """The part a page belongs to, if it is switched off."""
        part = part_of(page)
        return part if part and part.key in self.parts_off else None
