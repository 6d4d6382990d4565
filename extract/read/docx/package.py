"""What a reader needs of a Word package: body, title, lists and styles. python-docx judges every package that is not as usual.

To import python-docx, and to have it make its objects of every part, takes longer than to read a report.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lxml import etree

from extract.errors import UnreadableFile
from extract.read.parts import Parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# The kinds of parts that python-docx parses: one of them that is broken makes the file unreadable.
_PARSED = frozenset(
    [_PROPERTIES]
    + [
        f"{_WORD}.{name}+xml"
        for name in ("document.main", "comments", "footer", "header", "numbering", "settings", "styles")
    ]
)
_ADDRESS = re.compile(r"'<_io\.BytesIO object at 0x[0-9a-fA-F]+>' ")


def name(tag: str) -> str:
    """A name of Word's own as a parser writes it."""
    return _W + tag


@dataclass(frozen=True, slots=True)
class Opened:
    """The elements of an opened document; None for the lists of one that has none. `read` are parts that need not be read again."""

    body: Any
    title: str
    numbering: Any
    styles: Any
    read: Mapping[str, bytes] = field(default_factory=dict)


class _Unusual(Exception):
    """A package that is not as nearly all are."""


def opened(parts: Parts, data: bytes) -> Opened:
    """The document in a package; raises `UnreadableFile` where python-docx opens none."""
    try:
        return _Package(parts).document()
    except (_Unusual, UnreadableFile, etree.LxmlError, ValueError, RecursionError):
        return _judged(data, parts)


def _judged(data: bytes, parts: Parts) -> Opened:
    """The document as python-docx opens it."""
    import docx

    try:
        document = docx.Document(BytesIO(data))
        title = document.core_properties.title or ""
        return Opened(document.element.body, title, _numbering(document), document.styles.element)
    except Exception as error:  # python-docx answers a damaged package with whatever Python raises
        told = _ADDRESS.sub("", str(error))
        raise parts.damaged(f"the Word file cannot be opened: {told}") from error


def _numbering(document):
    try:
        return document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return None


class _Package:
    """All parts that a package's relations lead to, those parsed that python-docx parses."""

    def __init__(self, parts: Parts):
        self.parts = parts
        self.parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False)
        declared = self._xml("[Content_Types].xml")
        self.kinds = {
            node.get("PartName", "").lower(): node.get("ContentType") for node in declared.iterfind(f"{_TYPES}Override")
        }
        self.endings = {
            node.get("Extension", "").lower(): node.get("ContentType") for node in declared.iterfind(f"{_TYPES}Default")
        }
        self.relations: dict[str, list[tuple[str, str]]] = {}
        self.roots: dict[str, Any] = {}
        self.read: dict[str, bytes] = {}
        self._follow("")

    def document(self) -> Opened:
        """The main part and what belongs to it."""
        main, core = self._target("", f"{_KIND}officeDocument"), self._target("", _CORE)
        root, properties = self._root(main, f"{_WORD}.document.main+xml"), self._root(core, _PROPERTIES)
        styles = self._root(self._target(main, f"{_KIND}styles"), f"{_WORD}.styles+xml")
        lists = [target for kind, target in self.relations[main or ""] if kind == f"{_KIND}numbering"]
        numbering = self._root(self._target(main, f"{_KIND}numbering"), f"{_WORD}.numbering+xml") if lists else None
        body = root.find(name("body"))
        if root.tag != name("document") or body is None or not properties.tag.endswith("}coreProperties"):
            raise _Unusual
        return Opened(body, properties.findtext(_TITLE) or "", numbering, styles, self.read)

    def _follow(self, source: str) -> None:
        """Read what a part refers to, and what that refers to."""
        self.relations[source] = list(self._related(source))
        for _, target in self.relations[source]:
            if target not in self.relations:
                blob = self._read(target)
                if self._kind(target) in _PARSED:
                    self.roots[target] = etree.fromstring(blob, self.parser)
                    self.read[target] = blob
                self._follow(target)

    def _related(self, source: str) -> Iterator[tuple[str, str]]:
        folder, file = posixpath.split(source)
        place = posixpath.join(folder, "_rels", f"{file}.rels")
        if place not in self.parts:
            return
        for node in self._xml(place):
            kind, target = node.get("Type"), node.get("Target")
            if node.tag != _RELATION or not (kind and target and node.get("Id")):
                raise _Unusual
            if node.get("TargetMode", "Internal") == "Internal":
                yield kind, posixpath.abspath(posixpath.join(f"/{folder}", target))[1:]
            elif node.get("TargetMode") != "External":
                raise _Unusual

    def _target(self, source: str, kind: str) -> str:
        found = [target for told, target in self.relations[source] if told == kind]
        if len(found) != 1:
            raise _Unusual
        return found[0]

    def _root(self, target: str, kind: str) -> Any:
        if self._kind(target) != kind:
            raise _Unusual
        return self.roots[target]

    def _kind(self, target: str) -> str:
        found = self.kinds.get(f"/{target}".lower()) or self.endings.get(posixpath.splitext(target)[1][1:].lower())
        if not found:
            raise _Unusual
        return found

    def _read(self, target: str) -> bytes:
        if target not in self.parts or self.parts.infos[target].filename != target:
            raise _Unusual
        return self.parts.read(target)

    def _xml(self, target: str) -> Any:
        return etree.fromstring(self._read(target), self.parser)
