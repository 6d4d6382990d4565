"""The page for what has gone wrong, in the reader's language: what it is, and what to do. Programs get Datasette's answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import Request, Response
from datasette.database import QueryInterrupted

from extract.serve import page

# What an answer's status means, and what a reader can do.
SAID = {
    400: (("请求有误", "The request cannot be answered"), ("请检查地址中的参数，或返回重新选择。", "Check what the address asks for, or go back and choose anew.")),
    403: (("不允许访问", "Not allowed"), ("这个页面不对外开放。", "This page is not open to visitors.")),
    404: (("没有找到", "Not found"), ("请检查地址，或从搜索开始。", "Check the address, or begin with the search.")),
    405: (("不支持这种请求", "Not supported"), ("本站只供阅读。", "This site is for reading only.")),
    500: (("出错了", "Something went wrong"), ("这是程序的错误。请稍后再试；若一直如此，请告知维护者。",
        "This is a fault of the program. Try again in a while, and tell the maintainers if it stays.")),
    503: (("报告太多，一页算不完", "Too many reports to count for one page"), ("请选择一个地区、级别或较短的年份再试；全国的合计可用发布的数据文件计算。",
        "Choose a place, a level or fewer years; sums over the whole country can be made from the released files.")),
}  # fmt: skip


def view(datasette: Any, request: Request, exception: Exception) -> Callable[[], Awaitable[Response | None]]:
    """A function that makes the page; None from it leaves the answer to Datasette."""

    async def answer() -> Response | None:
        if request is None or request.path.endswith(".json"):
            return None
        # A query that was stopped is no fault of the program: an archive can grow beyond what one page adds up.
        status = 503 if isinstance(exception, QueryInterrupted) else getattr(exception, "status", 500)
        what, advice = SAID.get(status, SAID[500 if status >= 500 else 400])
        # What is wrong with a request helps; what a fault of the program says is for its log, and may tell of more than visitors should know.
        parts = {
            "what": what,
            "advice": advice,
            "status": status,
            "message": _message(exception) if status == 400 else "",
        }
        return await page.render(datasette, request, "failed.html", parts, status=status)

    return answer


def _message(exception: Exception) -> str:
    """What Datasette says of it."""
    # Only a query that was stopped is told in HTML, with a script.
    if getattr(exception, "message_is_html", False):
        return "The query took too long and was stopped."
    said = getattr(exception, "message", None) or (exception.args[0] if exception.args else "")
    return str(said)
