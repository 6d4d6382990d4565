"""One file from bytes to a `Reading`: the row of pure functions that every file goes through."""

from extract import coding, report, second, tables
from extract.check import check, lost
from extract.codebook import Codebook
from extract.errors import UnreadableFile
from extract.model import Coding, Document, Reading, Remark, Report
from extract.read import read
from extract.text import key

NOTHING = "the file has neither the title nor the chapters nor a table of an annual report"
BLANK = "the file is a blank form or no annual report: it names no office, no year and no figure"


def understand(data: bytes, book: Codebook) -> Reading:
    """Read one file; raises `UnreadableFile` with a reason where it is no report that can be read whole."""
    document = read(data)
    labels = _labels(book)
    blocks = tables.join(document.blocks, lambda label: key(label) in labels)
    found = report.understand(document, blocks, book)
    coded = coding.code(found.tables, book)
    _refuse_others(document, found, coded)
    findings = check(book, coded.form, coded.facts)
    coded, differ = second.opinion(data, document, coded, findings)
    if differ is not None:
        findings = check(book, coded.form, coded.facts)
    missing = lost(document.witness, texts(found, coded))
    remarks = [*document.warnings, *([differ] if differ else [])]
    if missing:
        runs = " ".join(missing[:20])
        remarks.append(Remark("lost_digits", f"{len(missing)} digit runs are not accounted for: {runs}"))
    return Reading(
        media_type=document.media_type,
        reader=document.reader,
        pages=document.pages,
        ocr=document.ocr,
        source_url=document.source_url,
        published_at=document.published_at,
        warnings=tuple(remarks),
        witness=document.witness,
        title=found.title,
        issuer=found.issuer,
        year=found.year,
        sections=found.sections,
        furniture=found.furniture,
        coding=coded,
        findings=tuple(findings),
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
