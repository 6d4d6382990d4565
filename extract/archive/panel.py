"""What a report says of each concept that its edition measures: the table `panel_values`, for questions over many reports.

The view `panel` defines the same; unbound, it adds up every fact of the archive. Rows are made anew for one report whenever
its facts or the crosswalk change.
"""

import math
import sqlite3
from collections.abc import Iterator

_ONE = "delete from panel_values where report = :report and concept in (select id from concepts)"
# As in the view: of several ways to the same thing the one that is complete, of two the first. SQLite takes the other columns
# from the row that holds the maximum.
_MADE = """
insert into panel_values (concept, report, value, n_missing, missing)
select
  concept, report,
  case when found = parts then total end,
  parts - found,
  case when found < parts then coalesce(blank, case when unmapped > 0 then 'unmapped' else 'no_row' end) end
from (
  select *, max((found - parts) * 2 - way)
  from (
    select
      r.no as report, x.concept, r.unmapped, m.way,
      count(m.item) as parts, count(f.value) as found, sum(f.value * m.factor) as total, min(f.missing) as blank
    from reports r
    join crosswalk x on x.form = r.form and x.match in ('exact', 'narrower', 'broader')
    join crosswalk_terms m on m.concept = x.concept and m.form = x.form
    join items i on i.code = m.item
    join columns k on k.code = m."column"
    left join fact f on f.report = r.no and f.item = i.no and f."column" = k.no
    where r.no between :first and :last
    group by r.no, x.concept, m.way
  )
  group by report, concept
)
"""
# Reports made in one statement when all are; more would only make its temporary tables larger.
STEP = 500


def refresh(connection: sqlite3.Connection, report: int) -> None:
    """Make the rows of one report anew, from its facts; inside a transaction of the caller."""
    connection.execute(_ONE, {"report": report})
    connection.execute(_MADE, {"first": report, "last": report})


def fill(connection: sqlite3.Connection) -> None:
    """Make the rows of all reports anew; inside a transaction of the caller."""
    connection.execute("delete from panel_values")
    (last,) = connection.execute("select coalesce(max(no), 0) from reports").fetchone()
    for first in range(1, last + 1, STEP):
        connection.execute(_MADE, {"first": first, "last": first + STEP - 1})


def differing(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Report and concept of the rows that are not what the facts say."""
    (last,) = connection.execute("select coalesce(max(no), 0) from reports").fetchone()
    kept = "select concept, report, value, n_missing, missing from panel_values where report between :first and :last"
    names = dict(connection.execute("select no, id from reports"))
    made = _MADE.partition("\n")[2].partition("\n")[2]
    for first in range(1, last + 1, STEP):
        span = {"first": first, "last": first + STEP - 1}
        wanted, found = ({(row[1], row[0]): row[2:] for row in connection.execute(sql, span)} for sql in (made, kept))
        for report, concept in sorted(wanted.keys() | found.keys()):
            if not _same(wanted.get((report, concept)), found.get((report, concept))):
                yield names.get(report, str(report)), concept


def _same(wanted: tuple | None, found: tuple | None) -> bool:
    """Whether two rows say the same; the order of a sum may show in the last digit of its value."""
    if wanted is None or found is None or wanted[1:] != found[1:]:
        return wanted == found
    value, other = wanted[0], found[0]
    return value == other or (value is not None and other is not None and math.isclose(value, other))
