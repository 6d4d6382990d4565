"""What makes an instance fit for the open internet: bounded statements, bounded requests, nothing written, nothing told."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any

# What Datasette itself is told. A statement that the clock does not reach is bounded in `statements`.
SETTINGS: dict[str, Any] = {
    "default_page_size": 40,
    "num_sql_threads": 6,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 200,
    "facet_suggest_time_limit_ms": 50,
    "suggest_facets": False,
    "max_returned_rows": 1000,
    "allow_csv_stream": False,
    "max_csv_mb": 5,
    "allow_signed_tokens": False,
}
# Rows of one file of ours: what is made within a second, in a few megabytes.
ROWS = {"csv": 5_000, "json": 5_000, "parquet": 5_000, "xlsx": 2_000}


@dataclass(frozen=True, slots=True)
class Public:
    """How a public instance is run. Who asks is told by the connection, or by a header where that comes from `proxies`."""

    sql: bool = True
    download: bool = False
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    header: str = ""

    def __post_init__(self) -> None:
        if bool(self.proxies) != bool(self.header):
            raise ValueError("a trusted proxy needs the name of its header, and a header the address of its proxy")

    @property
    def settings(self) -> dict[str, Any]:
        """Datasette's settings."""
        return SETTINGS | {"default_allow_sql": self.sql, "allow_download": self.download}


def rows(datasette: Any, ending: str, most: int) -> int:
    """How many rows a file holds, of `most` that it could hold."""
    return min(most, ROWS[ending]) if of(datasette) else most


def of(datasette: Any) -> Public | None:
    """How an instance is public; None for one that is not."""
    return getattr(datasette, "public", None)
