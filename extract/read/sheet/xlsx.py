"""The sheets of an .xlsx file, from its XML: libraries walk empty rows and merged ranges cell by cell, billions if a file says so."""

import posixpath
import re
from collections.abc import Iterator
from html import unescape

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Remark
from extract.read.parts import Parts, plain
from extract.read.sheet.cells import BUILT_IN, CELLS, COLS, RAISED, ROWS, Merge, Sheet, number

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HIDDEN = Remark("hidden", "some rows are hidden")
_WHOLE = re.compile(r"[0-9]{1,9}")
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})$")
_RAW = re.compile(r"(?s)<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)")
_RAW_TEXT = re.compile(r"(?s)<(?:\w+:)?t\b[^>]*(?<!/)>(.*?)</(?:\w+:)?t>")
_HINTS = re.compile(r"(?s)<((?:\w+:)?rPh)\b.*?</\1>")


def sheets(data: bytes, media_type: str) -> Iterator[Sheet]:
    """The sheets of a workbook in order."""
    parts = Parts(data, media_type)
    if "xl/workbook.bin" in parts:
        raise UnreadableFile("unsupported", "the file is a binary workbook; save it as .xlsx", media_type)
    if "xl/workbook.xml" not in parts:
        raise parts.damaged("the file has no workbook in XML")
    book = parts.xml("xl/workbook.xml")
    places = _relations(parts)
    strings = [_string(item) for item in _items(parts, "xl/sharedStrings.xml", "si")]
    formats = _formats(parts)
    since_1904 = any(node.get("date1904") in ("1", "true") for node in book.iter("{*}workbookPr"))
    boxes = any(re.match(r"xl/drawings/[^/]*\.xml", name) and b"a:t>" in parts.read(name) for name in parts)
    left = CELLS
    for node in book.iter("{*}sheet"):
        link = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
        place = places.get(link, "")
        if "worksheet" not in place:
            continue
        sheet = _Reader(parts, strings, formats, since_1904, left).sheet(node, place)
        left -= len(sheet.cells)
        if boxes:
            sheet.warnings.append(Remark("unread", "the workbook has text boxes; what is printed in them is not read"))
        yield sheet


class _Reader:
    """Reads one sheet; `left` is how many cells may still come."""

    def __init__(self, parts: Parts, strings: list[str], formats: list[str], since_1904: bool, left: int):
        self.parts, self.strings, self.formats = parts, strings, formats
        self.since_1904, self.left = since_1904, left

    def sheet(self, node, place: str) -> Sheet:
        """The sheet with its merged ranges, what they cover left out."""
        root = self.parts.xml(place)
        sheet = Sheet(node.get("name", ""), hidden=node.get("state", "visible") != "visible")
        sheet.merges = self.merges(root)
        row = -1
        for line in root.iterfind("{*}sheetData/{*}row"):
            row = self.row_number(line, row)
            if line.get("hidden") in ("1", "true") and _HIDDEN not in sheet.warnings:
                sheet.warnings.append(_HIDDEN)
            for col, cell in self.row(line):
                if (text := self.text(cell, sheet)).strip():
                    sheet.cells[row, col] = text
        if len(sheet.cells) > self.left:
            raise self.parts.damaged(f"the file has more than {CELLS} cells")
        try:
            hidden = sheet.uncover()
        except ValueError as error:
            raise self.parts.damaged(str(error)) from error
        sheet.witness = list(self.witness(place, hidden))
        return sheet

    def row_number(self, line, before: int) -> int:
        """Where a row stands, from 0; one that does not say follows the one before."""
        given = line.get("r", "")
        row = _whole(given, 0) - 1 if given.strip() else before + 1
        if not before < row < ROWS:
            raise self.parts.damaged(f"a sheet has the row {given[:12]} where none can be")
        return row

    def row(self, line) -> Iterator[tuple[int, object]]:
        """The cells of a row with their columns."""
        col = -1
        for cell in line.iterfind("{*}c"):
            found = _PLACE.match(cell.get("r", ""))
            col = _column(found.group(1)) if found else col + 1
            if col >= COLS:
                raise self.parts.damaged("a sheet has more columns than there can be")
            yield col, cell

    def merges(self, root) -> list[Merge]:
        """The merged ranges."""
        found = []
        for node in root.iterfind("{*}mergeCells/{*}mergeCell"):
            first, _, last = node.get("ref", "").partition(":")
            ends = [_PLACE.match(place) for place in (first, last or first)]
            if None in ends:
                raise self.parts.damaged(f"a sheet merges the cells {first[:12]} to {last[:12]}")
            (left, top), (right, bottom) = ((_column(end.group(1)), int(end.group(2))) for end in ends if end)
            found.append(Merge(top - 1, left, min(bottom, ROWS), min(right + 1, COLS)))
        return found

    def text(self, cell, sheet: Sheet) -> str:
        """What a cell prints."""
        kind, raw = cell.get("t", "n"), cell.findtext("{*}v")
        if kind == "inlineStr":
            return _string(cell.find("{*}is"))
        if raw is None:
            if cell.find("{*}f") is not None:
                where = cell.get("r", "a cell")[:12]
                sheet.warnings.append(Remark("formula", f"the formula in {where} has not been worked out"))
            return ""
        if kind == "s":
            return self.shared(raw)
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        return number(raw.strip(), self.format(cell.get("s")), self.since_1904) if kind == "n" else _plain(raw)

    def shared(self, raw: str) -> str:
        """One of the strings that the sheets share."""
        number_ = _whole(raw)
        if not 0 <= number_ < len(self.strings):
            raise self.parts.damaged(f"a cell has the text number {raw[:12]}, and there is none")
        return self.strings[number_]

    def format(self, style: str | None) -> str:
        """The number format of a cell."""
        number_ = _whole(style or "")
        return self.formats[number_] if 0 <= number_ < len(self.formats) else ""

    def source(self, name: str) -> str:
        """A part as text."""
        return plain(self.parts.read(name).decode("utf-8", "replace"))

    def witness(self, place: str, hidden: set[tuple[int, int]]) -> Iterator[str]:
        """The digit runs of texts and whole numbers by taking the markup away as text; decimals are printed rounded."""
        skipped = {f"{_letters(col)}{row + 1}" for row, col in hidden}
        shared = self.source("xl/sharedStrings.xml") if self.strings else ""
        items = [_bare(item) for item in re.findall(r"(?s)<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", shared)]
        for head, inner in _RAW.findall(self.source(place)):
            given = dict(re.findall(r'\b(\w+)="([^"]*)"', head))
            value = re.search(r"<(?:\w+:)?v\b[^>]*>\s*(-?\d+)\s*<", inner)
            if given.get("r") in skipped:
                continue
            if given.get("t") in ("inlineStr", "str", "e") or (given.get("t") == "s" and value):
                place_ = _whole(value.group(1)) if given["t"] == "s" and value else -1
                text = items[place_] if 0 <= place_ < len(items) else _bare(inner)
                yield from normal.digits(text)
            elif (
                value
                and given.get("t", "n") == "n"
                and re.fullmatch(r"|General|@|[#,]*0+", self.format(given.get("s")))
            ):
                yield from normal.digits(value.group(1))


def _relations(parts: Parts) -> dict[str, str]:
    """The parts that the workbook refers to."""
    nodes = parts.xml("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in parts else ()
    found = ((node.get("Id", ""), node.get("Target", "")) for node in nodes)
    return {key: posixpath.normpath(posixpath.join("/xl", place)).lstrip("/") for key, place in found}


def _items(parts: Parts, name: str, tag: str) -> list:
    return list(parts.xml(name).iterfind(f"{{*}}{tag}")) if name in parts else []


def _formats(parts: Parts) -> list[str]:
    """The number format of each cell style; one that programs know by number and print as they like is empty."""
    if "xl/styles.xml" not in parts:
        return []
    root = parts.xml("xl/styles.xml")
    own = {node.get("numFmtId"): node.get("formatCode", "") for node in root.iterfind("{*}numFmts/{*}numFmt")}
    keys = [node.get("numFmtId", "0") for node in root.iterfind("{*}cellXfs/{*}xf")]
    return [own.get(key) or BUILT_IN.get(_whole(key), "") for key in keys]


def _string(item) -> str:
    """A text with its runs joined; raised digits are the characters for them, and reading hints are left out."""
    parts: list[str] = []
    for node in item if item is not None else ():
        if node.tag.endswith("}t"):
            parts.append(node.text or "")
        elif node.tag.endswith("}r"):
            text = node.findtext("{*}t") or ""
            height = node.find("{*}rPr/{*}vertAlign")
            parts.append(text.translate(RAISED) if height is not None and height.get("val") == "superscript" else text)
    return _plain("".join(parts))


def _plain(text: str) -> str:
    """`_x000D_` stands for a character that XML cannot hold."""
    whole = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text).replace("\r", "")
    # Two escapes may make one character; half of one is none.
    return normal.clean(whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _whole(text: str, default: int = -1) -> int:
    """A number in plain digits, few enough for a place or an index; what is none gives the default."""
    found = _WHOLE.fullmatch(text.strip())
    return int(found.group()) if found else default


def _bare(xml: str) -> str:
    texts = _RAW_TEXT.findall(_HINTS.sub("", xml)) or re.findall(r"<(?:\w+:)?v\b[^>]*>([^<]*)<", xml)
    return _ESCAPED.sub("", unescape("".join(texts)))


def _column(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1


def _letters(col: int) -> str:
    head, tail = divmod(col, 26)
    return (_letters(head - 1) if head else "") + chr(65 + tail)
