"""Word files packed from bits of WordprocessingML, with no library in between."""

from io import BytesIO
from zipfile import ZipFile

NAMES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def run(words: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def par(*runs: str, properties: str = "") -> str:
    """A paragraph; what is not markup becomes a run."""
    inner = "".join(item if item.startswith("<") else run(item) for item in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(content: str = "", properties: str = "") -> str:
    """A table cell; what is not markup becomes one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else par(content)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A table row; what is not markup becomes a cell."""
    inner = "".join(item if item.startswith("<") else cell(item) for item in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def docx(body: str, **parts: str) -> bytes:
    """A Word file with a body and further parts by the name of their root: numbering, styles, footnotes, hdr, ftr …"""
    files = {"word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"}
    names = {"hdr": "header", "ftr": "footer"}
    for root, inner in parts.items():
        number = "1" if root in names else ""
        files[f"word/{names.get(root, root)}{number}.xml"] = f"<w:{root} {NAMES}>{inner}</w:{root}>"
    kinds = {name: _kind(name) for name in files}
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind[0]}"/>' for name, kind in kinds.items())
    related = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind[1]}" Target="{name.removeprefix("word/")}"/>'
        for number, (name, kind) in enumerate(kinds.items())
        if kind[1] != "officeDocument"
    )
    files["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    files["_rels/.rels"] = (
        f'<Relationships {package}><Relationship Id="r" Type="{RELATIONS}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    )
    files["word/_rels/document.xml.rels"] = f"<Relationships {package}>{related}</Relationships>"
    return _zip(files)


def _kind(name: str) -> tuple[str, str]:
    """Content type and relation of a part."""
    stem = name.removeprefix("word/").removesuffix(".xml").rstrip("1")
    return (f"{WORD}.document.main+xml", "officeDocument") if stem == "document" else (f"{WORD}.{stem}+xml", stem)


def _zip(files: dict[str, str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, xml in files.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}')
    return buffer.getvalue()
