from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from muster.accounts.permissions import Permission
from muster.accounts.roles import Role, role


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
