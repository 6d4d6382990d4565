"""What the templates that stand in for Datasette's own use beside what Datasette gives them: words, and what was chosen."""

from typing import Any

from datasette import Request

from extract.serve import page
from extract.serve.described import tables

# Datasette's ways to filter a column, by their codes.
LOOKUPS = {
    "contains": ("含有", "contains"), "notcontains": ("不含", "does not contain"), "startswith": ("开头是", "starts with"),
    "endswith": ("结尾是", "ends with"), "like": ("符合 like", "is like"), "notlike": ("不符合 like", "is not like"),
    "glob": ("符合 glob", "matches glob"), "in": ("是其中之一", "is one of"), "notin": ("不是其中之一", "is none of"),
    "arraycontains": ("列表含有", "list contains"), "arraynotcontains": ("列表不含", "list does not contain"),
    "date": ("日期是", "is on the date"), "isnull": ("为空", "is null"), "notnull": ("不为空", "is not null"),
    "isblank": ("空白", "is blank"), "notblank": ("不空白", "is not blank"), "exact": ("=", "="), "not": ("≠", "≠"),
    "gt": (">", ">"), "gte": ("≥", "≥"), "lt": ("<", "<"), "lte": ("≤", "≤"),
}  # fmt: skip
# Conditions without a value.
ALONE = ("isnull", "notnull", "isblank", "notblank")


def words(datasette: Any, request: Request) -> dict[str, Any]:
    """The names for all templates."""
    say = page.speaker(request)
    return page.shared(datasette, request) | {
        "lookups": {code: say(*pair) for code, pair in LOOKUPS.items()},
        "table_names": {each.name: (say(*each.title), say(*each.about)) for each in tables()},
        "chosen_filters": _chosen,
    }


def _chosen(selections: Any) -> list[tuple[str, str, str]]:
    """The filters at hand: column, condition, and value, "" where the condition needs none."""
    return [(column, lookup, "" if lookup in ALONE else value) for column, lookup, value in selections]
