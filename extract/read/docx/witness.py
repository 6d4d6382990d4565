"""Word's XML as plain text, without any parser: what the reader of Word files is held against, and what it does not read."""

import re
from collections.abc import Sequence
from html import unescape

from extract.model import Remark

# A part: the kind that it declares, and its bytes.
Part = tuple[str, bytes]
# What a document can hold that is not text of its own: marks in its parts, and kinds of further parts.
_MARKS = (
    (r"<w:altChunk", Remark("embedded", "another file is embedded as part of the text; it is not read")),
    (
        r"<o:OLEObject",
        Remark("embedded", "an object of another program is embedded; what is printed in it is not read"),
    ),
    (r"<a:t>[^<]", Remark("unread", "a drawing holds text; it is not read")),
    (
        r"<w:vanish/>(?:(?!</w:r>).)*?<w:t[ >]",
        Remark("hidden", "text of the file is marked as hidden; it is not printed and not read"),
    ),
)
KINDS = (
    ("diagramData+xml", b"<a:t>", Remark("unread", "a diagram holds text; it is not read")),
    ("drawingml.chart+xml", b"<c:v>", Remark("unread", "a chart holds text or figures; they are not read")),
    ("comments+xml", b"<w:t", Remark("unread", "the file has comments of its authors; they are not read")),
)
# What is not printed, by marks of which it has one; and what is: texts, and what ends or parts them.
_UNPRINTED = (
    (
        ("<mc:Fallback", "<w:del", "<w:moveFrom"),
        re.compile(r"(?s)<(mc:Fallback|w:del|w:moveFrom)\b[^>]*(?<!/)>.*?</\1>"),
    ),
    (("<w:del",), re.compile(r"(?s)<w:tr\b(?:(?!</w:tr>|<w:tr\b).)*?<w:trPr>(?:(?!</w:trPr>).)*?<w:del\b.*?</w:tr>")),
    (("<w:vanish/>",), re.compile(r"(?s)<w:r\b(?:(?!</w:r>).)*?<w:vanish/>.*?</w:r>")),
)
# All begin with one sign, which a search finds faster than one of several patterns.
_WORDS = (
    r"<(?:([wm]:t)(?:\s[^>]*)?(?<!/)>([^<]*(?:<(?!/\1>)[^<]*)*)</\1>"
    r"|w:(?:tab|br|cr|ptab|noBreakHyphen)\b[^>]*>|/w:p>|w:p\b[^>]*>)"
)
_PRINTED, _PRINTED_LINES = re.compile(_WORDS), re.compile(rf"{_WORDS}|\n")
_TAG = re.compile(r"<[^>]*>")


def printed(xml: str) -> str:
    """The printed text of a part by taking its markup away as text."""
    xml = xml.strip()
    pattern = _PRINTED_LINES if "\n" in xml else _PRINTED
    if "\n" in xml:
        xml = _TAG.sub(lambda tag: tag[0].replace("\n", " "), xml)
    for marks, hidden in _UNPRINTED:
        if any(mark in xml for mark in marks):
            xml = hidden.sub("", xml)
    return unescape("".join([text if name else "\n" for name, text in pattern.findall(xml)]))


def remarks(parts: Sequence[Part], printed: Sequence[str]) -> list[Remark]:
    """What a maintainer must know: content that this reader cannot see into."""
    found = [warning for mark, warning in _MARKS if any(re.search(mark, xml) for xml in printed)]
    return found + [told for end, mark, told in KINDS if any(kind.endswith(end) and mark in xml for kind, xml in parts)]
