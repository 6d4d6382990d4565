"""Two archives → the facts that one has and the other has not, and those whose values differ."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.errors import ArchiveError

_FACTS = """
select d.file_name, f.item || '@' || f."column", f.value, f.missing, f.confidence
from facts f join reports r on r.id = f.report_id join documents d on d.id = r.document_id
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs: `gained`, `lost` or `changed`; values as they are shown, with the reason of a missing one."""

    kind: str
    file_name: str
    fact: str
    before: str | None
    after: str | None


def compare(before: Path, after: Path) -> Iterator[Change]:
    """The differences between two archives, by report and fact."""
    old, new = _facts(before), _facts(after)
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        if one != other:
            kind = "gained" if one is None else "lost" if other is None else "changed"
            yield Change(kind, *key, one, other)


def _facts(path: Path) -> dict[tuple[str, str], str]:
    if not path.is_file():
        raise ArchiveError(f"{path}: there is no such archive")
    connection = sqlite3.connect(f"file:{path.absolute()}?mode=ro", uri=True)
    try:
        return {(name, fact): _shown(*rest) for name, fact, *rest in connection.execute(_FACTS)}
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: cannot be read as an archive: {error}") from error
    finally:
        connection.close()


def _shown(value: int | float | None, missing: str | None, confidence: float) -> str:
    return (f"({missing})" if value is None else repr(value)) + ("" if confidence >= 0.95 else f" ?{confidence:g}")
