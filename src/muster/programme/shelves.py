"""Who may open the papers the programme issues: of plans, meetings, boards, strategies."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.documents.models import Issued
from muster.documents.shelves import NONE, Shelf
from muster.programme.groups.group import Sitting
from muster.programme.meetings.allowed import may_read_exempt
from muster.programme.meetings.item import Published
from muster.programme.meetings.printing import MEMBERS, PUBLIC
from muster.programme.plans import issuing
from muster.programme.reporting import paper as board
from muster.programme.strategies import printing as strategies
from muster.school_year.clock import today


def _readers(user: User) -> Q:
    return Q() if user.can(Permission.READ_PROGRAMME) else NONE


def _opens_board(user: User) -> Q:
    """What is exempt is for whoever keeps boards, as on the paper’s own page."""
    exempt = Q() if user.can(Permission.KEEP_BOARDS) else ~Q(audience=board.EXEMPT)
    return _readers(user) & exempt


def _opens_meetings(user: User) -> Q:
    """What went out in public, workplans, and of their own groups what is exempt."""
    if user.can(Permission.HOLD_MEETINGS):
        return _readers(user)
    anyones = Q(audience=PUBLIC) | Q(published__meeting=None)
    return _readers(user) & (anyones | Q(published__in=_of_own_groups(user)))


def _of_own_groups(user: User) -> list[int]:
    sits = Sitting.objects.filter(contact__user=user).values("group")
    theirs = Published.objects.filter(group__in=sits).exclude(meeting=None)
    return [
        one.pk
        for one in theirs.select_related("group", "meeting")
        if one.meeting and may_read_exempt(user, one.meeting, today())
    ]


# Where each is: a paper’s name begins with what it is of.


def _plan(paper: Issued) -> str:
    page = reverse("programme:issued", args=[_number(paper)])
    return f"{page}#paper-{paper.pk}"


def _published(paper: Issued) -> str:
    return reverse("programme:published_paper", args=[paper.published.pk, "pdf"])


def _board(paper: Issued) -> str:
    return reverse("programme:board_paper", args=[_number(paper)])


def _strategy(paper: Issued) -> str:
    return reverse("programme:strategy", args=[_number(paper)])


def _number(paper: Issued) -> int:
    return int(paper.stem.split("-")[1])


SHELVES = (
    Shelf("Plan", (issuing.AUDIENCE,), _readers, _plan),
    Shelf(
        "Paper of a meeting",
        (MEMBERS, PUBLIC),
        _opens_meetings,
        _published,
        ("published",),
    ),
    Shelf("Paper to a board", (board.OPEN, board.EXEMPT), _opens_board, _board),
    Shelf("Strategy", (strategies.AUDIENCE,), _readers, _strategy),
)
