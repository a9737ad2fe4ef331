"""The store these pages stand on. `sources` keeps its books and stands above this folder,
so it says at start-up how to come by it (sources/apps.py)."""

from collections.abc import Callable

from muster.tables.state import State


_provided: list[Callable[[], State]] = []


def provide(state: Callable[[], State]) -> None:
    """Says where the state in force comes from."""
    _provided[:] = [state]


def state() -> State:
    """The store at the version in force."""
    return _provided[0]()
