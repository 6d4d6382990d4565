"""Which files of one folder make one report: a page and its annexed table, a page that only leads to the report's file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from extract.model import PartRole, Reading, Refusal

# Codes of sections that are no chapters.
UNDIVIDED = frozenset(("front", "whole"))
# An annexed table has a title and a few lines around it; what has more prose than this is a text of its own.
PROSE = 300

TableName = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a file that was read by itself: its sha256 and name, what it looks like, and what it says of itself.

    `tables` are the tables of forms that it prints, `links` the names of the files that it links to.
    """

    sha256: str
    name: str
    kind: Literal["report", "annex", "page"]
    issuer: str | None = None
    year: int | None = None
    tables: frozenset[TableName] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """A report in several files: the main one, and what each of the others is to it."""

    main: Seen
    parts: tuple[tuple[Seen, PartRole], ...]


def look(sha256: str, name: str, reading: Reading) -> Seen:
    """What a file that could be read is among its neighbours."""
    tables = [(table.form, table.code) for table in reading.coding.tables if table.form and table.code]
    sections = [(section.code, len(section.text)) for section in reading.sections]
    return seen(sha256, name, sections, reading.issuer, reading.year, tables, reading.links)


def seen(
    sha256: str,
    name: str,
    sections: Sequence[tuple[str, int]],
    issuer: str | None,
    year: int | None,
    tables: Sequence[TableName],
    links: Sequence[str],
) -> Seen:
    """A file by what it holds: its sections (code and length) and tables. One with a form's table and little else is an annex."""
    bare = all(code in UNDIVIDED for code, _ in sections) and sum(length for _, length in sections) <= PROSE
    kind: Literal["report", "annex"] = "annex" if tables and bare else "report"
    return Seen(sha256, name, kind, issuer, year, _same(frozenset(tables)), names(links))


@lru_cache(maxsize=1024)
def _same(tables: frozenset[TableName]) -> frozenset[TableName]:
    """Equal sets as one: all files of a run are remembered, and most print the same tables."""
    return tables


def look_at_refused(sha256: str, name: str, refusal: Refusal) -> Seen | None:
    """A page that is no report itself may lead to one; any other refused file is alone."""
    return Seen(sha256, name, "page", links=names(refusal.links)) if refusal.links else None


def names(links: Sequence[str]) -> frozenset[str]:
    """The names of the files that addresses lead to.

    >>> sorted(names(["./P020.xls", "http://example.org/a/%E8%A1%A8.doc?x=1"]))
    ['P020.xls', '表.doc']
    """
    paths = (PurePosixPath(unquote(_path(link))) for link in links)
    return frozenset(path.name for path in paths if path.name)


def _path(link: str) -> str:
    try:
        return urlsplit(link.replace("\\", "/")).path
    except ValueError:
        return ""


def groups(files: Sequence[Seen]) -> Iterator[Group]:
    """The reports of a folder that are in several files. A part that could belong to two reports belongs to none."""
    reports = [file for file in files if file.kind == "report"]
    owned = [(owner, part, role) for part, role in _parts(files) if (owner := _owner(part, reports))]
    for report in reports:
        parts = tuple((part, role) for owner, part, role in owned if owner is report)
        if parts:
            yield Group(report, parts)


def _parts(files: Sequence[Seen]) -> Iterator[tuple[Seen, PartRole]]:
    for file in files:
        if file.kind == "annex":
            yield file, "annex"
        elif file.kind == "page":
            yield file, "page"


def _owner(part: Seen, reports: Sequence[Seen]) -> Seen | None:
    """The one report that a part belongs to: the one that a link ties to it, else the only one that it fits."""
    linked = [report for report in reports if part.name in report.links or report.name in part.links]
    fitting = [report for report in linked or reports if _fits(part, report)]
    if part.kind == "page" and not linked:
        return None
    return fitting[0] if len(fitting) == 1 else None


def _fits(part: Seen, report: Seen) -> bool:
    """Whether nothing speaks against two files being one report: they name no two offices or years, and share no table."""
    agree = all(one is None or other is None or one == other for one, other in _said(part, report))
    return agree and not part.tables & report.tables and len({form for form, _ in part.tables | report.tables}) <= 1


def _said(part: Seen, report: Seen) -> tuple[tuple[object, object], ...]:
    return (part.year, report.year), (part.issuer, report.issuer)
