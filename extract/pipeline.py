"""One file from bytes to a `Reading`: the row of pure functions that every file goes through."""

from extract import coding, report, tables
from extract.check import check, lost
from extract.codebook import Codebook
from extract.confirm import confirm
from extract.errors import UnreadableFile
from extract.model import Coding, Document, Reading, Remark, Report
from extract.read import read
from extract.text import key
from extract.tilt import printed

NOTHING = "the file has neither the title nor the chapters nor a table of an annual report"
BLANK = "the file is a blank form or no annual report: it names no office, no year and no figure"


def understand(data: bytes, book: Codebook, ocr: bool = False) -> Reading:
    """Read one file; raises `UnreadableFile` with a reason where it is no report that can be read whole."""
    document = read(data, ocr)
    labels = _labels(book)
    blocks = tuple(printed(tables.join(document.blocks, lambda label: key(label) in labels), document.tilts))
    found = report.understand(document, blocks, book)
    coded = confirm(coding.code(found.tables, book), book, document.ocr)
    _refuse_others(document, found, coded)
    missing = lost(document.witness, texts(found, coded))
    warnings = document.warnings + (
        (Remark("lost_digits", f"{len(missing)} digit runs are not accounted for: {' '.join(missing[:20])}"),)
        if missing
        else ()
    )
    return Reading(
        media_type=document.media_type,
        reader=document.reader,
        pages=document.pages,
        ocr=document.ocr,
        source_url=document.source_url,
        published_at=document.published_at,
        warnings=warnings,
        witness=document.witness,
        title=found.title,
        issuer=found.issuer,
        year=found.year,
        sections=found.sections,
        furniture=found.furniture,
        coding=coded,
        findings=tuple(check(book, coded.form, coded.facts)),
        links=document.links,
        scanned=document.scanned,
    )


def texts(found: Report, coded: Coding) -> list[str]:
    """Every text that the archive keeps of a report: cells, sections and page furniture."""
    cells = [cell.cell.text for table in coded.tables for cell in table.cells]
    return cells + [section.text for section in found.sections] + list(found.furniture)


def _refuse_others(document: Document, found: Report, coded: Coding) -> None:
    """Refuse what is no report: no title, no chapters and no known table; or a form that nobody has filled in."""
    if not found.title and coded.form is None and [section.code for section in found.sections] == ["whole"]:
        raise UnreadableFile("not_a_report", NOTHING, document.media_type)
    if found.year is None and found.issuer is None and not any(fact.value is not None for fact in coded.facts):
        raise UnreadableFile("not_a_report", BLANK, document.media_type)


def _labels(book: Codebook) -> frozenset[str]:
    """The keys of all row labels that any form prints."""
    rows = ((form.form, row.code) for form in book.forms for row in form.rows())
    return frozenset(key(label) for form, code in rows for label in book.spellings(form, "row", code))
