"""What a visitor reads when a page of ours runs into a bound."""

from sqlite3 import DatabaseError

from datasette import Response
from datasette.database import QueryInterrupted

from extract.serve import page

LATE = "处理时间过长，已停止。请缩小范围，或稍后再试。\nThis took too long and was stopped. Please ask for less, or try again in a moment.\n"
NOT_DONE = "无法完成这一请求。\nThis cannot be done: {error}\n"


def answer(exception: Exception) -> Response | None:
    """An answer to a request that failed by its own doing; None leaves it to Datasette."""
    if isinstance(exception, QueryInterrupted):
        return Response.text(LATE, status=503, headers=dict(page.POLICY) | {"retry-after": "5"})
    if isinstance(exception, DatabaseError | ValueError):
        return Response.text(NOT_DONE.format(error=exception), status=400, headers=dict(page.POLICY))
    return None
