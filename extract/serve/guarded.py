"""Datasette's own CSV as a spreadsheet may open it: with the mark of UTF-8, and no text that runs or changes. Row by row."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from typing import Any

from extract.exports.csvfile import changes
from extract.serve.asked import App

# Files of our own pages are guarded when they are made; Datasette names its files after the table.
OURS = b'attachment; filename="nianbao-'
_FIELD = re.compile(r'(?:^|(?<=,))(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(?=,|\r?\n?\Z)')
# A number as Python writes it, of no more digits than a spreadsheet keeps. In CSV nothing tells a text `-1` from the number.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?(?:e[+-][0-9]+)?")


class Records:
    """Cuts a stream of CSV, however it comes in pieces, into records; holds no more than the one at hand."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._lines: list[str] = []
        self._open = False

    def take(self, data: bytes, last: bool = False) -> Iterator[str]:
        """The records that are whole, and at the end what is left: Datasette writes there why it stopped."""
        for line in re.findall(r"[^\n]*\n|[^\n]+", self._decode(data, last)):
            self._lines.append(line)
            self._open ^= line.count('"') % 2 == 1
            if line.endswith("\n") and not self._open:
                yield self._taken()
        if last and self._lines:
            yield self._taken()

    def _taken(self) -> str:
        record, self._lines, self._open = "".join(self._lines), [], False
        return record


def guard(record: str) -> str:
    """The record with an apostrophe before each text that a spreadsheet would run or change; all else as it was."""
    return _FIELD.sub(_guarded, record)


def _guarded(field: re.Match[str]) -> str:
    quoted, bare = field.groups()
    written = bare if quoted is None else quoted.replace('""', '"')
    if _NUMBER.fullmatch(written) or not changes(written):
        return field[0]
    return f"'{bare}" if quoted is None else f'"\'{quoted}"'


def spreadsheets(app: App) -> App:
    """The same application, whose CSV is guarded while it streams."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        asked = scope["type"] == "http" and ".csv" in scope["path"]
        await app(scope, receive, _Stream(send) if asked else send)

    return answer


class _Stream:
    """Passes on the parts of one answer; those of a CSV file record by record."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self._records: Records | None = None

    async def __call__(self, part: dict[str, Any]) -> None:
        if part["type"] == "http.response.start":
            headers = {name.lower(): value for name, value in part["headers"]}
            if part["status"] == 200 and _is_csv(headers):
                self._records = Records()
                part = part | {"headers": [each for each in part["headers"] if each[0].lower() != b"content-length"]}
                await self._send(part)
                part = {"type": "http.response.body", "body": "\ufeff".encode(), "more_body": True}
        elif self._records and part["type"] == "http.response.body":
            more = part.get("more_body", False)
            records = self._records.take(part.get("body", b""), last=not more)
            part = part | {"body": "".join(map(guard, records)).encode()}
        await self._send(part)


def _is_csv(headers: Mapping[bytes, bytes]) -> bool:
    """Whether an answer is CSV as Datasette writes it: shown as plain text or saved as a file."""
    plain = headers.get(b"content-type", b"").partition(b";")[0] in (b"text/plain", b"text/csv")
    return plain and not headers.get(b"content-disposition", b"").startswith(OURS)
