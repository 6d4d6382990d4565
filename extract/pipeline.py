"""Files from bytes to a `Reading`: the row of pure functions that every report goes through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from extract import others, recode, report, scope, second
from extract.check import check, lost
from extract.codebook import Codebook
from extract.errors import UnreadableFile
from extract.issuers.clues import clues
from extract.keep.originals import digest
from extract.model import Block, Coding, Document, Paragraph, Part, PartRole, Placed, Reading, Remark, Report
from extract.read import read
from extract.tables import pieces
from extract.text import key
from extract.tilt import printed

# A page with less text than this that links to a file only announces it.
ANNOUNCEMENT = 300

ELSEWHERE = "the page only leads to a file with the report; load that file, or both from one folder: "


@dataclass(frozen=True, slots=True)
class Beside:
    """A further file of a report: its bytes, and what it is to the report."""

    data: bytes
    role: PartRole


def understand(data: bytes, book: Codebook, beside: Sequence[Beside] = (), ocr: bool = False) -> Reading:
    """Read one report, with the further files that belong to it; `ocr` recognises pages that are pictures.

    Raises `UnreadableFile` with a reason where the main file is no report, or where one of the files cannot be read whole.
    """
    document = read(data, ocr)
    found = report.understand(document, _joined(document, book), book)
    further = [(item, read(item.data, ocr)) for item in beside]
    placed = (*found.tables, *_annexed(further, found, book), *recode.flattened(found.sections, book))
    found = replace(found, tables=placed)
    recognised = document.ocr or any(other.ocr for _, other in further)
    coded, findings = recode.understand(found.tables, found.sections, book, recognised, found.year)
    _refuse_others(document, found, coded, book)
    coded, differ = second.opinion(data, document, coded, findings)
    findings = second.judged(check(book, coded.form, coded.facts) if differ else findings, coded)
    coded, prose, told = recode.read_prose(found.sections, coded, book, found.year)
    remarks = (
        *document.warnings,
        *_unsure(found, document),
        *([differ] if differ else []),
        *_unaccounted(document, texts(found, coded)),
    )
    kept = _kept(document, remarks, found.furniture)
    dated = (kept["published_at"], *(other.published_at for _, other in further))
    return Reading(
        **kept | {"published_at": next((date for date in dated if date), None)},
        title=found.title,
        issuer=found.issuer,
        year=found.year,
        sections=found.sections,
        coding=coded,
        findings=(*findings, *told),
        scope=scope.scope(found.sections, coded),
        clues=clues(document, found, found.sections),
        scanned=document.scanned,
        prose=prose,
        parts=tuple(_part(number, item, other, coded) for number, (item, other) in enumerate(further, 1)),
    )


def _kept(document: Document, warnings: tuple[Remark, ...], furniture: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a `FileReading`."""
    own = ("media_type", "reader", "pages", "ocr", "source_url", "published_at", "witness", "links")
    return {name: getattr(document, name) for name in own} | {"warnings": warnings, "furniture": furniture}


def texts(found: Report, coded: Coding) -> list[str]:
    """Every text that the archive keeps of a report's main file: cells, sections and page furniture."""
    return _cells(coded, 0) + [section.text for section in found.sections] + list(found.furniture)


def _cells(coded: Coding, part: int) -> list[str]:
    return [cell.cell.text for table in coded.tables if table.part == part for cell in table.cells]


def _joined(document: Document, book: Codebook) -> tuple[Block, ...]:
    labels = _labels(book)
    joined = pieces.join(document.blocks, lambda label: key(label) in labels)
    return tuple(printed(joined, document.tilts))


def _annexed(others: Sequence[tuple[Beside, Document]], found: Report, book: Codebook) -> Iterator[Placed]:
    """The tables of the annexed files, placed behind the last chapter."""
    last = found.sections[-1]
    for number, (item, document) in enumerate(others, 1):
        if item.role == "annex":
            shown = [
                block for block in _joined(document, book) if not (isinstance(block, Paragraph) and block.furniture)
            ]
            for placed in report.annexed(shown):
                yield replace(placed, section=last.ordinal, position=len(last.text), part=number)


def _unsure(found: Report, document: Document) -> Iterator[Remark]:
    """A remark where recognition may misread the office's name, in the title or wherever else it is printed."""
    pairs = ["".join(pair) for pair in pairwise(found.issuer or "")]
    if doubtful := [pair for pair in pairs if pair in document.unsure]:
        yield Remark(
            "recognised",
            f"the name of the office, {found.issuer}, may be misread at {'、'.join(doubtful)}; compare it with the page",
        )


def _part(number: int, item: Beside, document: Document, coded: Coding) -> Part:
    """What the archive keeps of a further file; words of it that stand in no table are kept as furniture."""
    around = tuple(
        block.text
        for block in document.blocks
        if isinstance(block, Paragraph) and (item.role == "page" or block.furniture)
    )
    kept = _cells(coded, number) + list(around)
    warnings = (*document.warnings, *_unaccounted(document, kept))
    return Part(sha256=digest(item.data), role=item.role, **_kept(document, warnings, around))


def _unaccounted(document: Document, kept: Sequence[str]) -> Iterator[Remark]:
    """A remark where digits of the file stand nowhere in what is kept of it."""
    missing = lost(document.witness, kept)
    if missing:
        shown = " ".join(missing[:20])
        yield Remark("lost_digits", f"{len(missing)} digit runs are not accounted for: {shown}")


def _refuse_others(document: Document, found: Report, coded: Coding, book: Codebook) -> None:
    """Refuse what is no report; a page that links to files may lead to one."""
    if _announces(document, found):
        leads = ", ".join(link[:120] for link in document.links[:3])
        raise UnreadableFile("attachment", ELSEWHERE + leads, document.media_type, document.scanned, document.links)
    if why := others.why_not(document, found, coded, book):
        raise UnreadableFile("not_a_report", why, document.media_type, document.scanned, document.links)


def _announces(document: Document, found: Report) -> bool:
    """Whether a page prints no more than the title of a report that it links to."""
    undivided = [section.code for section in found.sections] == ["whole"]
    short = undivided and not found.tables and len(found.sections[0].text) <= ANNOUNCEMENT
    return bool(document.links and found.title) and short


@lru_cache(maxsize=4)
def _labels(book: Codebook) -> frozenset[str]:
    """The keys of all row labels that any form prints."""
    rows = ((form.form, row.code) for form in book.forms for row in form.rows())
    return frozenset(key(label) for form, code in rows for label in book.spellings(form, "row", code))
