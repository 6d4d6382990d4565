"""The archive as Datasette reads it: rows are counted as far as that is quick, for nobody waits for a page because of a count."""

from pathlib import Path
from typing import Any

from datasette.database import Database, Results

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
}


class Archive(Database):
    """A database whose counts are bounded."""

    _counts: tuple[Any, dict[str, int | None]] = (None, {})

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
        if sql.startswith(_COUNT):
            sql = _AS_MANY.get(sql.rstrip(), sql)
            custom_time_limit = min(custom_time_limit or PATIENCE, PATIENCE)
        return await super().execute(sql, params, truncate, custom_time_limit, page_size, log_sql_errors)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """How many rows each table has, None where counting takes longer; counted once until the archive is written."""
        written = self._written()
        if self._counts[0] != written:
            self._counts = written, await super().table_counts(limit)
        return self._counts[1]

    async def get_all_foreign_keys(self) -> dict[str, dict[str, list[dict[str, str]]]]:
        """What refers to what, but for references to a number inside this file: Datasette takes all for ones to the key."""
        keys = await super().get_all_foreign_keys()
        for table in keys.values():
            table["incoming"] = [key for key in table["incoming"] if key["column"] != "no"]
        return keys

    def _written(self) -> list[tuple[int, int]]:
        """What changes with every write: the file and the log beside it."""
        files = [Path(self.path), Path(f"{self.path}-wal")]
        return [(file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.is_file()]
