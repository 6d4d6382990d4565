"""A sample as a Word file: merged cells as gridSpan and vMerge, headings numbered by hand or by Word itself."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from .invent import Sample
from .printed import Grid

# A zip entry has a date; one for all, or no two runs would write the same bytes.
EPOCH = (2000, 1, 1, 0, 0, 0)
SMALL = Pt(8)
# One level of numbering that Word writes as 一、二、三、.
NUMBERS = """<w:abstractNum {ns} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>
<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>"""


def write(sample: Sample) -> bytes:
    """Chapter numbers are typed, as text of the heading."""
    return _file(sample, numbered=True)


def write_numbered(sample: Sample) -> bytes:
    """Chapter numbers come from numbering.xml and stand nowhere in the text."""
    return _file(sample, numbered=False)


def _file(sample: Sample, *, numbered: bool) -> bytes:
    document = Document()
    _properties(document, sample)
    number = None if numbered else _numbering(document)
    for style, block in sample.blocks(numbered=numbered):
        if isinstance(block, Grid):
            _table(document, block)
        else:
            paragraph = document.add_paragraph(block)
            STYLES[style](paragraph)
            if style == "heading" and number:
                _count(paragraph, number)
    return _frozen(document)


def _properties(document, sample: Sample) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = sample.title, sample.office.name, "本报告为虚构示例"
    properties.created = properties.modified = datetime.fromisoformat(sample.published)


def _numbering(document) -> str:
    """Add a list that counts 一、二、三、; returns its id."""
    numbering = document.part.numbering_part.element
    # Word wants every abstractNum before the first num.
    numbering.insert(0, parse_xml(NUMBERS.format(ns=nsdecls("w"))))
    return str(numbering.add_num(90).numId)


def _count(paragraph, number: str) -> None:
    """Make a paragraph the next one of a list."""
    properties = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", "0"), ("w:numId", number)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        properties.append(child)
    paragraph._p.get_or_add_pPr().append(properties)


def _title(paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.runs[0].bold = True
    paragraph.runs[0].font.size = Pt(18)


def _heading(paragraph) -> None:
    paragraph.runs[0].bold = True
    paragraph.paragraph_format.keep_with_next = True


def _text(paragraph) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(22)


def _caption(paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


STYLES = {"title": _title, "heading": _heading, "text": _text, "caption": _caption}


def _table(document, grid: Grid) -> None:
    """A ruled table; spans become merged cells of Word."""
    table = document.add_table(grid.table.height, grid.table.width, style="Table Grid")
    # Asked for once: python-docx looks for every cell anew.
    places = [row.cells for row in table.rows]
    for cell in grid.table.cells:
        place = places[cell.row][cell.col]
        if cell.rowspan > 1 or cell.colspan > 1:
            place = place.merge(places[cell.rows[-1]][cell.cols[-1]])
        place.paragraphs[0].add_run(cell.text).font.size = SMALL


def _frozen(document) -> bytes:
    """The package with the same date on all of its parts."""
    loose, fixed = BytesIO(), BytesIO()
    document.save(loose)
    with ZipFile(loose) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = ZipInfo(name, EPOCH)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return fixed.getvalue()
