"""Word packages are opened as python-docx opens them, and it judges those that are not as usual."""

from io import BytesIO
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from lxml import etree

from bench.generate import FORMS, KINDS, invent
from extract.errors import UnreadableFile
from extract.read.docx import package
from extract.read.docx.reader import MEDIA_TYPE
from extract.read.parts import Parts


def _without(data: bytes, name: str, mark: bytes = b"") -> bytes:
    """The package without a part, or with a mark at the end of it."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
            elif mark:
                new.writestr(info.filename, old.read(info) + mark)
    return made.getvalue()


def _word(kind: str = "docx") -> bytes:
    return KINDS[kind].write(invent(3, next(iter(FORMS))))


@pytest.mark.parametrize("kind", ["docx", "docx-numbered"])
def test_a_usual_package_is_opened_as_python_docx_opens_it(kind, monkeypatch):
    data = _word(kind)
    document = docx.Document(BytesIO(data))
    monkeypatch.setattr(package, "_judged", None)
    found = package.opened(Parts(data, MEDIA_TYPE), data)
    assert etree.tostring(found.body) == etree.tostring(document.element.body)
    assert etree.tostring(found.styles) == etree.tostring(document.styles.element)
    assert etree.tostring(found.numbering) == etree.tostring(document.part.numbering_part.element)
    assert found.title == document.core_properties.title


@pytest.mark.parametrize(
    "data",
    [
        _without(_word(), "word/styles.xml"),
        _without(_word(), "word/settings.xml", b"<"),
        _without(_word(), "_rels/.rels"),
        _without(_word(), "[Content_Types].xml"),
    ],
    ids=["a part is missing", "a part is broken", "nothing is related", "nothing is declared"],
)
def test_what_python_docx_does_not_open_is_refused_in_its_words(data):
    with pytest.raises(Exception) as said:
        docx.Document(BytesIO(data))
    with pytest.raises(UnreadableFile) as refused:
        package.opened(Parts(data, MEDIA_TYPE), data)
    assert str(said.value) in str(refused.value)


def test_a_refusal_names_no_address_in_memory():
    made = BytesIO()
    openpyxl.Workbook().save(made)
    with pytest.raises(UnreadableFile, match="file is not a Word file, content type is"):
        package.opened(Parts(made.getvalue(), MEDIA_TYPE), made.getvalue())
