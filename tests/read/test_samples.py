"""Every Word file and web page at hand: each Han character of a plain extraction is in some block, and no other is."""

import re
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import html as lxml

from extract.model import Document, Paragraph
from extract.read import read
from extract.read.encoding import decode
from extract.text import clean

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "samples", ROOT.parent / "shared" / "samples", ROOT.parent / "shared" / "reports")


def files(ending: str) -> list:
    """The files with an ending; a folder without any is skipped by name."""
    found = [(folder, sorted(folder.rglob(f"*.{ending}"))) for folder in FOLDERS]
    missing = [folder for folder, paths in found if not paths]
    return [pytest.param(path, id=path.stem) for _, paths in found for path in paths] + [
        pytest.param(
            None, id=folder.name, marks=pytest.mark.skip(f"no .{ending} in {folder.parent.name}/{folder.name}")
        )
        for folder in missing
    ]


def han(text: str) -> Counter:
    return Counter(re.findall("[\u4e00-\u9fff]", clean(text)))


def printed(document: Document) -> Counter:
    cells = (cell.text for table in document.tables() for cell in table.cells)
    return han("".join([*cells, *(block.text for block in document.blocks if isinstance(block, Paragraph))]))


@pytest.mark.parametrize("path", files("html"))
def test_web_pages_keep_every_character(path):
    data = path.read_bytes()
    tree = lxml.document_fromstring(re.sub(r"<\?xml[^>]*>", "", decode(data).text))
    for node in tree.xpath("//script | //style | //head | //template | //comment()"):
        node.drop_tree()
    assert printed(read(data)) == han(tree.text_content())


@pytest.mark.parametrize("path", files("docx"))
def test_word_files_keep_every_character(path):
    """Automatic numbers (一、) are printed, but stand in no text."""
    with ZipFile(path) as package:
        parts = [
            name for name in package.namelist() if re.match(r"word/(document|header|footer|footnotes|endnotes)", name)
        ]
        xml = "".join(package.read(name).decode() for name in parts)
    found, plain = printed(read(path.read_bytes())), han("".join(re.findall(r"<w:t(?:\s[^>]*)?>([^<]*)", xml)))
    assert not plain - found
    assert not set(found - plain) - set("一二三四五六七八九十第部分")
