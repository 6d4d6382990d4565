"""Answers that hold until the archive changes. Each thread that reads the archive keeps its own: SQLite tells each connection
by itself that another one has written.
"""

import threading
from collections.abc import Callable
from sqlite3 import Connection
from typing import Any, TypeVar

T = TypeVar("T")

_MOST = 200
_threads = threading.local()


async def kept(datasette: Any, name: str, make: Callable[[Connection], T]) -> T:
    """What `make` says of the archive, made once until the archive changes; `name` tells answers apart."""
    database = datasette.get_database("archive")

    def look(connection: Connection) -> T:
        answers = _answers(connection, str(database.path))
        if name not in answers:
            if len(answers) >= _MOST:
                answers.clear()
            answers[name] = make(connection)
        return answers[name]

    return await database.execute_fn(look)


def _answers(connection: Connection, path: str) -> dict[str, Any]:
    """The answers of this thread that still hold."""
    key = (path, id(connection), connection.execute("pragma data_version").fetchone()[0])
    if getattr(_threads, "key", None) != key:
        _threads.key, _threads.answers = key, {}
    return _threads.answers
