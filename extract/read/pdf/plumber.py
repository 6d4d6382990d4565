"""The second engine: what pdfplumber reads at places of a PDF that another engine has read already."""

import logging
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from extract.model import Where

# pdfplumber takes minutes and gigabytes over pages that PDFium reads in a second: so it sees a few, and small ones.
PAGES, CONTENT, CHARS = 12, 4 << 20, 20_000
# Beyond the edge of any page.
EDGE = 20_000.0


def texts(data: bytes, places: Iterable[Where]) -> dict[Where, str | None]:
    """What stands in each box; None where pdfplumber cannot say."""
    wanted: dict[int, list[Where]] = defaultdict(list)
    for where in places:
        if where.page is not None and where.x0 is not None:
            wanted[where.page].append(where)
    found: dict[Where, str | None] = {where: None for group in wanted.values() for where in group}
    # Imported with the first page that is in doubt: it costs as much as reading ten reports.
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            for number in sorted(wanted)[:PAGES]:
                found.update(_texts(document.pages[number - 1], wanted[number]))
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # pdfminer answers broken files with whatever Python raises
        return found
    return found


def count(data: bytes) -> int | None:
    """How many pages pdfplumber finds by the page tree, whatever that says of their number; None where it cannot say."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            return len(document.pages)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # pdfminer answers broken files with whatever Python raises
        return None


def speaking(data: bytes, numbers: Iterable[int]) -> list[int]:
    """Those of some pages on which pdfplumber finds text."""
    whole = [Where(number, 0.0, 0.0, EDGE, EDGE) for number in numbers]
    return sorted(where.page or 0 for where, text in texts(data, whole).items() if text and text.strip())


def _texts(page: Any, places: list[Where]) -> Iterator[tuple[Where, str | None]]:
    from pdfplumber.utils import dedupe_chars

    from extract.read.pdf import content

    if page.rotation or not _is_small(page):
        return
    chars = list(content.chars(page))
    # Our places are those of the page as it is read, whichever way it was drawn.
    if len(chars) > CHARS or not all(char.upright and char.matrix[0] > 0 for char in chars):
        return
    left, top = page.cropbox[0] - page.bbox[0], page.cropbox[1] - page.bbox[1]
    bottom = page.height
    for where in places:
        inside = [page.process_object(char) for char in chars if _lies_in(char, where, left, bottom - top)]
        inside = dedupe_chars(inside, tolerance=1)
        inside.sort(key=lambda char: (round(char["bottom"] / 3), char["x0"]))
        yield where, "".join(char["text"] for char in inside)
    page.close()


def _is_small(page: Any) -> bool:
    """Whether what draws a page can be unpacked within the limit; what is packed twice could be anything."""
    left = CONTENT
    for stream in page.page_obj.contents:
        raw, filters = stream.rawdata or b"", stream.get_filters()
        if len(filters) > 1:
            return False
        unpacked = zlib.decompressobj().decompress(raw, left + 1) if filters else raw
        left -= len(unpacked)
        if left < 0:
            return False
    return True


def _lies_in(char: Any, where: Where, left: float, bottom: float) -> bool:
    """Whether the middle of a character lies in a box; pdfminer counts from the left bottom corner of the whole sheet."""
    x, y = (char.x0 + char.x1) / 2 - left, bottom - (char.y0 + char.y1) / 2
    return (where.x0 or 0.0) <= x <= (where.x1 or 0.0) and (where.top or 0.0) <= y <= (where.bottom or 0.0)
