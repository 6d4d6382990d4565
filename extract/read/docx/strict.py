"""Word files in the strict form of the standard: the same words under other names, which no library opens."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

# Strict names begin like the first and end like those that everybody writes.
NAMES = (
    (b"http://purl.oclc.org/ooxml/officeDocument", b"http://schemas.openxmlformats.org/officeDocument/2006"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml", b"http://schemas.openxmlformats.org/wordprocessingml/2006"),
    (b"http://purl.oclc.org/ooxml/drawingml", b"http://schemas.openxmlformats.org/drawingml/2006"),
)


def loosened(data: bytes) -> bytes:
    """The file with the names that everybody writes; as it is where it has them already."""
    with ZipFile(BytesIO(data)) as package:
        if "[Content_Types].xml" not in package.namelist() or not _is_strict(package):
            return data
        parts = {info.filename: package.read(info) for info in package.infolist()}
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, _renamed(part) if name.endswith((".xml", ".rels")) else part)
    return buffer.getvalue()


def _is_strict(package: ZipFile) -> bool:
    """Whether the main part is written in strict names."""
    names = [name for name in package.namelist() if name.startswith("word/document") and name.endswith(".xml")]
    for name in names:
        with package.open(name) as part:
            if b"purl.oclc.org/ooxml/wordprocessingml" in part.read(8192):
                return True
    return False


def _renamed(part: bytes) -> bytes:
    for strict, usual in NAMES:
        part = part.replace(strict, usual)
    return part
