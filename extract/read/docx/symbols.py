"""Signs that Word takes from symbol fonts by number: boxes with a tick, circled digits, Latin of the font Symbol."""

# Signs of the font Wingdings that forms use; the circled digits follow each other.
WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x72: "❒",
    0xA1: "○",
    0xA8: "□",
    0xFB: "×",
    0xFC: "√",
    0xFD: "☒",
    0xFE: "☑",
    **{0x81 + number: chr(0x2460 + number) for number in range(10)},
    **{0x8C + number: chr(0x2776 + number) for number in range(10)},
}
WINGDINGS_2 = {0x50: "√", 0x4F: "×", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x2A: "□"}
_FONTS = {"wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2}
# Where symbol fonts keep their signs among the characters.
_PRIVATE = range(0xF000, 0xF100)
UNKNOWN = "\ufffd"


def sign(font: str, code: str) -> str:
    """The character that a sign prints; a mark where it is not known, so that nobody takes it for nothing."""
    try:
        number = int(code, 16)
    except ValueError:
        return UNKNOWN
    place = number - _PRIVATE.start if number in _PRIVATE else number
    known = _FONTS.get(font.lower())
    if known is not None:
        return known.get(place, UNKNOWN)
    if number not in _PRIVATE:
        return chr(number) if 0x20 <= number < 0xD800 else UNKNOWN
    # Digits and signs stand in Symbol where ASCII has them, its letters are Greek.
    return chr(place) if font.lower() == "symbol" and 0x20 <= place < 0x41 else UNKNOWN
