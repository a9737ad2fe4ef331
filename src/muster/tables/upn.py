"""Unique pupil numbers: 13 characters, the first of which checks the rest.

A UPN is a blind identifier, so no sentence here repeats one. Source: rules.md 8.4.
"""

import re


# Twenty-three letters: I, O and S would be taken for figures.
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"

# Three figures of authority, four of school, two of year, then three of serial, or two
# and a letter while the UPN is temporary.
BODY = re.compile(rf"\d{{11}}[\d{LETTERS}]", re.ASCII)
# In a text: a letter, eleven figures and another of either, spaced or not.
LIKE_A_UPN = re.compile(r"\b[A-Za-z](?:[ -]?\d){11}[ -]?[0-9A-Za-z]\b")


def cleaned(text: str) -> str:
    """In capitals and without spaces, as UPNs are compared."""
    return "".join(text.split()).upper()


def is_upn(text: str) -> bool:
    """Whether it is a UPN, permanent or temporary, however it is spaced."""
    return upn_problem(text) is None


def check_letter(body: str) -> str:
    """The letter that goes before the other twelve characters of a UPN.

    Raises ValueError if they are not eleven figures, then a figure or a letter.
    """
    if not BODY.fullmatch(body):
        raise ValueError(
            "After its first letter a UPN has eleven figures, then a figure or, if it "
            "is temporary, a letter other than I, O or S."
        )
    total = sum(_value(each) * place for place, each in enumerate(body, start=2))
    return LETTERS[total % len(LETTERS)]


def upn_problem(text: str) -> str | None:
    """What is wrong with a UPN and what to do, in a sentence, or None if it is right."""
    upn = cleaned(text)
    if len(upn) != 13:
        return (
            f"A UPN has 13 characters and this has {len(upn)}. Copy it again from the "
            "school’s register."
        )
    if upn[0] not in LETTERS:
        return (
            f"A UPN begins with a letter other than I, O or S and this begins with "
            f"“{upn[0]}”. Copy it again from the school’s register."
        )
    try:
        expected = check_letter(upn[1:])
    except ValueError as refusal:
        return f"{refusal} Copy it again from the school’s register."
    if upn[0] != expected:
        return (
            f"This UPN begins with {upn[0]}, but its other characters need "
            f"{expected}: one of them is mistyped. Copy it again from the school’s "
            "register."
        )
    return None


def holds_upn(text: str) -> bool:
    """Whether a UPN stands anywhere in a text, however it is spaced."""
    return without_upns(text) != text


def without_upns(text: str) -> str:
    """A text with every UPN struck out."""
    return LIKE_A_UPN.sub(_struck, text)


def _struck(found: re.Match[str]) -> str:
    return "[a pupil’s number]" if is_upn(found[0].replace("-", "")) else found[0]


def _value(character: str) -> int:
    return int(character) if character.isdigit() else LETTERS.index(character)
