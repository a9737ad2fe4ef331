"""Posts: giving one, ending one, and why one is refused."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.models import Case, Organisation, Post, User
from muster.accounts.permissions import Permission
from muster.accounts.roles import ROLES, SERVICE, At, Within
from muster.design.filters import day
from muster.school_year import clock


KEEPERS = [one.key for one in ROLES if Permission.KEEP_PEOPLE in one.every]


class Refused(Exception):
    """The message is a sentence for whoever asked."""


@transaction.atomic
def give(
    *,
    person: User,
    role_key: str,
    by: str,
    organisation: Organisation | None = None,
    title: str = "",
    schools: Iterable[int] = (),
    from_on: date | None = None,
    to_on: date | None = None,
) -> Post:
    """A post for somebody, from today unless told otherwise.

    Raises Refused when the role is unknown, can't be at such an organisation, or needs
    schools that weren't named; and for one's own: a colleague gives a post.
    """
    post = Post(
        person=person,
        role_key=role_key,
        organisation=organisation,
        title=title,
        schools=sorted(set(schools)),
        from_on=from_on or clock.today(),
        to_on=to_on,
        made_by=by,
        made_at=timezone.now(),
    )
    if why := refusal(post, by):
        raise Refused(why)
    try:
        post.full_clean()
    except ValidationError as refused:
        raise Refused(" ".join(refused.messages)) from refused
    post.save()
    _forget(person)
    audit.record(did="post.given", by=by, to=f"person:{person.pk}", after=_said(post))
    return post


def refusal(post: Post, by: str) -> str:
    """Why a post can't be given, in a sentence; nothing when it can."""
    if post.role is None:
        keys = ", ".join(known.key for known in ROLES)
        return f"There is no role “{post.role_key}”. The roles are: {keys}."
    if _is_own(post, by):
        return "You can’t give yourself a post. Ask a colleague to."
    if not post.person.is_active:
        return f"The account of {post.person} is closed. Open it again first."
    if why := _mixes_people_and_programs(post):
        return why
    at = At(post.organisation.kind) if post.organisation else At.AUTHORITY
    if at not in post.role.at:
        allowed = " or ".join(f"a {one.value}" for one in At if one in post.role.at)
        return f"{post.role.title} is a post at {allowed.replace('a a', 'an a')}."
    closed_on = post.organisation.closed_on if post.organisation else None
    if closed_on and not (post.to_on and post.to_on <= closed_on):
        return f"{post.organisation} closed on {day(closed_on)}. Choose another."
    if post.role.within is Within.PATCH and not post.schools:
        return (
            f"Name the schools of the patch: {post.role.title.lower()} sees no others."
        )
    if post.role.within is not Within.PATCH and post.schools:
        return f"{post.role.title} has no patch: leave the schools out."
    return ""


def _mixes_people_and_programs(post: Post) -> str:
    """A service never signs in, so it is nobody's account and nobody's is one."""
    person = post.person
    if person.is_service and post.role_key != SERVICE:
        return f"{person} is a service, and has no other post."
    if person.is_service or post.role_key != SERVICE:
        return ""
    has_posts = person.pk is not None and person.posts.exists()
    if person.has_usable_password() or person.email or has_posts:
        return f"{person} is a person. Add the program under Services."
    return ""


@transaction.atomic
def change(
    *,
    post: Post,
    by: str,
    title: str | None = None,
    schools: Iterable[int] | None = None,
    to_on: date | None = None,
) -> bool:
    """What a post is called, its patch, or its last day; None leaves each as it is. What
    it is and where doesn't change: that is another post. Gives whether anything was
    another. Raises Refused."""
    is_ended = to_on is not None and to_on != post.to_on
    if to_on is not None and is_ended:
        end(post=post, on=to_on, by=by)
    before = _said(post) | {"title": post.title}
    if title is not None:
        post.title = title
    if schools is not None:
        post.schools = sorted(set(schools))
    if (after := _said(post) | {"title": post.title}) == before:
        return is_ended
    if _is_own(post, by):
        raise Refused("You can’t change a post of your own. Ask a colleague to.")
    if why := refusal(post, by):
        raise Refused(why)
    post.save(update_fields=["title", "schools"])
    _forget(post.person)
    audit.record(
        did="post.changed",
        by=by,
        to=f"person:{post.person_id}",
        before=before,
        after=after,
    )
    return True


@transaction.atomic
def end(*, post: Post, on: date, by: str) -> None:
    """The last day of a post. Raises Refused for a day before its first, for one's own
    post, and where nobody would be left who keeps people."""
    if on < post.from_on:
        raise Refused("The last day is before the first.")
    if _is_own(post, by):
        raise Refused("You can’t end a post of your own. Ask a colleague to.")
    _must_leave_a_keeper(post, on + timedelta(days=1))
    post.to_on = on
    post.save(update_fields=["to_on"])
    _forget(post.person)
    audit.record(
        did="post.ended", by=by, to=f"person:{post.person_id}", after=_said(post)
    )


@transaction.atomic
def take_away(*, post: Post, by: str) -> None:
    """A post gone at once, where its last day would be too late. Its history stays."""
    person = post.person
    audit.record(did="post.ended", by=by, to=f"person:{person.pk}", after=_said(post))
    post.delete()
    _forget(person)


@transaction.atomic
def take_back(*, post: Post, by: str) -> None:
    """A post that hasn't begun, as if it had never been given. Raises Refused."""
    if post.from_on <= clock.today():
        raise Refused("The post has begun. End it instead.")
    if _is_own(post, by):
        raise Refused("You can’t take back a post of your own. Ask a colleague to.")
    audit.record(
        did="post.taken-back", by=by, to=f"person:{post.person_id}", before=_said(post)
    )
    post.delete()


def one_at_a_time() -> None:
    """Until this transaction ends nobody else ends a post that keeps people: of the last
    two, each could be let go because of the other."""
    keeping = Post.objects.filter(role_key__in=KEEPERS)
    list(keeping.select_for_update().values_list("pk"))


def are_kept(on: date, *, without: User) -> bool:
    """Whether anybody else with an open account keeps people on a day."""
    others = Post.objects.held(on).exclude(person=without)
    return (
        others.filter(role_key__in=KEEPERS, person__is_active=True)
        .exclude(person__leaving__last_on__lt=on)
        .exists()
    )


def _must_leave_a_keeper(post: Post, on: date) -> None:
    if post.role_key not in KEEPERS or not post.person.is_active:
        return
    one_at_a_time()
    held = post.person.posts.held(on).filter(role_key__in=KEEPERS).exclude(pk=post.pk)
    if not held.exists() and not are_kept(on, without=post.person):
        raise Refused(
            f"Nobody else keeps people on {day(on)}. Give a colleague the post of"
            " administrator first."
        )


@transaction.atomic
def take_on(*, post: Post, child: int, by: str) -> Case:
    """A child onto a caseload. Raises Refused where the role has none."""
    if post.role is None or post.role.within is not Within.CASELOAD:
        raise Refused(f"{post} has no caseload.")
    case, is_new = Case.objects.get_or_create(
        post=post, child=child, defaults={"added_by": by}
    )
    if is_new:
        audit.record(did="case.taken-on", by=by, child=child, to=f"post:{post.pk}")
    return case


@transaction.atomic
def hand_back(*, case: Case, by: str) -> None:
    """A child off a caseload: out of sight from this moment."""
    audit.record(
        did="case.handed-back", by=by, child=case.child, to=f"post:{case.post_id}"
    )
    case.delete()


def _is_own(post: Post, by: str) -> bool:
    return bool(by) and post.person.username.casefold() == by.casefold()


def _said(post: Post) -> dict[str, Any]:
    """A post as the trail keeps it."""
    said = {
        "role": post.role_key,
        "at": str(post.organisation or ""),
        "schools": post.schools,
        "from": post.from_on,
        "to": post.to_on,
    }
    return {name: value for name, value in said.items() if value}


def _forget(person: User) -> None:
    """What is known of a person’s posts is looked up once a request."""
    person.__dict__.pop("posts_held", None)
