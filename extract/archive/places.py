"""That every fact leads to a cell of its own report: what a foreign key would say, without the index that one needs."""

import sqlite3
from collections.abc import Iterator

_ADRIFT = """
select r.id, i.code, k.code
from reports r
join fact f on f.report = r.no
left join items i on i.no = f.item
left join columns k on k.no = f."column"
left join cell c on c."table" = f."table" and c.row = f.row and c.col = f.col
left join tables t on t.no = f."table"
where f."table" is not null and (c."table" is null or t.report_id is not r.id)
"""


def adrift(connection: sqlite3.Connection, report: int | None = None) -> Iterator[str]:
    """Ids of the facts that lead to no cell of their report; of one report by its number, or of all."""
    of_one = " and r.no = :report" if report is not None else ""
    for place in connection.execute(_ADRIFT + of_one, {"report": report}):
        yield "{}:{}@{}".format(*place)


def forget(connection: sqlite3.Connection, document_id: str) -> None:
    """Take out the facts that lead to a document, before its cells go; a report may have other documents too."""
    connection.execute(
        "delete from fact where report in"
        " (select r.no from report_documents d join reports r on r.id = d.report_id where d.document_id = :id)"
        ' and "table" in (select no from tables where document_id = :id)',
        {"id": document_id},
    )
