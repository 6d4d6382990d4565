"""How much a file may claim before any parser looks at it: far more than any annual report, far less than what does harm."""

from dataclasses import dataclass, fields

from extract.errors import UnreadableFile

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of everything; sizes are in bytes, `ratio` holds for what is larger than `big` when it is unpacked.

    `depth` is how far elements may be nested in XML, `unclosed` how many may be open at once in a page, by their tags alone,
    `spread` how often a page's unclosed formatting may be repeated: an HTML parser opens it anew in every paragraph.
    """

    pdf: int = 200 * MB
    office: int = 64 * MB
    text: int = 20 * MB
    line: int = 4 * MB
    total: int = 256 * MB
    part: int = 64 * MB
    parts: int = 1000
    ratio: int = 100
    big: int = MB
    depth: int = 200
    tags: int = 1_500_000
    cells: int = 200_000
    page_tags: int = 400_000
    attributes: int = 1000
    unclosed: int = 2000
    spread: int = 2_000_000
    pages: int = 1000
    objects: int = 200_000
    stream: int = 8 * MB
    inflated: int = 48 * MB
    contents: int = 1000
    drawings: int = 100_000
    pixels: int = 50_000_000

    def __post_init__(self) -> None:
        wrong = [field.name for field in fields(self) if getattr(self, field.name) < 1]
        if wrong:
            raise ValueError(f"limits must be 1 or more: {', '.join(wrong)}")


LIMITS = Limits()


def too_large(message: str, media_type: str) -> UnreadableFile:
    """The error for a file that claims more than any report has."""
    return UnreadableFile("too_large", message, media_type)


def scale(width: float, height: float, wanted: float, limits: Limits = LIMITS) -> float:
    """How far a page may be enlarged for a picture of it: as wanted, but never to more pixels than the limit.

    >>> scale(595, 842, 200 / 72) == 200 / 72, round(scale(14400, 14400, 200 / 72), 3), scale(0, 842, 2.0)
    (True, 0.491, 0.0)
    """
    area = width * height
    if not 0 < area < float("inf"):
        return 0.0
    return min(wanted, (limits.pixels / area) ** 0.5)
