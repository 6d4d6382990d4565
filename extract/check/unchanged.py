"""Tables that repeat the year before. They are listed, without a verdict: an office may have had the same year twice."""

from collections import defaultdict
from dataclasses import dataclass

from extract.check.sides import Key
from extract.check.year import Year
from extract.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A table of a form whose values are all those of the year before: how many there are, and how many are not 0."""

    form: str
    table: str
    values: int
    nonzero: int


def unchanged(book: Codebook, before: Year, after: Year) -> list[Unchanged]:
    """The tables that repeat the year before.

    One that is all 0 in both years says nothing by itself: it is listed only beside one that repeats figures.
    """
    share = next((rule.share for rule in book.rules if rule.kind == "unchanged"), None)
    if share is None or after.form is None or not after.follows(before):
        return []
    earlier, later = before.known, after.known
    found = []
    for table, places in _tables(book, after.form, {column for _, column in later}).items():
        both = [key for key in places if key in earlier and key in later]
        # Values that could not be read in one of the years are not there; most of the table must be.
        usual = [key for key, common in places.items() if common]
        enough = sum(key in earlier and key in later for key in usual) >= share * len(usual)
        if enough and both and all(earlier[key].value == later[key].value for key in both):
            values = [later[key].value for key in both]
            found.append(Unchanged(after.form, table, len(values), sum(bool(value) for value in values)))
    return found if any(entry.nonzero for entry in found) else []


def _tables(book: Codebook, form: str, columns: set[str]) -> dict[str, dict[Key, bool]]:
    """The places of each table in the printed columns, and whether every edition prints them."""
    found: dict[str, dict[Key, bool]] = defaultdict(dict)
    for key, place in book.places[form].items():
        if place.column.code in columns:
            found[place.table.code][key] = place.row.kind == "item" and not place.row.editions
    return found
