"""The two ways to the pages a return is sent from: a school's own, and the authority's,
for a school that telephones. The pages are the same; who is let in and where they lead
differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from muster.accounts.pages import View, requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.measures.members import school_names
from muster.registers import health
from muster.registers.child import Child, Children
from muster.registers.returns.kinds import Kind, kinds
from muster.registers.returns.sent import How, Return, schools_of
from muster.school_year import clock


@dataclass(frozen=True)
class Door:
    """``app`` is the namespace its pages stand in, ``form`` and ``file`` how what is sent
    through it came, ``home`` the page it leads back to."""

    app: str
    permission: Permission
    form: How
    file: How
    home: Callable[[int], str]

    def page(self, view: Callable[..., Any], *, does: str = "", to: str = "") -> View:
        """A view of this door, declared for those it is for."""

        def through(request: HttpRequest, **at: Any) -> Any:
            return view(request, self, **at)

        through.__name__ = view.__name__
        return requires(self.permission, does=does, to=to)(through)

    def schools(self, user: Any) -> dict[int, str]:
        """The schools somebody may send for, by number."""
        if self.permission is Permission.SEND_RETURNS:
            names = school_names(state())
            return {one: names.get(one, "") for one in schools_of(user, state())}
        return dict(Children.visible_to(user, state()).schools())

    def kind(self, user: Any, name: str) -> Kind:
        """A kind of return as it is today. Raises Http404 for none, and for one that is
        not for them (:mod:`health`)."""
        held = health.opened(user, kinds(clock.today()))
        if name not in held:
            raise Http404
        return held[name]

    def school(self, user: Any, number: int) -> str:
        """The name of a school they may send for. Raises Http404 for another."""
        held = self.schools(user)
        if number not in held:
            raise Http404
        return held[number]

    def child(self, user: Any, school: int, number: int) -> Child:
        """A child of that school whom they see. Raises Http404 for another."""
        seen = Children.visible_to(user, state()).get(number, clock.today())
        if seen is None or all(place.school != school for place in seen.places):
            raise Http404
        return seen

    def sent(self, user: Any, school: int, pk: int) -> Return:
        """A return of that school which they may see. Raises Http404 for another."""
        self.school(user, school)
        seen = Return.objects.visible_to(user, state()).filter(school=school, pk=pk)
        if (one := seen.select_related("replaces").first()) is None:
            raise Http404
        return one

    def to(self, name: str, *at: Any) -> str:
        return reverse(f"{self.app}:{name}", args=at)


SCHOOL = Door(
    "my_school",
    Permission.SEND_RETURNS,
    How.FORM,
    How.FILE,
    lambda school: reverse("my_school:returns", args=[school]),
)
AUTHORITY = Door(
    "registers",
    Permission.KEEP_REGISTERS,
    How.TELEPHONE,
    How.TELEPHONE,
    lambda school: f"{reverse('registers:returns')}?school={school}",
)
