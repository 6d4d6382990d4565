"""Pictures in a Word file that are large enough to hold a table or a page of the report."""

import re
from collections.abc import Iterable, Iterator

from extract.errors import UnreadableFile
from extract.model import Block, Paragraph, Remark, Table

# In points: a stamp, a sign or the head of a letter is smaller, or far flatter.
WIDTH, HEIGHT = 180.0, 70.0
# A caption or the name of the office may stand beside pictures of pages; a report has more.
CAPTION = 120

_EMU = 12700
_DRAWING = re.compile(r"(?s)<w:drawing\b.*?</w:drawing>")
_EXTENT = re.compile(r'<wp:extent\b[^>]*\bcx="(\d{1,12})"[^>]*\bcy="(\d{1,12})"')
_SHOWN = re.compile(r"<(?:\w+:)?blip\b")
_STYLE = re.compile(r"\bwidth:(\d{1,6}(?:\.\d+)?)pt;(?:[^\"]{0,200};)?height:(\d{1,6}(?:\.\d+)?)pt")
_PICTURE = Remark("picture", "a picture stands in the report that may hold a table; what is printed in it is not read")


def told(sizes: Iterable[tuple[float, float]], blocks: Iterable[Block], media_type: str) -> Iterator[Remark]:
    """The remark on large pictures, by their sizes; raises `UnreadableFile` where there is little beside them."""
    if any(width >= WIDTH and height >= HEIGHT for width, height in sizes):
        if _length(blocks) < CAPTION:
            raise UnreadableFile("no_text", "the file holds pictures of pages; it needs text recognition", media_type)
        yield _PICTURE


def sizes(xml: str) -> Iterator[tuple[float, float]]:
    """Width and height of each picture in points, of new drawings and of old ones."""
    for drawing in _DRAWING.findall(xml):
        if _SHOWN.search(drawing) and (extent := _EXTENT.search(drawing)):
            yield int(extent.group(1)) / _EMU, int(extent.group(2)) / _EMU
    for before in xml.split("<v:imagedata")[:-1]:
        styles = _STYLE.findall(before[-2000:])
        if styles:
            yield float(styles[-1][0]), float(styles[-1][1])


def _length(blocks: Iterable[Block]) -> int:
    """How much text the blocks have, without what stands around the report."""
    return sum(
        sum(len(cell.text) for cell in block.cells) if isinstance(block, Table) else len(block.text)
        for block in blocks
        if not (isinstance(block, Paragraph) and block.furniture)
    )
