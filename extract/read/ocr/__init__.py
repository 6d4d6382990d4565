"""Text recognition of pictures of pages: an extra, whose libraries are imported when the first picture is read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING

from extract.errors import UnreadableFile
from extract.model import Remark, Tilt
from extract.read.layout.pages import Page

if TYPE_CHECKING:
    import numpy as np

PACKAGES = ("cv2", "numpy", "onnxruntime", "PIL", "rapidocr")
ADVICE = "it needs text recognition; install nianbao[ocr]"
# Pixels of one page.
PIXELS = 50_000_000
# The short side of a page in points; the size of one that lies outside does not say how large its print is.
SIDES, USUAL = (400.0, 900.0), 595.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A page to recognise: its number, its pixels (grey, or red, green and blue), and its width in points."""

    number: int
    pixels: "np.ndarray"
    width: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """What recognition made of the pages of one file; `unsure` as in `Document`."""

    pages: dict[int, Page] = field(default_factory=dict)
    tilts: tuple[Tilt, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unsure: frozenset[str] = frozenset()


def available() -> bool:
    """Whether the extra `nianbao[ocr]` is installed."""
    return all(find_spec(name) for name in PACKAGES)


def refusal(reason: str, what: str, media_type: str, pages: int) -> UnreadableFile:
    """The refusal of a file with pages that only recognition can read."""
    return UnreadableFile(reason, f"{what}; {ADVICE}", media_type, scanned=pages)


def recognise(pictures: Iterable[Picture], total: int) -> Recognised:
    """Read pages, one after the other, of a file that has `total`."""
    from extract.read.ocr.page import recognise as one

    found = []
    for picture in pictures:
        height, width = picture.pixels.shape[:2]
        short = min(1.0, height / width) * picture.width
        points = 1.0 if SIDES[0] <= short <= SIDES[1] else short / USUAL
        found.append(one(picture.pixels, width / picture.width * points, picture.number, points))
    remarks = [
        Remark(
            "recognised", f"the text of {len(found)} of {total} pages comes from recognition; compare doubtful values"
        )
    ]
    unread = {item.page.number: item.unread for item in found if item.unread}
    if unread:
        pages = ", ".join(map(str, unread))
        remarks.append(
            Remark("unread", f"{sum(unread.values())} printed lines could not be recognised, on page {pages}")
        )
    return Recognised(
        {item.page.number: item.page for item in found},
        tuple(item.tilt for item in found),
        tuple(remarks),
        _unsure(pair for item in found for pair in item.pairs),
    )


def _unsure(pairs: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """The pairs of characters that are read without doubt no more often than with it."""
    balance: Counter[str] = Counter()
    for pair, firm in pairs:
        balance[pair] += 1 if firm else -1
    return frozenset(pair for pair, count in balance.items() if count <= 0)
