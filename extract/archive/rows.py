"""What a reading holds as rows of the archive's tables. Pure; `insert` writes them."""

import json
from dataclasses import asdict, dataclass

from extract.model import Citation, CodedTable, FileReading, Finding, Mention, Reading, Section

# What a manifest may say of a file.
GIVEN = ("source_url", "published_at", "retrieved_at")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file came from: its sha256, its name, its size in bytes, and what a manifest says of it."""

    id: str
    file_name: str
    size: int
    source_url: str | None = None
    published_at: str | None = None
    retrieved_at: str | None = None
    said_issuer: str | None = None
    said_year: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A report while it is stored: its id, its number for joins, its documents, the main one first."""

    id: str
    no: int
    documents: tuple[str, ...]


def report(stored: Stored, reading: Reading) -> dict:
    """The row of a report before its tables are coded."""
    return {
        "id": stored.id, "no": stored.no, "year": reading.year, "printed_issuer": reading.issuer,
        "printed_year": reading.year, "title": reading.title,
        "scope": reading.scope, "document_id": stored.documents[0],
    }  # fmt: skip


def section(stored: Stored, chapter: Section, no: int) -> dict:
    place = {
        "id": f"{stored.id}:{chapter.ordinal}",
        "no": no,
        "report_id": stored.id,
        "document_id": stored.documents[0],
    }
    return place | {name: getattr(chapter, name) for name in ("ordinal", "code", "heading", "text", "page")}


def subsections(stored: Stored, chapter: Section) -> list[dict]:
    """The rows of a chapter's parts."""
    place = {"section_id": f"{stored.id}:{chapter.ordinal}"}
    return [place | {"ordinal": number} | asdict(item) for number, item in enumerate(chapter.subsections)]


def mention(stored: Stored, number: int, found: Mention) -> dict:
    """The row of a figure in prose."""
    return (
        _in_text(stored, f"m{number}", found)
        | {
            name: getattr(found, name)
            for name in ("kind", "item", "column", "unit", "approximate", "year", "own", "agrees")
        }
        | {"value": _fitting(found.value), "upper": _fitting(found.upper)}
    )


def _fitting(number: int | float | None) -> int | float | None:
    """A number as SQLite can hold it: whole ones of more than 63 bits lose digits, which `text` keeps."""
    return float(number) if number is not None and abs(number) >= 1 << 63 else number


def citation(stored: Stored, number: int, found: Citation) -> dict:
    """The row of a law, document, medium or platform that is named."""
    return _in_text(stored, f"c{number}", found) | {name: getattr(found, name) for name in ("kind", "title", "number")}


def _in_text(stored: Stored, name: str, found: Mention | Citation) -> dict:
    """Whose it is, and its place in the text."""
    place = {"id": f"{stored.id}:{name}", "report_id": stored.id, "section_id": f"{stored.id}:{found.section}"}
    return place | {"start": found.start, "end": found.end, "text": found.text}


def document(source: Source, reading: FileReading | None = None) -> dict:
    """The row of a document; what a manifest says of a file goes before what the file says of itself."""
    row = named(source) | {"size": source.size}
    if reading is None:
        return row
    return row | {
        "media_type": reading.media_type, "pages": reading.pages, "reader": reading.reader, "ocr": int(reading.ocr),
        "source_url": source.source_url or reading.source_url, "published_at": source.published_at or reading.published_at,
        "status": "warned" if reading.warnings else "ok",
        "reason": reading.warnings[0].reason if reading.warnings else None,
        "message": "; ".join(map(str, reading.warnings)) or None,
    }  # fmt: skip


def named(source: Source) -> dict:
    return {name: getattr(source, name) for name in ("id", "file_name", *GIVEN)}


def table(stored: Stored, coded: CodedTable, no: int) -> dict:
    """The row of a printed table."""
    return {
        "id": f"{stored.id}:t{coded.no}", "no": no, "report_id": stored.id, "document_id": stored.documents[coded.part],
        "table_no": coded.no, "section_id": f"{stored.id}:{coded.section}", "position": coded.position,
        "form": coded.form, "code": coded.code, "flat": int(coded.flat), "height": coded.height,
    }  # fmt: skip


def finding(report_id: str, kind: str, found: Finding) -> dict:
    """The row of a finding."""
    return {
        "id": f"{report_id}:{subject(found)}", "report_id": report_id,
        "kind": "prose" if found.left_mentions or found.right_mentions else kind, "rule": found.rule,
        "severity": found.severity, "items": json.dumps(found.items), "column": found.column, "left": found.left,
        "right": found.right, "delta": found.delta, "verdict": found.verdict, "basis": found.basis, "cause": found.cause,
        "message": found.message,
    }  # fmt: skip


def sides(report_id: str, found: Finding) -> list[dict]:
    """The rows of what stands on either side of a finding, in its own report or in another."""
    name = f"{report_id}:{subject(found)}"
    own = {"left": found.left_facts, "right": found.right_facts}
    others = {"left": found.left_others, "right": found.right_others}
    facts = [(side, f"{report_id}:{item}@{column}") for side, keys in own.items() for item, column in keys]
    facts += [(side, fact) for side, names in others.items() for fact in names]
    said = {"left": found.left_mentions, "right": found.right_mentions}
    mentions = [(side, f"{report_id}:m{number}") for side, numbers in said.items() for number in numbers]
    records = [{"finding_id": name, "side": side, "fact_id": fact, "mention_id": None} for side, fact in facts]
    return records + [{"finding_id": name, "side": side, "fact_id": None, "mention_id": of} for side, of in mentions]


def subject(found: Finding) -> str:
    """What a finding is called inside its report, as no other: rule and column, and the item where it is about one."""
    name = f"{found.rule}:{found.column or found.items[0]}"
    item = found.about or (found.items[0] if len(found.items) == 1 else None)
    return f"{name}:{item}" if found.column is not None and item else name
