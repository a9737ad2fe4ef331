"""Who does what, as short paragraphs that can be read aloud.

Changing this file needs an information governance reviewer (CONTRIBUTING.md).
"""

from dataclasses import dataclass

from muster.accounts.permissions import Permission as P


@dataclass(frozen=True)
class Role:
    """A role's key is stored with the person; the rest is read from here each time."""

    key: str
    title: str
    paragraph: str
    permissions: frozenset[P]


ROLES: tuple[Role, ...] = (
    Role(
        "officer",
        "Attendance officer",
        "Sets up the authority and its people, loads the files schools and systems send,"
        " looks at every figure, makes the data pack and writes what it says.",
        frozenset(
            {
                P.SEE_FIGURES,
                P.KEEP_PEOPLE,
                P.LOAD_FILES,
                P.MAKE_PAPERS,
                P.WRITE_COMMENTARY,
                P.READ_PAPERS,
                P.SET_UP,
                P.READ_TRAIL,
            }
        ),
    ),
    Role(
        "leader",
        "Senior leader",
        "Looks at every figure, reads the papers, writes and clears what they say, and"
        " signs packs off. Loads nothing.",
        frozenset({P.SEE_FIGURES, P.READ_PAPERS, P.WRITE_COMMENTARY, P.SIGN_OFF}),
    ),
    Role(
        "board",
        "Board member",
        "Reads the papers made for the board, and nothing behind them.",
        frozenset({P.READ_PAPERS}),
    ),
)


def role(key: str) -> Role | None:
    """The role with this key. None for a key no longer in use: it allows nothing."""
    return next((role for role in ROLES if role.key == key), None)
