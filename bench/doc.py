"""Reading binary Word files, against LibreOffice and the libraries of PyPI: CPU seconds, and how many known values come out right.

The files are the Word samples of this repository, written as .doc by LibreOffice, and those beside the checkout. A peer that
makes Word or web pages of them is read on by our own readers, so that only its cells count. Peers that are not installed are
named and left out; none is needed: python -m pip install legacy-doc msdoc2docx office-oxide extractous kreuzberg
"""

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.timing import Row, against, with_children
from extract.codebook import Codebook, load
from extract.errors import UnreadableFile
from extract.pipeline import understand
from extract.read import soffice
from extract.read.doc import reader as doc
from extract.read.soffice import Kind

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "samples"
LIMIT = 0.1
TO_DOC, TO_DOCX = Kind("docx", "MS Word 2007 XML", "doc"), Kind("doc", "MS Word 97", "docx")
MEDIA_TYPE = "application/msword"
Peer = Callable[[bytes], bytes]


def rows() -> Iterator[Row]:
    """Our reader against LibreOffice, one call for each file and one for all, then against each library."""
    if soffice.program() is None:
        print("doc: LibreOffice is not installed; nothing to compare with")
        return
    book = load()
    given = list(_given())
    files = [data for data, _ in given]
    ours = _right(given, lambda data: data, book)
    yield _row(
        "LibreOffice, one by one", given, ours, lambda data: soffice.convert(data, TO_DOCX, MEDIA_TYPE), book, LIMIT
    )
    yield against(
        f"DOC: LibreOffice, all {len(files)} in one call",
        lambda: _read(files),
        lambda: _batch(files),
        LIMIT,
        clock=with_children,
    )
    for name, peer in PEERS.items():
        try:
            import_module(name)
        except ImportError:
            print(f"doc: {name} is not installed; left out")
            continue
        yield _row(name, given, ours, peer, book, None)


def _row(name: str, given: list, ours: str, peer: Peer, book: Codebook, limit: float | None) -> Row:
    what = f"DOC: {name}; right {ours}, {_right(given, peer, book)}"
    files = [data for data, _ in given]
    return against(
        what, lambda: _read(files), lambda: [_tried(peer, data) for data in files], limit, 1, clock=with_children
    )


def _read(files: list[bytes]) -> None:
    for data in files:
        doc.read(data)


def _batch(files: list[bytes]) -> None:
    """All files by one start of LibreOffice."""
    soffice.convert_all(files, TO_DOCX, MEDIA_TYPE)


def _given() -> Iterator[tuple[bytes, dict]]:
    """Files with the values that are known of them."""
    for path in sorted((ROOT / "samples").glob("*.docx")):
        yield (
            soffice.convert(path.read_bytes(), TO_DOC, MEDIA_TYPE),
            _known(path.parent / "truth" / f"{path.stem}-docx.json"),
        )
    for path in sorted(SHARED.glob("*.doc")):
        yield path.read_bytes(), _known(SHARED / "truth" / f"{path.stem}-doc.json")


def _known(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))["facts"]


def _right(given: list, peer: Peer, book: Codebook) -> str:
    """How many of the known values come out right, through the same code for all."""
    found = total = 0
    for data, known in given:
        facts = _facts(_tried(peer, data), book)
        total += len(known)
        found += sum(key in facts and facts[key] == value for key, value in known.items())
    return f"{found}/{total}"


def _facts(data: bytes | None, book: Codebook) -> dict:
    try:
        reading = understand(data, book) if data else None
    except UnreadableFile:
        return {}
    return {f"{fact.item}@{fact.column}": fact.value for fact in reading.coding.facts} if reading else {}


def _tried(peer: Peer, data: bytes) -> bytes | None:
    try:
        return peer(data)
    except Exception:  # a peer that fails has read nothing
        return None


def _file(read: Callable[[str], str]) -> Peer:
    """A peer that wants a path and gives a text."""

    def peer(data: bytes) -> bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder, "in.doc")
            path.write_bytes(data)
            return read(str(path)).encode()

    return peer


def _docx(data: bytes) -> bytes:
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.doc"), Path(folder, "in.docx")
        source.write_bytes(data)
        import_module("doc2docx").convert(source, target)
        return target.read_bytes()


# Text where a library gives no more: its tables are then rebuilt from lines, as those of a text file are.
PEERS: dict[str, Peer] = {
    "doc2docx": _docx,
    "office_oxide": lambda data: import_module("office_oxide").Document.from_bytes(data, "doc").to_html().encode(),
    "legacy_doc": lambda data: import_module("legacy_doc").extract_text(data).text.encode(),
    "extractous": _file(
        lambda path: import_module("extractous").Extractor().set_xml_output(True).extract_file_to_string(path)[0]
    ),
    "kreuzberg": _file(lambda path: import_module("kreuzberg").extract_file_sync(path).content),
    "sharepoint2text": _file(lambda path: next(import_module("sharepoint2text").read_file(path)).full_text),
}
