"""The few colours a paper uses. Anything that carries meaning is 3:1 or better on white.

A series is named beside its line in its own colour, so those are 4.5:1, as text has to be.
"""

# The names and values of styles/_tokens.scss where both have one: ink, pine, line, quiet.
BRAND = "#17616a"
BRAND_DARK = "#10333b"
TINT = "#e8f1f1"
ACCENT = "#b4530a"
ACCENT_TINT = "#fbf1e7"
GOOD = "#0b6b4b"
INK = "#14262b"
GREY_TEXT = "#46565a"
GREY = "#637276"
GREY_TINT = "#f4f8f7"
RULE = "#c3d2d0"

# Behind the word of a rating. Dark, middling and pale, so that red, amber and green
# differ in black and white too.
RATED = {
    "red": "#a3160f",
    "amber": "#f5a524",
    "green": "#b9e4c6",
    "grey": "#d9dedf",
    "blue": "#c3dcf7",
    "plain": "#ffffff",
}

# In this order, with a shape and a dash each, so that no line rests on colour alone.
SERIES = (BRAND, ACCENT, "#6b4c9a", GREY, "#8a2846")
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down")
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4])


def shade(share: float) -> str:
    """From the palest tint (0) to the darkest brand colour (1), as #rrggbb."""
    share = min(max(share, 0.0), 1.0)
    # Two legs, so that the middle of the scale is the brand colour and not a grey.
    if share < 0.6:
        return _between(TINT, BRAND, share / 0.6)
    return _between(BRAND, "#082329", (share - 0.6) / 0.4)


def contrast(first: str, second: str) -> float:
    """The WCAG 2 contrast ratio of two #rrggbb colours, 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """Black or white: one of the two is always 4.5:1 or better, as ink would not be."""
    return max(("#000000", "#ffffff"), key=lambda text: contrast(text, colour))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _between(start: str, end: str, share: float) -> str:
    pairs = zip(_channels(start), _channels(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
