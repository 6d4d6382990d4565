"""datapackage.json: what each file of a release holds, as frictionless and other programs read it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from extract.exports import Column, parquet
from extract.publish.files import Files
from extract.publish.release import Release
from extract.publish.sets import Set
from extract.serve import described

TYPES = {"text": "string", "integer": "integer", "real": "number", "number": "number"}
PARQUET = "application/vnd.apache.parquet"
SQLITE = "application/vnd.sqlite3"


def write(release: Release, sets: list[Set], files: Files, sums: dict[str, tuple[str, int]]) -> str:
    """The file's text. `sums` are digest and size of each path."""
    said = described.metadata()
    title, about = described.pair(said["title"]), described.pair(said["databases"]["archive"]["description"])
    package = {
        "profile": "data-package",
        "name": "nianbao",
        "id": f"sha256:{release.content}",
        "title": " / ".join(title),
        "description": " / ".join(about),
        "version": release.version,
        "created": stamp(release.made),
        "licenses": [{"name": "other-open", "title": release.licence}],
        "sources": [{"title": said["source"]}],
        "keywords": ["政府信息公开", "年度报告", "China", "government information", "annual reports"],
        "resources": [*_resources(sets, files, sums)],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 has it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _resources(sets: list[Set], files: Files, sums: dict[str, tuple[str, int]]) -> Iterator[dict[str, Any]]:
    """CSV as tables that can be checked, everything else as files."""
    listed = {each.name for each in sets if f"{each.name}.csv" in files}
    for each in sets:
        if each.name in listed:
            yield _head(each, each.name, files[f"{each.name}.csv"], sums) | {
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
                "schema": _schema(each, listed),
            }
    for each in sets:
        if paths := files.get(f"{each.name}.parquet"):
            yield (
                _head(each, f"{each.name}-parquet", paths, sums)
                | _file("parquet", PARQUET)
                | {"schema": {"fields": _fields(each)}}
            )
    database = {"name": "archive", "title": "SQLite", "path": "archive.db"} | _fixed("archive.db", sums)
    yield database | _file("sqlite", SQLITE)


def _head(each: Set, name: str, paths: list[str], sums: dict[str, tuple[str, int]]) -> dict[str, Any]:
    """What is said of every table; what is one file is fixed by its digest, the parts of others by SHA256SUMS."""
    said = {"name": name.replace("_", "-"), "title": " / ".join(each.title), "description": " / ".join(each.about)}
    one = {"path": paths[0], **_fixed(paths[0], sums)} if len(paths) == 1 else {"path": paths}
    return said | one


def _file(kind: str, media_type: str) -> dict[str, Any]:
    return {"profile": "data-resource", "type": "file", "format": kind, "mediatype": media_type}


def _fixed(path: str, sums: dict[str, tuple[str, int]]) -> dict[str, Any]:
    digest, size = sums[path]
    return {"bytes": size, "hash": f"sha256:{digest}"}


def _schema(each: Set, listed: set[str]) -> dict[str, Any]:
    """The columns, the key, and where columns lead to in other tables of this package."""
    schema: dict[str, Any] = {
        "fields": [_field(column, column.name in each.key) for column in each.columns],
        "missingValues": [""],
    }
    if each.key:
        schema["primaryKey"] = list(each.key)
    links = [link for link in each.links if link[1] in listed]
    if links:
        schema["foreignKeys"] = [
            {
                "fields": list(names),
                "reference": {
                    "resource": "" if other == each.name else other.replace("_", "-"),
                    "fields": list(targets),
                },
            }
            for names, other, targets in links
        ]
    return schema


def _fields(each: Set) -> list[dict[str, Any]]:
    """The columns of a Parquet file, with those that hold the digits that a double cannot."""
    return [
        field
        for column in each.inner
        for field in (
            _field(column, False),
            *([{"name": column.name + parquet.EXACT, "type": "string"}] if column.kind == "number" else []),
        )
    ]


def _field(column: Column, required: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": TYPES[column.kind]}
    if any(column.about):
        field["description"] = " / ".join(column.about)
    if required:
        field["constraints"] = {"required": True}
    return field
