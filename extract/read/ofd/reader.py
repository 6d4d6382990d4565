"""OFD files (GB/T 33190), the government's own page format: zipped XML that says where each character and line is drawn.

Characters and lines go the same way as those of a PDF page, so that both give the same tables.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import numpy as np

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Document
from extract.read.layout.lattice import Lattice, crowded, find
from extract.read.layout.pages import HAN_SHARE, SCAN, Page, blocks, lines_of, tables_of, warnings
from extract.read.layout.rows import Chars, lines, whole
from extract.read.limits import LIMITS, too_large
from extract.read.ofd.page import MEDIA_TYPE, MM, Drawn, Pen, matrix, numbers, upright
from extract.read.parts import Parts, plain
from extract.read.pdf.ruling import Drawing, multiplied, rules

# How many lines a page may have, across or down, and still be searched for tables: more are a drawing.
RULES = 200

_TEXT = re.compile(r"<(?:\w+:)?TextObject\b([^>]*)>|<(?:\w+:)?TextCode\b([^>]*)(?<!/)>([^<]*)<")
_UNSEEN = re.compile(r"(?s)<((?:\w+:)?TextObject)\b[^>]*\b(?:Visible=\"false\"|Alpha=\"0\")[^>]*>.*?</\1>")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")


@dataclass(slots=True)
class Book:
    """The parts of a package as its documents refer to each other; `folder` is where the present document stands."""

    parts: Parts
    folder: str = ""
    seen: set[str] = field(default_factory=set)
    pen: Pen = field(default_factory=Pen)

    def part(self, base: str, place: str) -> str:
        """The name of a part that another one refers to; an absolute one starts at the root of the package."""
        near = posixpath.normpath(posixpath.join(posixpath.dirname(base), place.strip())).lstrip("/")
        far = posixpath.normpath(posixpath.join(self.folder, place.strip())).lstrip("/")
        return near if near in self.parts or far not in self.parts else far

    def open(self, name: str):
        """The root of a part that is read once: no honest file has one page twice."""
        if name in self.seen:
            raise self.parts.damaged(f"the part {name[:80]} is referred to twice")
        self.seen.add(name)
        return self.parts.xml(name)


def read(data: bytes) -> Document:
    """Read an OFD file; raises `UnreadableFile` where it is damaged or encrypted, or its text is no text."""
    parts = Parts(data, MEDIA_TYPE)
    if any("encrypt" in name.lower() for name in parts):
        raise UnreadableFile("protected", "the OFD file is encrypted; ask its publisher for an open copy", MEDIA_TYPE)
    root = parts.xml("OFD.xml")
    pages: list[Page] = []
    book = Book(parts)
    for place in root.findall(".//{*}DocRoot"):
        name = posixpath.normpath((place.text or "").strip()).lstrip("/")
        book.folder = posixpath.dirname(name)
        pages += _pages(book, name, len(pages))
    _check(pages, book.pen.glyphs)
    return Document(
        media_type=MEDIA_TYPE,
        reader="ofd",
        blocks=tuple(blocks(pages)),
        witness=tuple(witness(parts, book.seen)),
        pages=len(pages),
        title=normal.line(root.findtext(".//{*}Title") or ""),
        ocr=any(page.unseen for page in pages),
        warnings=tuple(warnings(pages)),
    )


def witness(parts: Parts, read: set[str]) -> list[str]:
    """The digit runs of all pages of the package, whether the document names them or not, by taking the markup away as text."""
    names = sorted(name for name in parts if name in read or re.search(r"/Pages/.*\.xml$", name))
    texts = (_UNSEEN.sub("", plain(parts.read(name).decode("utf-8", "replace"))) for name in names)
    return [run for text in texts for code in _codes(text) for run in normal.digits(unescape(code))]


def _codes(xml: str) -> Iterator[str]:
    """The pieces of text in some XML; one that is drawn twice at the same place, as bold type is faked, counts once."""
    drawn = set()
    place: list[int] = []
    for item, code, text in _TEXT.findall(xml):
        if item:
            place = [round(number) for number in numbers(_attribute(item, "Boundary"))]
        key = (*place, *(round(number) for name in "XY" for number in numbers(_attribute(code, name))), text)
        if text and key not in drawn:
            drawn.add(key)
            yield text


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found.group(1) if found else ""


def _check(pages: list[Page], glyphs: int) -> None:
    """Refuse pictures of pages, and glyphs that do not tell their characters."""
    everything = "".join(page.text for page in pages)
    han = len(re.findall(f"[{normal.HAN}]", everything))
    if not everything and not glyphs:
        raise UnreadableFile("no_text", "the OFD file holds pictures of pages; it needs text recognition", MEDIA_TYPE)
    unknown = glyphs + len(_PRIVATE.findall(everything))
    if han < HAN_SHARE * len(everything) or unknown > HAN_SHARE * len(everything):
        raise UnreadableFile(
            "garbled_text", "the OFD's glyphs do not tell their characters; it needs text recognition", MEDIA_TYPE
        )


def _pages(book: Book, name: str, before: int) -> Iterator[Page]:
    """The pages of one document with their templates and annotations."""
    root = book.open(name)
    for tag in ("PublicRes", "DocumentRes"):
        for node in root.findall(f".//{{*}}{tag}"):
            resources = book.open(book.part(name, node.text or ""))
            book.pen.units |= {unit.get("ID", ""): unit for unit in resources.iter("{*}CompositeGraphicUnit")}
    places = {node.get("ID"): book.part(name, node.get("BaseLoc", "")) for node in root.iter("{*}TemplatePage")}
    nodes = root.findall("{*}Pages/{*}Page")
    if len(nodes) > LIMITS.pages:
        raise too_large(f"the file has {len(nodes)} pages", MEDIA_TYPE)
    contents = [book.open(book.part(name, node.get("BaseLoc", ""))) for node in nodes]
    used = Counter(node.get("TemplateID") for content in contents for node in content.findall("{*}Template"))
    templates = {key: book.open(places[key]) for key in used if key in places}
    notes = _annotations(book, root, name)
    size = _size(root)
    for number, (node, content) in enumerate(zip(nodes, contents, strict=True), before + 1):
        behind = [(templates[key], used[key] > 1) for key in _templates(content) if key in templates]
        yield _page(book, number, content, behind, notes.get(node.get("ID"), []), _size(content) or size)


def _templates(content) -> list[str]:
    return [node.get("TemplateID", "") for node in content.findall("{*}Template")]


def _size(root) -> list[float]:
    """Width and height of a page in millimetres; nothing where it does not say."""
    for tag in ("PhysicalBox", "ApplicationBox", "CropBox"):
        box = numbers(root.findtext(f".//{{*}}{tag}"))
        if len(box) == 4 and min(box[2:]) > 0:
            return box[2:]
    return []


def _annotations(book: Book, root, name: str) -> dict[str | None, list]:
    """What is put on each page afterwards: seals, watermarks and remarks, by the page's id."""
    found: dict[str | None, list] = {}
    for node in root.findall("{*}Annotations"):
        listing = book.part(name, node.text or "")
        if listing not in book.parts:
            continue
        for page in book.open(listing).findall("{*}Page"):
            place = book.part(listing, page.findtext("{*}FileLoc") or "")
            if place in book.parts:
                found.setdefault(page.get("PageID"), []).append(book.open(place))
    return found


def _page(book: Book, number: int, content, behind: list, notes: list, size: list[float]) -> Page:
    """One page: its own text and that of its templates in tables and lines; what stands around the report beside them."""
    width, height = (size or [210.0, 297.0])[:2]
    turn = upright(content, width, height)
    own, around, stamped = (Drawn() for _ in range(3))
    _draw(book, content, turn, own)
    for template, shared in behind:
        _draw(book, template, turn, around if shared else own)
    for note in notes:
        for appearance in note.iter("{*}Appearance"):
            inner = multiplied(matrix(appearance), turn)
            for node in appearance:
                book.pen.draw(node, inner, stamped)
    picture = max((_share(box, width * height * MM * MM) for box in own.lines.pictures), default=0.0)
    unseen = picture > SCAN and not own.straight and bool(own.unseen)
    text = own.unseen if unseen else own.straight
    chars = Chars.of([*text, *around.straight])
    lattices, many = _lattices(own.lines, around.lines)
    tables, outside = tables_of(lattices, chars, number)
    of_page = np.arange(len(chars)) < len(text)
    beside = [
        lines(chars[outside & ~of_page]),
        lines(Chars.of(stamped.straight)),
        *(whole(Chars.of(part.slanted)) for part in (own, around, stamped)),
    ]
    return Page(
        number,
        lines_of(lines(chars[outside & of_page]), number),
        [line for rows in beside for line in lines_of(rows, number)],
        tables,
        picture,
        unseen,
        crowded=many and bool(text),
    )


def _draw(book: Book, root, place, drawn: Drawn) -> None:
    for content in root.findall("{*}Content"):
        book.pen.draw(content, place, drawn)


def _lattices(own: Drawing, around: Drawing) -> tuple[list[Lattice], bool]:
    """The ruled tables of a page, and whether it has none since it has thousands of lines: a drawing."""
    both = Drawing([*own.strokes, *around.strokes], [*own.filled, *around.filled])
    ((across, down),) = rules([both])
    many = max(len(across), len(down)) > RULES or crowded(across, down)
    return [] if many else find(across, down), many


def _share(box: tuple[float, float, float, float], area: float) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]) / (area or 1.0)
