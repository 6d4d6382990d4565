"""Word 2003 documents in one XML file: the words of .docx under older names, so they are packed as one and read as one."""

import re
from copy import deepcopy
from dataclasses import replace
from html import unescape
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Document, Remark
from extract.read import encoding
from extract.read.docx import reader as docx
from extract.read.limits import LIMITS, too_large
from extract.read.parts import plain, xml

MEDIA_TYPE = "application/vnd.ms-word.xml"
_NO_NUMBERS = Remark("numbering", "automatic numbers of paragraphs are not in the file; they are not read")
OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
# A page of Word 2003 has about a thousand tags.
TAGS = 600_000
NEW = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HINTS = "http://schemas.microsoft.com/office/word/2003/auxHint"
CHANGES = "http://schemas.microsoft.com/aml/2001/core"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_W, _WX, _AML = f"{{{NEW}}}", f"{{{HINTS}}}", f"{{{CHANGES}}}"
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge", "listPr": "numPr", "ilfo": "numId"}
# Tracked changes; what else is annotated has no text of the document.
_CHANGES = {"Word.Deletion": f"{_W}del", "Word.Insertion": f"{_W}ins"}
_DROPPED = {f"{_W}binData", f"{_W}docOleData", f"{_W}docSuppData", f"{_W}fonts"}
_SIDES = {f"{_W}hdr": "header", f"{_W}ftr": "footer"}
_NOTES = {f"{_W}footnote": "footnotes", f"{_W}endnote": "endnotes"}


def is_wordml(text: str) -> bool:
    """Whether a text is a Word 2003 document in XML."""
    head = text[:8192]
    return OLD in head and bool(re.search(r"<(?:\w+:)?wordDocument\b", head))


def read(data: bytes) -> Document:
    """Read a Word 2003 document in XML; raises `UnreadableFile` where it is damaged or nested without end."""
    if len(data) > LIMITS.part or data.count(b"<") > TAGS:
        raise too_large("the file has more elements than any report", MEDIA_TYPE)
    decoded = encoding.decode(data).text
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded.replace(OLD, NEW))
    root = xml(text.encode(), MEDIA_TYPE)
    body = root.find(f"{_W}body")
    if root.tag != f"{_W}wordDocument" or body is None:
        raise UnreadableFile("damaged", "the file is no Word document, although it says so", MEDIA_TYPE)
    numbered = _rename(root)
    try:
        document = docx.read(_packed(root, body))
    except UnreadableFile as error:
        raise UnreadableFile(error.reason, str(error), MEDIA_TYPE) from error
    except RecursionError as error:
        raise UnreadableFile("damaged", "the elements of the file are nested too deeply", MEDIA_TYPE) from error
    warnings = () if numbered else (_NO_NUMBERS,)
    title = normal.line(root.findtext(".//{urn:schemas-microsoft-com:office:office}Title") or "")
    return replace(
        document,
        media_type=MEDIA_TYPE,
        reader="wordml",
        witness=tuple(witness(decoded)),
        title=title,
        warnings=(*document.warnings, *warnings),
    )


def witness(text: str) -> list[str]:
    """The digit runs of the text elements, by taking the markup away as text, without any parser."""
    text = plain(text)
    text = re.sub(
        r"(?s)<aml:annotation\b[^>]*\bw:type=\"Word\.(?:Deletion|Comment)\"[^>]*(?<!/)>.*?</aml:annotation>", "", text
    )
    text = re.sub(r"(?s)<w:r\b(?:(?!</w:r>).)*?<w:vanish/>.*?</w:r>", "", text)
    text = re.sub(r"<w:(?:tab|br|cr|noBreakHyphen)\b[^>]*>|</w:p>|<w:p\b[^>]*>", "\n", text)
    return normal.digits(
        unescape(re.sub(r"(?s)<w:t(?:\s[^>]*)?(?<!/)>(.*?)</w:t>|(\n)|<[^>]*>|[^<\n]+", r"\1\2", text))
    )


def _rename(root) -> bool:
    """Turn the old names into those of .docx; False if a paragraph is numbered and its number is not written down."""
    written = True
    for node in list(root.iter(etree.Element)):
        if node.tag in _DROPPED:
            node.getparent().remove(node)
        elif node.tag == f"{_AML}annotation" and node.get(f"{_W}type") == "Word.Comment":
            node[:] = []
        elif node.tag == f"{_AML}annotation":
            node.tag = _CHANGES.get(node.get(f"{_W}type", ""), node.tag)
        elif node.tag == f"{_W}listPr":
            written &= _number(node)
        elif node.tag.startswith(_W):
            name = node.tag[len(_W) :]
            node.tag = _W + _RENAMED.get(name, name)
    return written


def _number(node) -> bool:
    """Put the number that Word has written down for readers as text before the paragraph's own; False if there is none."""
    shown = node.find(f"{_WX}t")
    properties = node.getparent()
    if shown is None or properties is None or properties.tag != f"{_W}pPr" or properties.getparent() is None:
        # A style's list, or one switched off, numbers no paragraph by itself.
        numbered = node.find(f"{_W}ilfo")
        return numbered is None or numbered.get(f"{_W}val") == "0" or properties.getparent().tag != f"{_W}p"
    run = etree.Element(f"{_W}r")
    etree.SubElement(run, f"{_W}t").text = shown.get(f"{_WX}val", "")
    properties.addnext(run)
    properties.remove(node)
    return True


def _packed(root, body) -> bytes:
    """The document as a .docx package: headers, footers and notes, which stand amid the text, are parts of their own."""
    files: dict[str, object] = {}
    for number, node in enumerate(list(root.iter(*_SIDES))):
        side = etree.Element(node.tag)
        side.extend(list(node))
        files[f"{_SIDES[node.tag]}{number}"] = side
        node.getparent().remove(node)
    for tag, name in _NOTES.items():
        notes = etree.Element(f"{_W}{name}")
        for node in [node for node in body.iter(tag) if node.getparent() is not None]:
            kept = deepcopy(node)
            kept.tail = None
            notes.append(kept)
            for child in list(node):
                node.remove(child)
        if len(notes):
            files[name] = notes
    document = etree.Element(f"{_W}document")
    document.append(body)
    files["document"] = document
    return _zip({f"word/{name}.xml": etree.tostring(node, encoding="UTF-8") for name, node in files.items()})


def _zip(files: dict[str, bytes]) -> bytes:
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{KIND}.{re.sub("[^a-z]", "", name[5:-4])}+xml"/>' for name in files
    )
    files["[Content_Types].xml"] = (
        (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>'
        )
        .replace(f"{KIND}.document+xml", f"{KIND}.document.main+xml")
        .encode()
    )
    relation = f'<Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    files["_rels/.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'.encode()
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()
