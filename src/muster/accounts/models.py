from datetime import date, datetime, timedelta
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from muster.accounts.history import History
from muster.accounts.parts import PARTS, Part, part_of
from muster.accounts.permissions import Permission
from muster.accounts.roles import OURS, SERVICE, At, Role, Within, role
from muster.accounts.trail import Entry, Seal
from muster.school_year import clock


__all__ = [
    "Authority",
    "Case",
    "Entry",
    "Organisation",
    "Post",
    "Seal",
    "User",
    "known_as",
]


class User(AbstractBaseUser):
    """A person who signs in. Made by a colleague or a command, never by themselves.

    ``aliases`` are what papers call them: initials, a surname with a letter before it.
    """

    username = models.CharField(
        max_length=150,
        unique=True,
        error_messages={"unique": "Somebody has that username already."},
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    aliases = models.JSONField("also written as", default=list, blank=True)
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

    @cached_property
    def posts_held(self) -> list["Post"]:
        """The posts held today, of an open account; looked up once a request."""
        if not self.is_active or self.pk is None:
            return []
        today = clock.today()
        # Who has left by now may not be closed until the next minute's work.
        posts = self.posts.held(today).exclude(person__leaving__last_on__lt=today)
        return list(posts.select_related("organisation"))

    @property
    def is_service(self) -> bool:
        """Whether it is a program, which has tokens and never signs in."""
        if self.pk is None:
            return False
        return any(post.role_key == SERVICE for post in self.posts.all())

    @property
    def has_new_address(self) -> bool:
        """Whether their email address was another a day ago: nothing that lets anybody in
        is sent to it yet, so that who it was taken from has a day to say so."""
        before = self.history.filter(
            history_date__lte=timezone.now() - timedelta(days=1)
        )
        was = before.order_by("-history_date", "-history_id").first()
        return was is not None and was.email != self.email

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(post.permissions for post in self.posts_held))

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    def can_everywhere(self, permission: Permission) -> bool:
        """Whether with this permission they reach every school and child."""
        return any(post.reaches_everything(permission) for post in self.posts_held)

    @property
    def post_titles(self) -> str:
        """What they are, for people to read: “Data officer, Administrator”."""
        return ", ".join(post.called for post in self.posts_held)


def known_as(user: User) -> str:
    """What allauth calls a person in its messages."""
    return str(user)


class Organisation(models.Model):
    """A team of the authority, a school, a trust or a partner: what a post can be at.

    A school is the store’s, by its number there; a trust is known by its name.
    """

    kind = models.CharField(max_length=10, choices=[(at.value, at.value) for at in At])
    name = models.CharField(max_length=200)
    school = models.IntegerField("school, in the store", null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "kind",
                Lower("name"),
                name="one_organisation_a_name",
                condition=models.Q(school=None),
                violation_error_message="There is one of that kind and name already.",
            ),
            models.UniqueConstraint(
                "school",
                name="one_organisation_a_school",
                violation_error_message="That school is there already.",
            ),
            models.CheckConstraint(
                name="a_school_is_the_stores",
                condition=models.Q(kind=At.SCHOOL.value, school__isnull=False)
                | (~models.Q(kind=At.SCHOOL.value) & models.Q(school=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Posts(models.QuerySet):
    def held(self, on: date) -> "Posts":
        """Those held on a day: the first and the last count."""
        stands = models.Q(to_on=None) | models.Q(to_on__gte=on)
        return self.filter(stands, from_on__lte=on).order_by("from_on", "pk")

    def current_or_coming(self, on: date) -> "Posts":
        """Those not over on a day."""
        stands = models.Q(to_on=None) | models.Q(to_on__gte=on)
        return self.filter(stands).order_by("from_on", "pk")


class Post(models.Model):
    """What somebody is, where, and from when to when. Without an organisation, it is the
    authority’s own. ``schools`` is a patch: numbers of the store."""

    person = models.ForeignKey(User, models.CASCADE, related_name="posts")
    role_key = models.CharField("role", max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="posts"
    )
    title = models.CharField(max_length=200, blank=True)
    schools = models.JSONField("its patch of schools", default=list, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=150, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = Posts.as_manager()
    history = History()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_post_ends_after_it_starts",
                condition=models.Q(to_on=None)
                | models.Q(to_on__gte=models.F("from_on")),
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def role(self) -> Role | None:
        return role(self.role_key)

    @property
    def permissions(self) -> frozenset[Permission]:
        return self.role.every if self.role else frozenset()

    def reaches_everything(self, permission: Permission) -> bool:
        within = self.role.reach_of(permission) if self.role else None
        if within is Within.ORGANISATION:
            return self.organisation is None or self.organisation.kind in OURS
        return within is Within.EVERYTHING

    @property
    def name(self) -> str:
        """“School leader”, or what it is called there."""
        return self.title or (self.role.title if self.role else self.role_key)

    @property
    def called(self) -> str:
        """“School leader, Elm Primary School”."""
        return f"{self.name}, {self.organisation}" if self.organisation else self.name

    def is_held(self, on: date) -> bool:
        """Whether it is held on a day: the first and the last count."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


class Case(models.Model):
    """A child on a post’s caseload, by the store’s number."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="cases")
    child = models.IntegerField()
    added_by = models.CharField(max_length=150, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("post", "child", name="a_child_once_a_caseload")
        ]


class Invitation(models.Model):
    """A link by which somebody chooses their own password, once, within a week.

    Only a digest of the link is kept: a copy of the database opens no account.
    """

    LASTS = timedelta(days=7)

    person = models.OneToOneField(User, models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    sent_by = models.CharField(max_length=150, blank=True)
    sent_at = models.DateTimeField()

    @property
    def ends_at(self) -> datetime:
        return self.sent_at + self.LASTS

    @property
    def is_good(self) -> bool:
        return timezone.now() < self.ends_at and self.person.is_active


class Leaving(models.Model):
    """The last day of somebody who is to leave, and the colleague who takes on what is
    theirs then."""

    person = models.OneToOneField(User, models.CASCADE, related_name="leaving")
    last_on = models.DateField()
    colleague = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_by = models.CharField(max_length=150, blank=True)
    said_at = models.DateTimeField()


class Authority(models.Model):
    """The authority whose home this is: one row. What was never said is blank.

    Logo and template are kept here as bytes, so that a back-up takes them.
    """

    name = models.CharField(max_length=200, blank=True)
    la_code = models.CharField("DfE number", max_length=3, blank=True)
    address = models.TextField("address of letters", blank=True, default="")
    phone = models.CharField(
        "telephone of letters", max_length=40, blank=True, default=""
    )
    email = models.EmailField("email of letters", blank=True, default="")
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
