"""The Datasette plugin: Chinese search in the stock search box, snippets, and pages that read like the reports.

Only hooks that Datasette 0.65 and the 1.0 alphas share. This module must not import `datasette.app`: Datasette imports
the plugin while that module is still being made.
"""

from collections.abc import Callable
from sqlite3 import Connection
from typing import Any

from datasette import hookimpl

from extract.search import query
from extract.serve import (
    asked,
    cells,
    data,
    fact,
    failed,
    guarded,
    headers,
    home,
    numbers,
    office,
    originals,
    pages,
    places,
    report,
    search,
    sheets,
    sitemap,
    tables,
)
from extract.serve.public import gate, of, overrun, statements


@hookimpl(trylast=True)
def prepare_connection(conn: Connection, database: str, datasette: Any) -> None:
    """Register our SQL functions; `escape_fts` is Datasette's own, so ours has to come last.

    A public instance bounds the archive only: Datasette writes into the database that it keeps for itself.
    """
    conn.create_function("escape_fts", 1, query, deterministic=True)
    conn.create_function("zh_query", 1, query, deterministic=True)
    conn.create_function("zh_snippet", 2, cells.plain_snippet, deterministic=True)
    if of(datasette) and database == "archive":
        statements.bound(conn)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Remember during each request what was asked for; our headers for all pages; CSV that spreadsheets may open.

    A public instance stands behind a gate.
    """
    return lambda app: gate.Gate(asked.remember(headers.sent(guarded.spreadsheets(app))), lambda: of(datasette))


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Our way to show a cell, None for Datasette's own."""
    show = cells.SHOWN.get((database, table, column))
    return show(row, value, datasette) if show else None


@hookimpl
def extra_template_vars(request: Any, datasette: Any) -> dict[str, Any]:
    """What our templates use, and those that stand in for Datasette's."""
    return tables.words(datasette, request) if request else {}


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Our page for what has gone wrong; None, so that Datasette answers, where a program has asked."""
    over = overrun.answer(exception) if of(datasette) else None
    return over or failed.view(datasette, request, exception)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """The pages that are ours."""
    ours = (numbers, sheets, data, report, fact, originals, search, home, office, places, sitemap, pages)
    return [route for module in ours for route in module.ROUTES]
