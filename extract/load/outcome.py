"""What became of a batch: how each file ended, and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.model import Refusal, Remark


@dataclass(slots=True)
class End:
    """How one file ended: `ok`, `warned`, `refused`, or `known` where it was in the archive already."""

    name: str
    status: str
    warnings: tuple[Remark, ...] = ()
    refusal: Refusal | None = None


@dataclass(slots=True)
class Outcome:
    """The ends of all files of a batch in order; a file with several names has several."""

    ends: list[End] = field(default_factory=list)
    _by_id: dict[str, End] = field(default_factory=dict)

    def read(self, sha256: str, name: str, warnings: tuple[Remark, ...] = ()) -> None:
        """A file that is in the archive now."""
        self._end(sha256, End(name, "warned" if warnings else "ok", warnings))

    def refuse(self, sha256: str, name: str, refusal: Refusal) -> None:
        """A file that is not in the archive."""
        self._end(sha256, End(name, "refused", refusal=refusal))

    def know(self, name: str) -> None:
        """A file that need not be read."""
        self.ends.append(End(name, "known"))

    def joined(self, sha256: str, name: str, warnings: tuple[Remark, ...]) -> None:
        """A file that turned out to be a part of a report, however it ended by itself."""
        if sha256 not in self._by_id:
            self.read(sha256, name, warnings)
        end = self._by_id[sha256]
        end.status, end.warnings, end.refusal = "warned" if warnings else "ok", warnings, None

    def _end(self, sha256: str, end: End) -> None:
        self.ends.append(end)
        self._by_id[sha256] = end

    @property
    def counts(self) -> Counter[str]:
        """How many files ended how."""
        return Counter(end.status for end in self.ends)

    @property
    def total(self) -> int:
        """How many files were looked at."""
        return len(self.ends)

    @property
    def warned(self) -> Iterator[tuple[str, str]]:
        """The name of a file and a warning."""
        return ((end.name, str(warning)) for end in self.ends for warning in end.warnings)

    @property
    def refused(self) -> list[tuple[str, str, str]]:
        """The name of a file, the reason and the message of its refusal."""
        return [(end.name, end.refusal.reason, end.refusal.message) for end in self.ends if end.refusal]
