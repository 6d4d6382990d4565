"""PDF files drawn in a few lines: text and rules by their place on the page, no font embedded, no library needed; and what is read of them.

Coordinates are points from the top left corner; a Han character is as wide as its size, any other half as wide.
"""

from dataclasses import dataclass

from extract.model import Document, Paragraph

WIDTH, HEIGHT = 595, 842
FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts ["
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500]"
    b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>] >>"
)


def text(x: float, y: float, words: str, size: float = 12, gap: float = 0, matrix: str = "1 0 0 1") -> str:
    """Words whose baseline starts at a point, `gap` points between the characters."""
    code = words.encode("utf-16-be").hex()
    return f"BT /F {size} Tf {gap} Tc {matrix} {x} {HEIGHT - y} Tm <{code}> Tj ET"


def column(x: float, y: float, words: str, size: float = 12) -> str:
    """Words one character under the other."""
    return "\n".join(text(x, y + number * size * 1.2, char, size) for number, char in enumerate(words))


def prose(x: float, y: float, words: str, chars: int = 36, size: float = 12, leading: float = 20) -> tuple[str, float]:
    """A wrapped paragraph with its first line moved in by two characters, and where the next line would stand."""
    rows = [words[: chars - 2]]
    rows += [words[start : start + chars] for start in range(chars - 2, len(words), chars)]
    drawn = [
        text(x + 2 * size * (not number), y + number * leading, row, size) for number, row in enumerate(rows) if row
    ]
    return "\n".join(drawn), y + len(rows) * leading


def rule(x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> str:
    """A stroke."""
    return f"{width} w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S"


def box(x0: float, y0: float, x1: float, y1: float, grey: float = 0) -> str:
    """A filled box."""
    return f"{grey} g {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re f 0 g"


def grid(xs: list[float], ys: list[float], stroke=rule) -> str:
    """The lines of a table without merged cells."""
    across = [stroke(xs[0], y, xs[-1], y) for y in ys]
    return "\n".join([*across, *(stroke(x, ys[0], x, ys[-1]) for x in xs)])


def thin(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line as word processors export it: a filled box half a point thick."""
    return box(x0, y0, x1 + 0.5 * (x0 == x1), y1 + 0.5 * (y0 == y1))


def table(xs: list[float], ys: list[float], rows: list[list[str]], stroke=rule, size: float = 10) -> str:
    """A ruled table with its texts, which may have several lines."""
    drawn = [grid(xs, ys, stroke)]
    for top, row in zip(ys, rows, strict=False):
        for left, words in zip(xs, row, strict=False):
            drawn += [text(left + 3, top + 14 + 12 * no, line, size) for no, line in enumerate(words.split("\n"))]
    return "\n".join(drawn)


@dataclass
class Sheet:
    """One page: what is drawn on it, and its own entries in the page dictionary."""

    drawn: list[str]
    entries: str = ""


def pdf(*pages: Sheet | list[str]) -> bytes:
    """A PDF file of some pages."""
    sheets = [page if isinstance(page, Sheet) else Sheet(page) for page in pages]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} /MediaBox [0 0 {WIDTH} {HEIGHT}] >>".encode(),
        FONT,
    ]
    for number, sheet in enumerate(sheets):
        stream = "\n".join(sheet.drawn).encode()
        objects += [
            f"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F 3 0 R >> >> /Contents {5 + 2 * number} 0 R"
            f" {sheet.entries} >>".encode(),
            f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream",
        ]
    return file(objects)


def file(objects: list[bytes]) -> bytes:
    """A PDF file of numbered objects with a table of their places."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n".encode()
    return out + f"startxref\n{start}\n%%EOF\n".encode()


def texts(document: Document) -> list[str]:
    """All text of a document, furniture too."""
    cells = [cell.text for table in document.tables() for cell in table.cells]
    return cells + [block.text for block in document.blocks if isinstance(block, Paragraph)]


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]
