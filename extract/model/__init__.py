"""The small frozen types that flow through the archive, from bytes to rows.

`read/` makes a `Document` of blocks. `report.py` makes a `Report` of it, `coding/` a `Coding`, `narrative/` the `Prose`, `check/`
findings; `archive/` stores a `Reading`, which holds them all. Nothing here reads files or knows the codebook.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from extract.model.document import NOWHERE, Block, Cell, Document, Paragraph, Remark, Table, Tilt, Where

if TYPE_CHECKING:
    from extract.model.coding import (
        CodedCell,
        CodedTable,
        Coding,
        Fact,
        Finding,
        Method,
        Missing,
        Role,
        Severity,
        Verdict,
    )
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

# What a reader alone does without is imported when it is first asked for: to make these classes takes as long as to read a page.
_MODULES = ("coding", "reading", "report")


def __getattr__(name: str) -> object:
    """A type of one of the further modules."""
    if name in __all__:
        for module in _MODULES:
            found = getattr(import_module(f"{__name__}.{module}"), name, None)
            if found is not None:
                return globals().setdefault(name, found)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
