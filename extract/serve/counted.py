"""The archive as Datasette reads it: rows are counted as far as that is quick, for nobody waits for a page because of a count.

What was counted, by facet too, is kept until the archive changes.
"""

import time
from pathlib import Path
from typing import Any

from datasette.database import Database, Results

from extract.serve.matching import BOX, in_box

# Milliseconds for one count. Beyond that Datasette shows no number.
PATIENCE = 100
_COUNT = "select count(*) from "
# A view has as many rows as what it is made of; Datasette would put all of them together.
_AS_MANY = {
    f"{_COUNT}facts": f"{_COUNT}fact",
    f"{_COUNT}cells": f"{_COUNT}cell",
    f"{_COUNT}panel": """
      select coalesce(sum(reports * entries), 0)
      from (select form, count(*) as reports from reports where is_current = 1 group by form)
      join (select form, count(*) as entries from crosswalk group by form) using (form)
    """,
    # All rows of the index are sections; Datasette would look each of them up.
    f"{_COUNT}sections where [no] in {BOX}": f"{_COUNT}{BOX}",
}
# How Datasette counts by the values of a column.
_FACET = " as value, count(*) as count from ("
# Counts that are kept, and how large each of them may be with its statement, in characters.
_MOST, _LONGEST = 200, 10_000
# A writer's last byte is there before others see what it wrote; seconds until that is certain.
_SETTLED = 5


class Archive(Database):
    """A database whose counts are bounded."""

    _kept: tuple[Any, dict[Any, Any]] = (None, {})

    async def execute(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        """As Datasette does; a count gives up soon."""
        sql, params = in_box(_AS_MANY.get(sql.rstrip(), sql), params)
        rest = (page_size, log_sql_errors)
        if not sql.startswith(_COUNT) and _FACET not in sql:
            return await super().execute(sql, params, truncate, custom_time_limit, *rest)
        if sql.startswith(_COUNT):
            custom_time_limit = min(custom_time_limit or PATIENCE, PATIENCE)
        named = (sql, truncate, repr(params), page_size)
        kept = self._answers()
        if named not in kept:
            counted = await super().execute(sql, params, truncate, custom_time_limit, *rest)
            if len(repr((named, [tuple(row) for row in counted.rows]))) > _LONGEST:
                return counted
            if len(kept) >= _MOST:
                kept.clear()
            kept[named] = counted
        return kept[named]

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """How many rows each table has, None where counting takes longer; counted once until the archive is written."""
        kept = self._answers()
        if "tables" not in kept:
            kept["tables"] = await super().table_counts(limit)
        return kept["tables"]

    async def get_all_foreign_keys(self) -> dict[str, dict[str, list[dict[str, str]]]]:
        """What refers to what, but for references to a number inside this file: Datasette takes all for ones to the key."""
        keys = await super().get_all_foreign_keys()
        for table in keys.values():
            table["incoming"] = [key for key in table["incoming"] if key["column"] != "no"]
        return keys

    def _answers(self) -> dict[Any, Any]:
        """What was counted since the archive was written last; nothing is kept while somebody may be writing."""
        written = self._written()
        if self._kept[0] != written:
            self._kept = written, {}
        just_now = any(time.time() - changed / 1e9 < _SETTLED for changed, _ in written)
        return {} if just_now else self._kept[1]

    def _written(self) -> list[tuple[int, int]]:
        """What changes with every write: the file and the log beside it."""
        files = [Path(self.path), Path(f"{self.path}-wal")]
        return [(file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.is_file()]
