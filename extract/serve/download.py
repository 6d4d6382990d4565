"""How a table of rows is handed out as a file: what is said of it, which kinds there are, and where its size ends."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from typing import Any

from datasette import Request, Response
from datasette.database import QueryInterrupted

from extract import ARCHIVE_VERSION, __version__
from extract.exports import FORMATS, About, Column, Table, parquet
from extract.serve import cite, described, followed, page, public
from extract.serve.words import WORDS

# The rows for a request: at most so many; None where there is nothing of that name.
Make = Callable[[Request, Any, int], Awaitable[Table | None]]

MISSING = followed.MISSING | WORDS["missing"]
CODEBOOK = "select value from meta where name = 'codebook'"
# Large files take seconds of a processor, and pages have to go on meanwhile.
TURNS = asyncio.Semaphore(2)
ENDING = rf"\.(?P<ending>{'|'.join(FORMATS)})$"
LICENCE = (
    "整理自各行政机关公布的年度报告，以原文为准；软件为 Apache-2.0 / "
    "Compiled from reports that offices have published; the originals prevail. Software: Apache-2.0"
)
# Columns of our files that are in no table, or mean something else there.
ABOUT = {
    "address": ("网址。", "Address."),
    "label": ("标签，从外层到内层。", "Label, from the outermost on."),
    "fact_id": ("数值编号：报告、项目、列。", "Id of the value: report, item, column."),
    "facts": ("由这些数值相加得出。", "The values that it is the sum of."),
    "left_facts": ("左边的数值。", "The values on the left side."),
    "right_facts": ("右边的数值。", "The values on the right side."),
    "snippet": ("找到的字及其前后。", "The words found and what is around them."),
    "state": ("reported 按时，undated 日期不明，late 逾期，refused 文件未能读取，missing 未见，gap 中间缺年。",
        "In time, date unknown, late, file not read, not found, not found between other years."),
    "run": ("口径相同的年份此列相同，可以连接比较。", "Years of the same run may be compared."),
    "n": ("用到的报告数。", "Reports used."),
    "not_comparable": ("版式没有可比数据的报告数。", "Reports whose form has nothing comparable."),
    "value": ("数值；空白的原因见 missing。", "The value; missing says why there is none."),
}  # fmt: skip
NO_PARQUET = (
    "本站未安装 pyarrow，不能生成 Parquet；请用 CSV、xlsx 或 JSON。\n"
    "Parquet files need pyarrow (`pip install 'nianbao[parquet]'`), which is not installed here. Take CSV, xlsx or JSON.\n"
)
TOO_LONG = "这样的下载太费时间，已经停止。请增加筛选条件。\nThis took too long and was stopped. Please add filters.\n"


def route(address: str, make: Make) -> tuple[str, Callable[..., Any]]:
    """The addresses of a table in every kind of file, and what answers them."""

    async def view(request: Request, datasette: Any) -> Response:
        await page.allowed(datasette, request)
        ending = request.url_vars["ending"]
        if ending == "parquet" and not parquet.there():
            return _said(NO_PARQUET, 501)
        try:
            table = await make(request, datasette, public.rows(datasette, ending, FORMATS[ending].most))
        except QueryInterrupted:
            return _said(TOO_LONG, 400)
        if table is None:
            return await page.missing(datasette, request, ("可供下载的内容", "thing to download"), request.path)
        return await _file(datasette, request, table, ending)

    return address + ENDING, view


def table(
    name: str,
    title: tuple[str, str],
    columns: Iterable[str],
    rows: Iterable[Mapping[str, Any]],
    most: int,
    more: bool = False,
) -> Table:
    """Rows as a table of at most `most`; columns whose names end in # hold numbers."""
    told = tuple(_column(each) for each in columns)
    found = [tuple(row.get(column.name) for column in told) for row in rows]
    return Table(name, title, told, found[:most], more or len(found) > most)


def _column(written: str) -> Column:
    """A column with what it holds, as our own table or metadata.yml says."""
    name = written.rstrip("#")
    about = ABOUT.get(name) or described.columns().get(name, ("", ""))
    return Column(name, "number" if written.endswith("#") else "text", about)


async def _file(datasette: Any, request: Request, made: Table, ending: str) -> Response:
    """The answer. A file is made beside the loop, which meanwhile serves others, and few at a time."""
    about = await said(datasette, request, made)
    kind = FORMATS[ending]
    async with TURNS:
        body = await asyncio.to_thread(kind.write, made, about)
    named = {"content-disposition": f'attachment; filename="nianbao-{made.name}.{ending}"'}
    return Response(body, content_type=kind.media_type, headers=page.POLICY | named)


async def said(datasette: Any, request: Request, made: Table) -> About:
    """What is said of a table in its file."""
    address = absolute(datasette, request, request.path + (f"?{request.query_string}" if request.query_string else ""))
    codebook = await page.row(datasette, CODEBOOK)
    version = f"nianbao {__version__}; archive {ARCHIVE_VERSION}; codebook {codebook['value'][:12] if codebook else 'unknown'}"
    source = cite.Source("nianbao", "年报档案", None, None, None, address, date.today(), made.title[0])
    return About(address, date.today().isoformat(), version, cite.gbt7714(source), LICENCE, MISSING)


def absolute(datasette: Any, request: Request, path: str) -> str:
    """The whole address of a path of ours, without which a file that has left the site leads nowhere."""
    return str(datasette.absolute_url(request, path))


def place(datasette: Any, request: Request, *parts: str | int) -> str:
    """The whole address of a page."""
    return absolute(datasette, request, page.address(datasette, *parts))


def _said(text: str, status: int) -> Response:
    return Response.text(text, status=status, headers=dict(page.POLICY))
