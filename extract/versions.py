"""Several reports of one office and year: which is current, which ones it supersedes, which are copies in another file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.check import SURE
from extract.model import Fact

# What the title of a corrected report says.
_CORRECTED = re.compile("更正|订正|修订|修正|更新|重新公布|重新发布")


@dataclass(frozen=True, slots=True)
class Version:
    """One report of an office and year, and the file that it is in."""

    id: str
    published_at: str | None
    media_type: str
    title: str
    facts: tuple[Fact, ...]

    @property
    def weight(self) -> tuple[int, int, str, str]:
        """How much it says: sure figures, all figures; of two equal ones the later counts."""
        figures = [fact for fact in self.facts if fact.value is not None]
        return sum(fact.confidence >= SURE for fact in figures), len(figures), self.published_at or "", self.id

    @property
    def corrected(self) -> bool:
        """Whether it calls itself a correction."""
        return bool(_CORRECTED.search(self.title))


@dataclass(frozen=True, slots=True)
class Standing:
    """What one version is among the others."""

    id: str
    current: bool
    supersedes: str | None = None
    copy_of: str | None = None


def stand(found: Sequence[Version]) -> list[Standing]:
    """What each version is; the order in which they are given plays no part.

    Versions are ordered by their date of publication, corrections behind what they correct. The last is current, and each
    supersedes the one before; a copy belongs to the version that it copies.
    """
    groups = _groups(
        sorted(found, key=lambda version: (version.published_at or "", version.corrected, *version.weight))
    )
    standing = []
    before = None
    for group in groups:
        main = max(group, key=lambda version: version.weight)
        standing.append(Standing(main.id, group is groups[-1], before))
        standing += [Standing(other.id, False, None, main.id) for other in group if other is not main]
        before = main.id
    return standing


def _groups(ordered: Sequence[Version]) -> list[list[Version]]:
    """The versions with their copies together."""
    groups: list[list[Version]] = []
    for version in ordered:
        home = next((group for group in groups if all(_copies(version, other) for other in group)), None)
        if home is None:
            groups.append([version])
        else:
            home.append(version)
    return groups


def _copies(one: Version, other: Version) -> bool:
    """Whether two are one report in two files: the same figures, or two kinds of file that were published together.

    What calls itself a correction of the other is none.
    """
    if one.corrected != other.corrected:
        return False
    same = list(_compared(one, other))
    if same and all(same):
        return True
    together = (
        one.published_at is None or other.published_at is None or one.published_at[:10] == other.published_at[:10]
    )
    return one.media_type != other.media_type and together


def _compared(one: Version, other: Version) -> Iterator[bool]:
    """For every figure that both print whether they agree."""
    known = {fact.key: fact.value for fact in one.facts if fact.value is not None}
    yield from (known[fact.key] == fact.value for fact in other.facts if fact.key in known and fact.value is not None)
