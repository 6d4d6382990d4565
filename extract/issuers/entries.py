"""What the registry's tables hold, and the office that comes of them. No file is read here."""

from dataclasses import dataclass

from extract.codebook.entries import Entry


class Curated(Entry, frozen=True, kw_only=True):
    """An office that no division explains: its names, and the pages (host and path) on which a source finds its reports."""

    id: str
    name: str
    aliases: str | None = None
    kind: str
    level: str
    division_code: str | None = None
    parent: str | None = None
    site: str | None = None
    since: int | None = None
    until: int | None = None
    source: str


class Succession(Entry, frozen=True, kw_only=True):
    """An office that came after another, as a source states it."""

    predecessor: str
    successor: str
    year: int
    source: str


class Organ(Entry, frozen=True, kw_only=True):
    """A short name that everyone uses for one kind of organ, and its full name; both without a place."""

    short: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """One office. `id` depends on its name and place alone: a division code, `<code>-<organ>`, or a name that says all."""

    id: str
    name: str
    kind: str | None = None
    level: str | None = None
    division_code: str | None = None
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What an office can be the office of: a division, or a curated zone, which lies in the division `code`.

    `since` and `until` are the first and the last year whose revision has the name, `earliest` and `latest` those of the
    neighbouring revisions, between which it came and went; None has no bound.
    """

    id: str
    name: str
    code: str
    since: int | None = None
    until: int | None = None
    earliest: int | None = None
    latest: int | None = None

    def holds(self, year: int | None) -> bool:
        """Whether the name may stand on a report for that year, which is written in the next one."""
        return year is None or (_after(self.earliest, year + 1) and _before(year, self.latest))

    def surely(self, year: int) -> bool | None:
        """Whether a revision has the name in the year; None for a year between two revisions that do not agree on it."""
        if _after(self.since, year) and _before(year, self.until):
            return True
        came = self.since is not None and self.earliest is not None and self.earliest < year < self.since
        went = self.until is not None and self.latest is not None and self.until < year < self.latest
        return None if came or went else False


def _after(bound: int | None, year: int) -> bool:
    return bound is None or bound <= year


def _before(year: int, bound: int | None) -> bool:
    return bound is None or year <= bound
