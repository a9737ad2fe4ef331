"""What goes into a file that a spreadsheet will open."""

# What a spreadsheet takes for the beginning of a formula.
FORMULA = tuple("=+-@\t\r")


def plain(text: str) -> str:
    """Text that a spreadsheet can't take for a formula: names come from files."""
    return f"'{text}" if text[:1] in FORMULA else text
