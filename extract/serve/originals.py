"""The files behind the archive: the picture of a page, and the file itself as it came, to be saved."""

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from datasette import Request, Response

from extract.draw import DRAWN, Sheet
from extract.serve import page
from extract.serve.pictures import BUSY, Place, pictures, sheet, store

DOCUMENT = "select id, file_name, media_type, pages from documents where id = :id"
# What a browser may be told that a file is; anything else is bytes to it. All of them are downloaded, none is shown.
_OFFICE = "application/vnd.openxmlformats-officedocument."
SAFE = frozenset(DRAWN) | {
    "application/msword", "application/vnd.ms-excel", "text/plain", "application/zip",
    f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet",
}  # fmt: skip
BYTES = "application/octet-stream"
PIECE = 2**20


async def picture(request: Request, datasette: Any) -> Response:
    """`/archive/page/<document id>/<page>.png`: the picture of a page, or a page that says why there is none."""
    await page.allowed(datasette, request)
    name, asked = unquote(request.url_vars["id"]), unquote(request.url_vars["page"])
    number = int(asked) if re.fullmatch("[1-9][0-9]{0,3}", asked) else 0
    document = await page.row(datasette, DOCUMENT, id=name)
    drawn = await sheet(datasette, document, number) if document else None
    if drawn is None:
        return await page.missing(datasette, request, ("页面图像", "picture of a page"), f"{name}/{asked}")
    try:
        if isinstance(drawn, Sheet):
            data = pictures().path(Place(name, number)).read_bytes()
            return Response(
                data, headers=_headers() | {"cache-control": "private, max-age=86400"}, content_type="image/png"
            )
    except FileNotFoundError:
        drawn = BUSY
    shown = await page.render(
        datasette, request, "undrawn.html", {"why": drawn, "document": document, "number": number}, 503
    )
    shown.headers["retry-after"] = "60"
    return shown


async def original(request: Request, datasette: Any) -> Any:
    """`/archive/file/<document id>`: the file as it came, to be saved."""
    await page.allowed(datasette, request)
    name = unquote(request.url_vars["id"])
    document = await page.row(datasette, DOCUMENT, id=name)
    file = store(datasette).path(document["id"]) if document else None
    if document is None or file is None or not file.is_file():
        return await page.missing(datasette, request, ("原始文件", "original file"), name)
    kind = document["media_type"]
    return Download(file, document["file_name"], kind if kind in SAFE else BYTES)


class Download(Response):
    """A file as the answer to a request, piece by piece; whatever is in it, a browser saves it and shows nothing."""

    def __init__(self, file: Path, name: str, media_type: str):
        headers = _headers() | {
            "content-length": str(file.stat().st_size),
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        }
        super().__init__(b"", headers=headers, content_type=media_type)
        self.file = file

    async def asgi_send(self, send: Any) -> None:
        """Send the whole file."""
        told = self.headers | {"content-type": self.content_type}
        raw = [[name.encode("latin-1"), value.encode("latin-1")] for name, value in told.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        with self.file.open("rb") as source:
            while piece := await asyncio.to_thread(source.read, PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _headers() -> dict[str, str]:
    return {**page.POLICY, "cross-origin-resource-policy": "same-origin"}


ROUTES = [
    (r"/archive/page/(?P<id>[^/]+)/(?P<page>[^/]+)\.png$", picture),
    (r"/archive/file/(?P<id>[^/]+)$", original),
]
