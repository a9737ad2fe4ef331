"""Services: programs that have an account, a post and tokens, and never sign in."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from muster.accounts import people, posts
from muster.accounts.models import Organisation, Post, User
from muster.accounts.posts import Refused
from muster.accounts.roles import SERVICE


@transaction.atomic
def add(*, name: str, organisation: Organisation | None, by: str) -> User:
    """A service of an organisation, or of the authority itself. Raises Refused when there
    is one of that name."""
    username = f"service-{slugify(name)}"
    if username == "service-":
        raise Refused("Give it a name with letters in it.")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"There is a service called {name} already. Choose another name.")
    service = people.add(username=username[:150], name=name, by=by)
    posts.give(person=service, role_key=SERVICE, organisation=organisation, by=by)
    return service


def every() -> QuerySet[User]:
    held = Post.objects.filter(role_key=SERVICE).values("person")
    found = User.objects.filter(pk__in=held).order_by("-is_active", "name")
    return found.prefetch_related("posts__organisation", "tokens")
