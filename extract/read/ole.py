"""What an OLE file is, by the streams at its root: a Word document may lie inside a workbook, and the reverse."""

from io import BytesIO

from extract.read.doc.word97 import MEDIA_TYPE
from extract.read.preflight import fits

EXCEL, WORKS = "application/vnd.ms-excel", "application/vnd.ms-works"
# The first of these that is there names the kind; programs disagree about capitals.
STREAMS = {"WordDocument": MEDIA_TYPE, "Workbook": EXCEL, "Book": EXCEL, "MN0": WORKS, "CONTENTS": WORKS}


def kind(data: bytes) -> str:
    """The media type, Word where nothing tells; a file with a broken directory is told by the names that stand in it."""
    # Imported with the first file of this kind, so that nothing else needs it.
    import olefile  # type: ignore[import-untyped]

    try:
        if not fits(data):
            raise ValueError("the file is shorter than it says")
        with olefile.OleFileIO(BytesIO(data)) as ole:
            names = {path[0].lower() for path in ole.listdir() if len(path) == 1}
        found = [name for name in STREAMS if name.lower() in names]
    except Exception:  # olefile answers broken sector chains with whatever Python raises
        found = [name for name in STREAMS if f"{name}\0".encode("utf-16-le") in data]
    return STREAMS[found[0]] if found else MEDIA_TYPE
