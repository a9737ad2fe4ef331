"""What a person may be allowed to do. Nothing else decides it.

The short value is what is stored and written in an address; the sentence is what people
read. Changing this file needs an information governance reviewer (CONTRIBUTING.md).
"""

from enum import StrEnum


class Permission(StrEnum):
    sentence: str

    SEE_CHILDREN = "see-children", "See named children"
    PROTECT_DATA = (
        "protect-data",
        (
            "Answer for data protection: access requests, corrections, erasure,"
            " retention, incidents"
        ),
    )
    SEE_FIGURES = "see-figures", "See figures for the authority and its schools"
    KEEP_PEOPLE = "keep-people", "Make accounts for people, and close them"
    LOAD_FILES = "load-files", "Load attendance files, and take a load back"
    MAKE_PAPERS = "make-papers", "Make data packs and other papers"
    WRITE_COMMENTARY = (
        "write-commentary",
        "Write the commentary of a data pack, and clear what others wrote",
    )
    SIGN_OFF = "sign-off", "Sign data packs off"
    READ_PAPERS = "read-papers", "Read the papers that have been made"
    SET_UP = (
        "set-up",
        "Set up the authority: its name, look, term dates and the parts in use",
    )

    def __new__(cls, value: str, sentence: str) -> "Permission":
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member
