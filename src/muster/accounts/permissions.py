"""What a person may be allowed to do. Nothing else decides it.

The short value is what is stored and written in an address; the sentence is what people
read. Changing this file needs an information governance reviewer (CONTRIBUTING.md).
"""

from enum import StrEnum


class Permission(StrEnum):
    sentence: str

    SEE_FIGURES = "see-figures", "See figures of attendance"
    SEE_CHILDREN = (
        "see-children",
        "See named children, their marks and their enrolments",
    )
    SEE_SENSITIVE = (
        "see-sensitive",
        "See what is most sensitive about those children: health, ethnicity, special needs, care",
    )
    BREAK_GLASS = (
        "break-glass",
        "Open one child’s record beyond their reach, for an hour, saying why",
    )
    KEEP_REGISTERS = (
        "keep-registers",
        "Keep registers of the children they see, and work the week’s lists",
    )
    ISSUE_NOTICES = (
        "issue-notices",
        "Issue and withdraw penalty notices, and prosecute",
    )
    KEEP_LETTERS = (
        "keep-letters",
        "Give the authority’s own templates of letters, and say what letters say of it",
    )
    SEND_RETURNS = (
        "send-returns",
        "Send the returns their school owes the authority, and read what was answered",
    )
    HOLD_SUPPORT_MEETINGS = (
        "hold-support",
        "Hold support meetings with schools, share papers, answer what is said to be wrong",
    )
    READ_SHELF = (
        "read-shelf",
        "Read what the authority shares with their school, and say which figure is wrong",
    )
    LOAD_FILES = "load-files", "Load attendance files, and take a load back"
    MAKE_PAPERS = "make-papers", "Make data packs and other papers"
    WRITE_COMMENTARY = (
        "write-commentary",
        "Write the commentary of a data pack, and clear what others wrote",
    )
    SIGN_OFF = "sign-off", "Sign data packs off"
    READ_PAPERS = "read-papers", "Read the papers that have been made"
    READ_PROGRAMME = (
        "read-programme",
        "Read plans, groups, meetings and boards, and update the actions they own",
    )
    KEEP_PLANS = (
        "keep-plans",
        "Change plans: actions, owners, deadlines, statuses and closures",
    )
    HOLD_MEETINGS = (
        "hold-meetings",
        "Keep groups and hold their meetings: agendas, minutes and decisions",
    )
    KEEP_BOARDS = (
        "keep-boards",
        "Keep boards, their dates, what is reported to them and what they recommend",
    )
    SET_UP = (
        "set-up",
        "Set up the authority: its name, look, term dates and the parts in use",
    )
    KEEP_PEOPLE = (
        "keep-people",
        "Make accounts for people, give them posts, and close them",
    )
    READ_TRAIL = "read-trail", "Read the trail of who did what"
    PROTECT_DATA = (
        "protect-data",
        "Answer for data protection: access requests, erasure, retention, incidents",
    )
    USE_API = "use-api", "Fetch figures by program, with a token"

    def __new__(cls, value: str, sentence: str) -> "Permission":
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member
