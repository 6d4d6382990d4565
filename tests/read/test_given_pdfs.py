"""PDF files that are there: cells as pdfplumber sees them, paragraphs as they were written, and nothing lost on the way."""

import json
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from drawn import paragraphs, texts

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document
from extract.read.docx import reader as docx
from extract.read.pdf.reader import read
from extract.text import clean

ROOT = Path(__file__).parents[2]
OURS = sorted((ROOT / "samples").glob("*.pdf"))
# Real reports and renderings of them, where they lie beside the checkout; their text is not ours to keep.
THEIRS = sorted((ROOT.parent / "shared").glob("*/*.pdf"))


def given_files() -> list:
    """The PDFs that are there; a group that is not is skipped by its name."""
    groups = {"samples": OURS, "shared": THEIRS}
    missing = [
        pytest.param(None, id=name, marks=pytest.mark.skip(f"no PDF in {name}/")) for name in groups if not groups[name]
    ]
    return [pytest.param(path, id=path.stem) for files in groups.values() for path in files] + missing


def opened(path: Path) -> Document:
    try:
        return read(path.read_bytes())
    except UnreadableFile as error:
        pytest.skip(f"{path.name}: {error.reason}")


@pytest.mark.parametrize("path", given_files())
def test_cells_are_those_of_pdfplumber(path):
    """Fragment by fragment, without white space. pdfplumber leaves out a cell whose rules stop short of its corner."""
    ours = [_bare(cell.text for cell in table.cells) for table in opened(path).tables()]
    with pdfplumber.open(BytesIO(path.read_bytes())) as document:
        found = [table for page in document.pages for table in page.filter(_drawn).extract_tables()]
    # One column is a phantom: a frame around paragraphs.
    theirs = [_bare(cell or "" for row in table for cell in row) for table in found if max(map(len, table)) > 1]
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert not other - mine
        assert (mine - other).total() <= 0.1 * mine.total()


def _bare(cells: Iterable[str]) -> Counter:
    return Counter(filter(None, ("".join(cell.split()) for cell in cells)))


def _drawn(item: dict) -> bool:
    """Whether something shows: white backgrounds of paragraphs do not, and their edges are no rules."""
    white = item.get("non_stroking_color") in (1, (1,), (1, 1, 1), [1], [1, 1, 1])
    return item["object_type"] != "rect" or bool(item["stroke"]) or not white


@pytest.mark.parametrize("path", given_files())
def test_every_character_of_a_file_is_in_some_block(path):
    """pdfplumber's characters and ours: no Han character and no digit vanishes, none is made up."""
    document = opened(path)
    assert lost(document.witness, texts(document)) == []
    with pdfplumber.open(BytesIO(path.read_bytes())) as plain:
        chars = [char["text"] for page in plain.pages for char in page.dedupe_chars(tolerance=1).chars]
    ours = Counter(char for char in "".join(texts(document)) if "\u4e00" <= char <= "\u9fff")
    theirs = Counter(char for char in clean("".join(chars)) if "\u4e00" <= char <= "\u9fff")
    assert ours == theirs


@pytest.mark.parametrize("stem, least", [("r2018", 41), ("r2018-narrow", 41), ("r2021", 20)])
def test_paragraphs_of_a_pdf_are_those_of_the_word_file_that_it_was_made_from(stem, least):
    folder = ROOT.parent / "shared" / "samples"
    if not (folder / f"{stem}.pdf").is_file():
        pytest.skip(f"no shared/samples/{stem}.pdf")
    read_both = (docx.read((folder / f"{stem}.docx").read_bytes()), read((folder / f"{stem}.pdf").read_bytes()))
    word, printed = (["".join(text.split()) for text in paragraphs(document)] for document in read_both)
    assert len(word) == least and printed == word


def test_the_vertical_sample_is_read_in_order():
    path = ROOT.parent / "shared" / "samples" / "vertical.pdf"
    if not path.is_file():
        pytest.skip("NO VERTICAL PAGE OF OTHERS IS TESTED: no shared/samples/vertical.pdf")
    known = json.loads(path.with_name("vertical.gt.json").read_text("utf-8"))
    assert paragraphs(read(path.read_bytes())) == known["paragraphs"]
