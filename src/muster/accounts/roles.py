"""Who does what, as short paragraphs that can be read aloud.

A person holds posts; each post has a role, at an organisation, from one day to another.
What a role lets its holder do is either of everything, or within the reach of the post.
Changing this file needs an information governance reviewer (CONTRIBUTING.md).
"""

from dataclasses import dataclass
from enum import StrEnum

from muster.accounts.permissions import Permission as P


class At(StrEnum):
    """The kinds of organisation a post can be at. A post at none is the authority’s own."""

    AUTHORITY = "authority"
    TEAM = "team"
    SCHOOL = "school"
    TRUST = "trust"
    PARTNER = "partner"


class Within(StrEnum):
    """What a post reaches. The text finishes the sentence “for …”."""

    text: str

    EVERYTHING = "everything", "every school and child"
    ORGANISATION = "organisation", "the schools of the organisation it is at"
    PATCH = "patch", "the schools named on the post"
    LOOKED_AFTER = "looked-after", "children who are looked after, at any school"
    YOUTH_JUSTICE = "youth-justice", "children known to youth justice, at any school"
    HOME = "home", "children who live in the authority, at any school"
    CASELOAD = "caseload", "the children named on the post, one by one"

    def __new__(cls, value: str, text: str) -> "Within":
        member = str.__new__(cls, value)
        member._value_ = value
        member.text = text
        return member


# What has a reach. Of the rest a person may do all or nothing.
REACHING = frozenset(
    {
        P.SEE_FIGURES,
        P.SEE_CHILDREN,
        P.SEE_SENSITIVE,
        P.USE_API,
        P.SEND_RETURNS,
        P.HOLD_SUPPORT_MEETINGS,
        P.READ_SHELF,
    }
)
OURS = frozenset({At.AUTHORITY, At.TEAM})


@dataclass(frozen=True)
class Role:
    """A role's key is stored with the post; the rest is read from here each time.

    ``everywhere`` are permissions that reach everything; ``permissions`` those that reach
    what ``within`` says. ``at`` are the organisations its posts can be at.
    """

    key: str
    title: str
    paragraph: str
    permissions: frozenset[P]
    within: Within = Within.EVERYTHING
    everywhere: frozenset[P] = frozenset()
    at: frozenset[At] = OURS

    @property
    def every(self) -> frozenset[P]:
        return self.permissions | self.everywhere

    @property
    def needs_no_more(self) -> bool:
        """Whether a post of it at the authority needs nothing said but who holds it."""
        needs_more = {Within.PATCH, Within.CASELOAD}
        return At.AUTHORITY in self.at and self.within not in needs_more

    def reach_of(self, permission: P) -> Within | None:
        """What it reaches with a permission; None where it hasn't the permission."""
        if permission in self.everywhere:
            return Within.EVERYTHING
        return self.within if permission in self.permissions else None


SERVICE = "service"
CHILDREN = frozenset({P.SEE_FIGURES, P.SEE_CHILDREN, P.SEE_SENSITIVE})
# What whoever prepares and holds meetings does; none of it shows a child.
PROGRAMME = frozenset({P.READ_PROGRAMME, P.KEEP_PLANS, P.HOLD_MEETINGS, P.KEEP_BOARDS})

ROLES: tuple[Role, ...] = (
    Role(
        "attendance-lead",
        "Attendance lead",
        "Chairs the working group and keeps its plans. Looks at every figure and child, keeps"
        " registers, letters and penalty notices, meets schools, reads the papers, writes and"
        " clears what they say, and signs packs off. Loads nothing.",
        CHILDREN
        | PROGRAMME
        | {
            P.KEEP_REGISTERS,
            P.KEEP_LETTERS,
            P.ISSUE_NOTICES,
            P.HOLD_SUPPORT_MEETINGS,
            P.READ_PAPERS,
            P.WRITE_COMMENTARY,
            P.SIGN_OFF,
        },
    ),
    Role(
        "data-officer",
        "Data officer",
        "Sets up the authority, loads the files schools and systems send, looks at every"
        " figure and child, makes the data pack and writes what it says.",
        CHILDREN
        | {
            P.LOAD_FILES,
            P.MAKE_PAPERS,
            P.WRITE_COMMENTARY,
            P.READ_PAPERS,
            P.READ_PROGRAMME,
            P.SET_UP,
        },
    ),
    Role(
        "programme-officer",
        "Programme officer",
        "Keeps plans, prepares the working group’s meetings and writes its minutes, and sees"
        " to it that every board has its papers. Sees every figure; never a child’s name.",
        PROGRAMME | {P.SEE_FIGURES, P.READ_PAPERS},
    ),
    Role(
        "democratic-services",
        "Democratic services",
        "Keeps the dates of boards and committees, what they recommend and how it is"
        " answered. Sees no figure but those in papers, and never a child’s name.",
        frozenset({P.READ_PROGRAMME, P.HOLD_MEETINGS, P.KEEP_BOARDS, P.READ_PAPERS}),
    ),
    Role(
        "register-officer",
        "Register officer",
        "Keeps a register of children: missing education, home educated, excluded, in a PRU,"
        " or not in work or learning. Sees children who live in the authority, and every"
        " figure.",
        frozenset({P.SEE_CHILDREN, P.SEE_SENSITIVE}),
        within=Within.HOME,
        everywhere=frozenset(
            {
                P.SEE_FIGURES,
                P.KEEP_REGISTERS,
                P.READ_PAPERS,
                P.READ_PROGRAMME,
                P.BREAK_GLASS,
            }
        ),
    ),
    Role(
        "attendance-officer",
        "Attendance officer",
        "Works with a patch of schools: sees their figures and their children, keeps registers"
        " and works the week’s lists of them, those of illness too, and meets each school"
        " every term.",
        CHILDREN | {P.HOLD_SUPPORT_MEETINGS},
        within=Within.PATCH,
        everywhere=frozenset(
            {P.KEEP_REGISTERS, P.READ_PAPERS, P.READ_PROGRAMME, P.BREAK_GLASS}
        ),
    ),
    Role(
        "legal-officer",
        "Legal officer",
        "Prepares and issues notices, and prosecutes: sees children, their marks and their"
        " cases, but nothing of ethnicity or care, and of their health no more than a mark"
        " says: no list and no return of illness. Gives letters their templates.",
        frozenset(
            {
                P.SEE_FIGURES,
                P.SEE_CHILDREN,
                P.KEEP_REGISTERS,
                P.ISSUE_NOTICES,
                P.KEEP_LETTERS,
                P.READ_PAPERS,
                P.READ_PROGRAMME,
            }
        ),
    ),
    Role(
        "finance-officer",
        "Finance officer",
        "Sees every figure and reads the papers. Never sees a child’s name.",
        frozenset({P.SEE_FIGURES, P.READ_PAPERS, P.READ_PROGRAMME}),
    ),
    Role(
        "virtual-school",
        "Virtual school",
        "Answers for looked after children, wherever they go to school.",
        CHILDREN,
        within=Within.LOOKED_AFTER,
        everywhere=frozenset({P.READ_PAPERS, P.READ_PROGRAMME}),
    ),
    # Data about crime has a role of its own (rules.md 11.4: UK GDPR Article 10).
    Role(
        "youth-justice",
        "Youth justice officer",
        "Works in the youth justice team: sees the children on its list from the first day it"
        " has them to the last, wherever they go to school, and nobody else.",
        CHILDREN,
        within=Within.YOUTH_JUSTICE,
        everywhere=frozenset({P.READ_PAPERS, P.READ_PROGRAMME}),
        at=frozenset({At.AUTHORITY, At.TEAM, At.PARTNER}),
    ),
    Role(
        "social-worker",
        "Social worker",
        "Sees the children of their own cases, and no other.",
        frozenset({P.SEE_CHILDREN, P.SEE_SENSITIVE}),
        within=Within.CASELOAD,
        everywhere=frozenset({P.BREAK_GLASS}),
        at=frozenset({At.AUTHORITY, At.TEAM, At.PARTNER}),
    ),
    Role(
        "network-lead",
        "Network and training lead",
        "Brings schools together and trains their staff: sees every figure and reads the"
        " papers. Never sees a child’s name.",
        frozenset({P.SEE_FIGURES, P.READ_PAPERS, P.READ_PROGRAMME}),
    ),
    Role(
        "school-leader",
        "School leader",
        "Leads a school: sees its figures and its children, and no other school’s, sends the"
        " returns it owes the authority, reads what is shared with it and says what is wrong.",
        CHILDREN | {P.SEND_RETURNS, P.READ_SHELF},
        within=Within.ORGANISATION,
        at=frozenset({At.SCHOOL}),
    ),
    Role(
        "school-attendance-lead",
        "School attendance lead",
        "Champions attendance in a school: sees its figures and its children, but nothing of"
        " ethnicity or care, and of health only the illness in the school’s own register; sends the returns it owes the authority, and reads"
        " what is shared with it.",
        frozenset({P.SEE_FIGURES, P.SEE_CHILDREN, P.SEND_RETURNS, P.READ_SHELF}),
        within=Within.ORGANISATION,
        at=frozenset({At.SCHOOL}),
    ),
    Role(
        "trust",
        "Trust",
        "Answers for a trust’s schools: sees their figures. Never sees a child’s name.",
        frozenset({P.SEE_FIGURES}),
        within=Within.ORGANISATION,
        at=frozenset({At.TRUST}),
    ),
    Role(
        "board",
        "Board or committee member",
        "Reads the papers signed off for the board, and nothing behind them. Never sees a"
        " child’s name.",
        frozenset({P.READ_PAPERS}),
        at=frozenset({At.AUTHORITY, At.PARTNER}),
    ),
    Role(
        "auditor",
        "Auditor",
        "Reads the trail of who did what, and never the children it is about.",
        frozenset({P.READ_TRAIL}),
        at=frozenset({At.AUTHORITY, At.TEAM, At.PARTNER}),
    ),
    Role(
        "data-protection",
        "Data protection officer",
        "Answers people about what is held on them, corrects and erases it, keeps the"
        " registers of agreements and incidents, and reads the trail.",
        frozenset({P.PROTECT_DATA, P.READ_TRAIL}),
    ),
    Role(
        "administrator",
        "Administrator",
        "Makes accounts, gives posts and closes them. Sees people, never children.",
        frozenset({P.KEEP_PEOPLE}),
    ),
    Role(
        SERVICE,
        "Service",
        "A program, not a person: fetches figures with a token, of the organisation it"
        " works for.",
        frozenset({P.USE_API}),
        within=Within.ORGANISATION,
        at=frozenset({At.AUTHORITY, At.TEAM, At.SCHOOL, At.TRUST}),
    ),
)


def role(key: str) -> Role | None:
    """The role with this key. None for a key no longer in use: it allows nothing."""
    return next((role for role in ROLES if role.key == key), None)
