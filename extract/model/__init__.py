"""The small frozen types that flow through the archive, from bytes to rows.

`read/` makes a `Document` of blocks. `report.py` makes a `Report` of it, `coding/` a `Coding`, `narrative/` the `Prose`, `check/`
findings; `archive/` stores a `Reading`, which holds them all. Nothing here reads files or knows the codebook.
"""

from extract.model.coding import CodedCell, CodedTable, Coding, Fact, Finding, Method, Missing, Role, Severity, Verdict
from extract.model.document import NOWHERE, Block, Cell, Document, Paragraph, Remark, Table, Tilt, Where
from extract.model.reading import FileReading, Part, PartRole, Reading, Refusal
from extract.model.report import (
    Citation,
    CitationKind,
    Clue,
    ClueKind,
    Mention,
    MentionKind,
    Placed,
    Prose,
    Report,
    Section,
    Subsection,
)

__all__ = [
    "Block", "Cell", "Citation", "CitationKind", "Clue", "ClueKind", "CodedCell", "CodedTable", "Coding", "Document", "Fact", "FileReading", "Finding", "Mention", "MentionKind", "Method", "Missing", "NOWHERE", "Paragraph", "Part", "PartRole", "Placed", "Prose", "Reading", "Refusal", "Remark", "Report", "Role", "Section", "Severity", "Subsection", "Table", "Tilt", "Verdict", "Where",
]  # fmt: skip
