"""The store that organisations and caseloads name schools and children of. `sources` keeps
its books and stands above this folder, so it says at start-up how to come by it."""

from collections.abc import Callable

from muster.tables.state import State


_provided: list[Callable[[], State]] = []


def provide(state: Callable[[], State]) -> None:
    """Says where the state in force comes from."""
    _provided[:] = [state]


def state() -> State:
    """The store at the version in force."""
    return _provided[0]()
