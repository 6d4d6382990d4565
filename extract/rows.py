"""What a reading holds as rows of the archive's tables. Pure; `archive.py` writes them."""

import json
from dataclasses import dataclass

from extract.model import FileReading, Finding, Reading, Section

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


@dataclass(frozen=True, slots=True)
class Stored:
    """A report while it is stored: its id, its number for joins, its documents, the main one first."""

    id: str
    no: int
    documents: tuple[str, ...]


def report(stored: Stored, reading: Reading, issuer: str | None) -> dict:
    return {
        "id": stored.id, "no": stored.no, "issuer_id": issuer, "year": reading.year, "form": reading.coding.form,
        "title": reading.title, "document_id": stored.documents[0],
    }  # fmt: skip


def section(stored: Stored, chapter: Section, no: int) -> dict:
    place = {
        "id": f"{stored.id}:{chapter.ordinal}",
        "no": no,
        "report_id": stored.id,
        "document_id": stored.documents[0],
    }
    return place | {name: getattr(chapter, name) for name in ("ordinal", "code", "heading", "text", "page")}


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


def finding(stored: Stored, found: Finding) -> dict:
    """The row of a finding."""
    return {
        "id": _finding_id(stored, found), "report_id": stored.id, "rule": found.rule, "severity": found.severity,
        "items": json.dumps(found.items), "column": found.column, "left": found.left, "right": found.right,
        "delta": found.delta, "verdict": found.verdict, "message": found.message,
    }  # fmt: skip


def sides(stored: Stored, found: Finding) -> list[dict]:
    """The rows of what stands on either side of a finding."""
    facts = [("left", key) for key in found.left_facts] + [("right", key) for key in found.right_facts]
    name = _finding_id(stored, found)
    return [
        {"finding_id": name, "side": side, "fact_id": f"{stored.id}:{item}@{column}"} for side, (item, column) in facts
    ]


def _finding_id(stored: Stored, found: Finding) -> str:
    name = f"{stored.id}:{found.rule}:{found.column or found.items[0]}"
    return f"{name}:{found.items[0]}" if found.column is not None and len(found.items) == 1 else name
