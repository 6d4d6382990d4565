"""JSON: an object with what is known of the table, and its rows as objects."""

import json

from extract.exports.table import About, Table


def write(table: Table, about: About) -> bytes:
    """The file."""
    names = [column.name for column in table.columns]
    said = {
        "title": {"zh": table.title[0], "en": table.title[1]},
        "address": about.address,
        "accessed": about.accessed,
        "version": about.version,
        "citation": about.citation,
        "licence": about.licence,
        "columns": {column.name: {"zh": column.about[0], "en": column.about[1]} for column in table.columns},
        "missing": {code: {"zh": words[0], "en": words[1]} for code, words in about.missing.items()},
        "count": len(table.rows),
        "more": table.more,
    }
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    return json.dumps({"about": said, "rows": rows}, ensure_ascii=False).encode("utf-8", "replace")
