"""A reading as lines for eyes: what `nianbao read` prints."""

from collections.abc import Iterator

from extract.codebook import Codebook
from extract.isolation.message import Reply
from extract.model import CodedTable, Fact, Reading


def lines(reading: Reading, book: Codebook) -> Iterator[str]:
    """Title, chapters, tables with their codes, what stayed open, and findings."""
    yield f"{reading.title or '（无标题）'}"
    yield f"  发布机关 issuer: {reading.issuer or '?'}   年度 year: {reading.year or '?'}   表式 form: {reading.coding.form or '?'}"
    yield f"  {reading.media_type}, reader {reading.reader}, pages {reading.pages or '-'}"
    yield from (f"  ! {warning}" for warning in reading.warnings)
    for section in reading.sections:
        yield f"[{section.code}] {section.heading or '（卷首）'}  ({len(section.text)} characters)"
        yield from (f"  {_fact(fact)}" for fact in reading.coding.facts if fact.section == section.ordinal)
    facts = {(fact.table, fact.row, fact.col): fact for fact in reading.coding.facts if fact.table is not None}
    for table in reading.coding.tables:
        yield from _table(table, facts, book)
    for finding in reading.findings:
        yield f"finding {finding.rule} [{finding.severity}, {finding.verdict}] {finding.message}"


def members(reply: Reply) -> Iterator[str]:
    """What an archive of files holds, and how it is read."""
    yield f"{reply.media_type}, an archive of {len(reply.members)} files; `nianbao load` reads them"
    yield from (f"  {member.name}" for member in reply.members)


def _table(table: CodedTable, facts: dict, book: Codebook) -> Iterator[str]:
    name = f"form {table.form}, table {table.code}" if table.form else "no form explains it"
    yield f"table {table.no}: {name}"
    for coded in table.cells:
        fact = facts.get((table.no, coded.cell.row, coded.cell.col))
        if fact is not None:
            yield f"  {_fact(fact)}"
        elif coded.ignored:
            yield f"  ignored ({coded.ignored}): {coded.cell.text!r}"
        elif coded.role == "value" and any(char.isdigit() for char in coded.cell.text):
            yield f"  unmapped 未识别 at row {coded.cell.row}, column {coded.cell.col}: {coded.cell.text!r}"


def _fact(fact: Fact) -> str:
    value = f"({fact.missing})" if fact.value is None else f"{fact.value}"
    doubt = "" if fact.confidence >= 0.95 else f"  ? confidence {fact.confidence:g}"
    return f"{fact.item}@{fact.column} = {value} {fact.unit or ''} [{fact.method}]{doubt}".rstrip()
