"""Web archives (MHTML): the mail parts that hold web pages. What a browser or Word saves, often under the name .doc or .mht."""

import binascii
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64CharactersDefect, InvalidBase64LengthDefect
from email.message import Message

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Block, Document, Paragraph, Remark
from extract.read import encoding
from extract.read.html import reader as html
from extract.read.html import unseen

MEDIA_TYPE = "multipart/related"
# An archive has one boundary, a forwarded mail a few; each makes every line of the file cost more.
BOUNDARIES = 50
# A second page with more than this share of the first one's text may be the report, or a part of it.
SECOND = 0.1

_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,60}")
_KINDS = re.compile(rb"(?im)^content-type:\s*(?:multipart/\w+|text/html)")
_BROKEN = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect)
_BESIDE = ("image", "text", "font", "multipart", "message", "audio", "video")
_PROGRAMS = ("application/x-javascript", "application/javascript", "application/json", "application/font-woff")


def is_mhtml(data: bytes) -> bool:
    """Whether a file starts with the header of a mail that says MIME-Version and what its parts are."""
    head = _HEADER.match(data[:16384].lstrip(b"\xef\xbb\xbf\r\n\t "))
    return head is not None and b"mime-version:" in head.group().lower() and bool(_KINDS.search(head.group()))


def read(data: bytes) -> Document:
    """Read the web pages of an archive: the longest is the report, what others hold around it is furniture."""
    if data.lower().count(b"boundary=") > BOUNDARIES:
        raise UnreadableFile("damaged", "the mail claims more nested parts than any program writes", MEDIA_TYPE)
    try:
        # The default policy takes headers apart at every look, and its parser fails on those that no standard knows.
        mail = message_from_bytes(data, policy=policy.compat32)
        parts = list(mail.walk())
    except RecursionError as error:
        raise UnreadableFile("damaged", "the parts of the mail are nested too deeply", MEDIA_TYPE) from error
    found = [(part, page(part)) for part in parts if part.get_content_type() == "text/html"]
    if not found:
        raise UnreadableFile("unsupported", "the file is a mail without a web page; save its attachments", MEDIA_TYPE)
    main, document = max(found, key=lambda pair: _length(pair[1]))
    if not _length(document):
        raise UnreadableFile("no_text", "the page in the web archive holds no text", MEDIA_TYPE)
    others = [other for part, other in found if part is not main]
    return replace(
        document,
        media_type=MEDIA_TYPE,
        reader="mhtml",
        blocks=(*document.blocks, *(_around(block) for other in others for block in other.blocks)),
        witness=tuple(witness(data)),
        source_url=document.source_url or _address(main) or _address(mail),
        warnings=(*document.warnings, *_warnings(document, others, parts)),
    )


def page(part: Message) -> Document:
    """One part as a web page; what it declares of its charset is not believed."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or any(isinstance(defect, _BROKEN) for defect in part.defects):
        raise UnreadableFile("damaged", "a page in the web archive is not coded as it says", MEDIA_TYPE)
    decoded = encoding.decode(payload)
    return html.page(decoded.text, decoded.warnings)


def witness(data: bytes) -> list[str]:
    """The digit runs of all pages, by cutting the file at its boundaries and undoing the transfer coding, without a mail parser."""
    bounds = {bound.strip(b"\"' ") for bound in re.findall(rb"(?i)\bboundary=(\"[^\"\r\n]+\"|[^\s;]+)", data)}
    cut = b"|".join(re.escape(bound) for bound in sorted(bounds, key=len, reverse=True)) or rb"(?!)"
    runs: list[str] = []
    for chunk in re.split(rb"(?m)^--(?:" + cut + rb")(?:--)?[ \t]*\r?$", data):
        head, _, body = chunk.strip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")
        if re.search(rb"(?im)^content-type:\s*text/html", head):
            runs += html.witness(unseen.opened(encoding.decode(_plain(head.lower(), body)).text))
    return runs


def _plain(head: bytes, body: bytes) -> bytes:
    if re.search(rb"transfer-encoding:\s*base64", head):
        with suppress(binascii.Error):
            return binascii.a2b_base64(body)
    return quopri.decodestring(body) if re.search(rb"transfer-encoding:\s*quoted", head) else body


def _length(document: Document) -> int:
    cells = sum(len(cell.text) for table in document.tables() for cell in table.cells)
    return cells + sum(len(paragraph.text) for paragraph in document.paragraphs())


def _around(block: Block) -> Block:
    """A table is kept as one: what stands in a frame of the page may be the report's annex."""
    return replace(block, furniture=True) if isinstance(block, Paragraph) else block


def _address(part: Message) -> str | None:
    """Where a part was saved from; a place on somebody's disk is none."""
    places = (str(part.get(name, "")) for name in ("Content-Location", "Snapshot-Content-Location"))
    return next((bare for place in places if (bare := normal.line(place)).startswith(("http://", "https://"))), None)


def _warnings(document: Document, others: list[Document], parts: list[Message]) -> Iterator[Remark]:
    if any(_length(other) > SECOND * _length(document) for other in others):
        yield Remark("several", "the web archive holds several pages; the longest is read as the report")
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in parts for defect in part.defects):
        yield Remark("cut_off", "the web archive breaks off before its end")
    for part in parts:
        kind = part.get_content_type()
        if kind.split("/")[0] not in _BESIDE and kind not in _PROGRAMS:
            yield Remark("attached", f"a file of the kind {kind} is attached; it is not read")
