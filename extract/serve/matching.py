"""Which sections contain the words of a reader, as SQL: asked of the index of words, of that of single characters, or of both."""

from dataclasses import dataclass

from extract import search

# Each gives numbers in the order of its rows, so that two are merged and end at a limit.
WORDS = "select rowid as no from sections_fts where sections_fts match :words"
CHARS = "select rowid as no from sections_fts_chars where sections_fts_chars match :chars"
# How Datasette's own search box asks for sections. `escape_fts` tells single characters too, as beginnings of words: their index
# is asked for the same in a hundredth of the time.
BOX = "(select rowid from sections_fts where sections_fts match escape_fts(:search))"


@dataclass(frozen=True, slots=True)
class Matching:
    """Expressions for the two indexes, "" for the one that is not asked."""

    words: str
    chars: str

    @classmethod
    def of(cls, typed: str | None, headings: bool = False) -> "Matching":
        """For what a reader typed; in headings only, if so."""
        return cls(*search.parted(typed, headings))

    @property
    def values(self) -> dict[str, str]:
        """The values of the marks in `sql`."""
        return {name: value for name, value in (("words", self.words), ("chars", self.chars)) if value}

    def sql(self, filter: str = "") -> str:
        """The statement for the numbers; a filter is a further condition on them."""
        first, *second = self._asked
        return " intersect ".join([first + filter, *second])

    def there(self, number: str) -> str:
        """A condition for one number, which each index looks up by itself."""
        return " and ".join(f"exists ({sql} and rowid = {number})" for sql in self._asked)

    @property
    def _asked(self) -> list[str]:
        """The statements for the indexes that have something to find."""
        return [sql for sql, expression in ((WORDS, self.words), (CHARS, self.chars)) if expression]


def in_box(sql: str, params: object) -> tuple[str, object]:
    """A statement of Datasette's search box, and its values, with single characters found by their own index."""
    if BOX not in sql or not isinstance(params, dict):
        return sql, params
    matching = Matching.of(params.get("search"))
    return (sql.replace(BOX, f"({matching.sql()})"), params | matching.values) if matching.chars else (sql, params)
