"""Whose figures a page shows, in words: for whoever doesn’t reach them all."""

from muster.explore.looking import Look
from muster.measures import Reach
from muster.measures.members import school_names
from muster.measures.titles import title_of


NAMED = 3


def within(look: Look) -> str:
    """“Ash Primary and Elm Primary”, “Pupils looked after”; nothing where it is everybody."""
    if look.scope.is_all:
        return ""
    said = [_said(reach, look) for reach in look.scope.reaches]
    return "; ".join(said) or "Nobody: no school or pupil is within your reach"


def _said(reach: Reach, look: Look) -> str:
    whom = _pupils(reach)
    if reach.schools is None:
        return whom or "Every pupil"
    names = school_names(look.state)
    schools = sorted(names[one] for one in reach.schools if one in names)
    many = f"{len(schools)} schools" if len(schools) > NAMED else " and ".join(schools)
    many = many or "No school"
    return f"{whom} at {many}" if whom else many


def _pupils(reach: Reach) -> str:
    if reach.group:
        said = title_of(*reach.group)
        return f"Pupils {said[:1].lower()}{said[1:]}"
    if reach.home:
        return "Pupils who live in the authority"
    if reach.children is not None:
        one = len(reach.children) == 1
        return f"{len(reach.children)} {'child' if one else 'children'}"
    return ""
