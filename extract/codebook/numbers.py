"""What units.csv, names.csv and cues.csv may say: what is counted, what is only a name, and how words around a number turn it."""

from __future__ import annotations

import re
from typing import Literal

from extract.codebook.entries import Entry, compiled


class Unit(Entry, frozen=True, kw_only=True):
    """A unit or classifier that prose counts in, what it folds to, and what a number before it is multiplied by.

    `single` says when 一 before it counts: at the end of a clause (会议一次), also behind an act (召开一次会议), or always;
    `unless` is a pattern for what follows only where the word is no unit.
    """

    printed: str
    unit: str
    times: int | None = None
    kind: Literal["count", "share", "points", "span", "money", "measure"]
    single: Literal["act", "always", "end"] | None = None
    unless: str | None = None

    def __post_init__(self) -> None:
        compiled(self.unless or "")


class Name(Entry, frozen=True, kw_only=True):
    """A name with a number in it that counts nothing."""

    name: str


CueRole = Literal[
    "act", "addressed", "against", "aimed", "attribute", "body", "carried", "carries", "compared", "compares", "degree", "each", "fall", "lasting", "listing", "matter", "measured", "negation", "no_rounding",
    "ranking", "rise", "rounded", "rounding", "rounding_bare", "time", "total", "unreal",
]  # fmt: skip


# What cues of a role say more of themselves: whose a body is, whether a change needs a comparison, where the matter stands
# that words deny. A time says how many years it is from the report's own.
CUE_VALUES: dict[CueRole, tuple[str, ...]] = {
    "body": ("own", "other"),
    "fall": ("always", "compared"),
    "negation": ("before", "behind", "near", "said"),
    "rise": ("always", "compared"),
}

# Their last or first character is looked for before they are.
PLAIN: tuple[CueRole, ...] = ("fall", "rise", "rounding", "rounding_bare")


class Cue(Entry, frozen=True, kw_only=True):
    """Words around a number that say how to take it, as a pattern; see extract/narrative for what each role does."""

    role: CueRole
    pattern: str
    value: str | None = None

    def __post_init__(self) -> None:
        compiled(self.pattern)
        if self.role in PLAIN and not re.fullmatch("[\u4e00-\u9fff]+", self.pattern):
            raise ValueError(f"a {self.role} cue is plain words, not a pattern")
        if self.role == "time" and not re.fullmatch(r"-?\d", self.value or ""):
            raise ValueError("a time cue needs a number of years")
        values = CUE_VALUES.get(self.role, ())
        if values and self.value not in values:
            raise ValueError(f"a {self.role} cue is {' or '.join(f'`{name}`' for name in values)}, not `{self.value}`")
