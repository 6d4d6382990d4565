"""A PDF that PDFium mends without a word is warned or refused, and an honest one is not."""

import re
import zlib

import drawn
import pytest

from extract.errors import UnreadableFile
from extract.model import Paragraph
from extract.read.pdf import reader as pdf

LINE, MARK = "一、总体情况", "全年共收到申请4321件，均已按时答复。"
THREE = drawn.pdf([drawn.text(72, 100, LINE)], [drawn.text(72, 100, MARK)], [drawn.text(72, 100, "三、其他")])
CONTENT = "\n".join(drawn.text(72, 100 + 20 * no, line) for no, line in enumerate((LINE, *["甲乙丙丁"] * 20, MARK)))
PACKED = zlib.compress(CONTENT.encode())
LAYER = b"<< /Type /OCG /Name (a) >>"


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream"


def made(content: bytes, *others: bytes, catalog: str = "", resources: str = "") -> bytes:
    """A file of one page, whose content is object 5 and whose other objects begin at 6."""
    page = f"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F 3 0 R /G 6 0 R >> {resources} >> >>"
    return drawn.file(
        [
            f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
            drawn.FONT,
            page.encode(),
            content,
            *others,
        ]
    )


def layered(state: str, content: str, *others: bytes, resources: str = "/Properties << /P 6 0 R >>") -> bytes:
    number = 5 + len(others)
    catalog = f"/OCProperties << /OCGs [{number} 0 R] /D << {state} [{number} 0 R] >> >>"
    return made(stream(content.encode()), *others, catalog=catalog, resources=resources)


def glyphs(entries: str) -> bytes:
    """A page with four figures in a font that is made of drawings."""
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 49 /LastChar 52"
        " /CharProcs << /a 7 0 R >> /Encoding << /Type /Encoding /Differences [49 /a /a /a /a] >>"
        f" /Widths [750 750 750 750] {entries} >>"
    )
    drawing = stream(b"750 0 0 0 750 750 d1 0 0 750 750 re f")
    words = f"{drawn.text(72, 100, LINE + MARK)} BT /G 12 Tf 1 0 0 1 72 700 Tm (4321) Tj ET"
    return made(stream(words.encode()), font.encode(), drawing, stream(b"/CIDInit /ProcSet findresource begin end"))


def changed(old: bytes, number: int, body: bytes) -> bytes:
    """A file with another state of one object added behind its end."""
    start, place = int(re.search(rb"startxref\n(\d+)", old)[1]), len(old)
    new = old + f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = f"xref\n{number} 1\n{place:010} 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev {start} >>\n"
    return new + f"{table}startxref\n{len(new)}\n%%EOF\n".encode()


def form(entries: str = "") -> bytes:
    drawing = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
    return stream(drawn.text(72, 130, MARK).encode(), f"{drawing} {entries}")


UNDRAWN = f"{drawn.text(72, 100, LINE)} 3 Tr {drawn.text(72, 130, MARK)}"
IN_LAYER = f"{drawn.text(72, 100, LINE)} /OC /P BDC {drawn.text(72, 130, MARK)} EMC"
IN_FORM = f"{drawn.text(72, 100, LINE)} /X Do"
FORMS = "/XObject << /X 6 0 R >>"
FLATE = "/Filter /FlateDecode"
MENDED = {
    "no end": (THREE[: THREE.rfind(b"startxref")], "cut_off"),
    "no table": (THREE[: THREE.rfind(b"xref\n0")] + b"trailer\n<< /Root 1 0 R >>\n", "cut_off"),
    "half of the table": (THREE[: THREE.rfind(b"xref\n0") + 60], "damaged"),
    "half of the pages": (THREE[: len(THREE) // 2], "damaged"),
    "a change that breaks off": (THREE + b"7 0 obj\n<< /Length 4000 >>\nstream\nBT", "cut_off"),
    "the table elsewhere": (THREE.replace(b"startxref\n", b"startxref\n1"), "cut_off"),
    "bytes lost in the middle": (THREE.replace(b"/Type /Font ", b"", 1), "cut_off"),
    "line ends changed": (THREE.replace(b"\nendobj", b"\r\nendobj"), "cut_off"),
    "fewer pages said than there are": (THREE.replace(b"/Count 3", b"/Count 1"), "engines_differ"),
    "more pages said than there are": (THREE.replace(b"/Count 3", b"/Count 5"), "damaged"),
    "a page that is not there": (THREE.replace(b"6 0 R 8", b"99 0 R 8"), "damaged"),
    "content that is not there": (THREE.replace(b"/Contents 7 0", b"/Contents 99 0"), "cut_off"),
    "a piece of content that is not there": (THREE.replace(b"/Contents 7 0 R", b"/Contents [7 0 R 99 0 R]"), "cut_off"),
    "content that breaks off": (made(stream(PACKED[: len(PACKED) // 2], FLATE)), "cut_off"),
    "a layer that is off": (layered("/OFF", IN_LAYER, LAYER), "hidden"),
    "layers that are off at first": (layered("/BaseState /OFF /ON []", IN_LAYER, LAYER).replace(b"[6 0 R] >> >>", b">> >>"), "hidden"),
    "a form in a layer that is off": (layered("/OFF", IN_FORM, form("/OC 7 0 R"), LAYER, resources=FORMS), "hidden"),
    "text that is not drawn": (drawn.pdf([UNDRAWN]), "hidden"),
    "figures that are drawings": (glyphs(""), "lost_characters"),
}  # fmt: skip
HONEST = {
    "pages": THREE,
    "words before it": b"HTTP/1.1 200 OK\r\n\r\n" + THREE,
    "words behind it": THREE + b"<html></html>\n",
    "a page that was changed": changed(THREE, 6, re.search(rb"(?s)6 0 obj\n(.*?)\nendobj", THREE)[1]),
    "packed content": made(stream(PACKED, FLATE)),
    "packed content with a wrong checksum": made(stream(PACKED[:-4] + b"\0\0\0\0", FLATE)),
    "a layer that is on": layered("/ON", IN_LAYER, LAYER),
    "a form": made(stream(IN_FORM.encode()), form(), resources=FORMS),
    "an empty page": drawn.pdf([drawn.text(72, 100, LINE + MARK)], []),
    "drawn figures that tell their characters": glyphs("/ToUnicode 8 0 R"),
}


@pytest.mark.parametrize("data, reason", MENDED.values(), ids=MENDED)
def test_what_is_mended_is_told(data, reason):
    try:
        reasons = {warning.reason for warning in pdf.read(data).warnings}
    except UnreadableFile as refused:
        reasons = {refused.reason}
    assert reason in reasons


@pytest.mark.parametrize("data", HONEST.values(), ids=HONEST)
def test_an_honest_file_is_read_without_a_word(data):
    document = pdf.read(data)
    assert document.warnings == ()
    assert "4321" in "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
