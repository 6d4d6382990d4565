"""The figures of one table and the sums they stand in: what would follow if some figures were others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.check.sides import Facts, Key, Side
from extract.codebook import Codebook, Rule

# What would have to be added to which figures.
Changes = frozenset[tuple[Key, int | float]]
Sums = Sequence[tuple[Rule, Side, Side]]
_DUST = 1e-6


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its figures (a blank counts as 0), its sums, how far each is off, and the sums that each figure stands in.

    `lines` are the figures of each column in printed order, `signed` those that may be below 0.
    """

    values: Mapping[Key, int | float]
    sums: Sums
    off: tuple[float, ...]
    inside: Mapping[Key, tuple[tuple[int, int], ...]]
    lines: Mapping[str, tuple[Key, ...]]
    signed: frozenset[Key]

    @classmethod
    def of(cls, book: Codebook, form: str, table: str | None, known: Facts, states: Sums) -> Grid:
        """The grid of a table of a form."""
        places = [(key, place) for key, place in book.places[form].items() if place.table.code == table]
        own = {key for key, _ in places}
        sums = [state for state in states if all(fact.key in own for side in state[1:] for fact in side.facts)]
        inside: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        for number, (_, left, right) in enumerate(sums):
            for sign, side in ((1, left), (-1, right)):
                for fact in side.facts:
                    inside[fact.key].append((number, sign))
        lines: dict[str, list[Key]] = defaultdict(list)
        for key, _ in places:
            if key in known:
                lines[key[1]].append(key)
        return cls(
            values={key: fact.value or 0 for key, fact in known.items() if key in own},
            sums=sums,
            off=tuple(left.total - right.total for _, left, right in sums),
            inside={key: tuple(found) for key, found in inside.items()},
            lines={column: tuple(keys) for column, keys in lines.items()},
            signed=frozenset(key for key, place in places if place.signed),
        )

    @property
    def failing(self) -> tuple[int, ...]:
        """The sums that do not hold."""
        return tuple(number for number, off in enumerate(self.off) if abs(off) > _DUST)

    def holds(self, changes: Changes) -> bool:
        """Whether all sums would hold with other figures, none of them below 0 where none may be."""
        off = dict(enumerate(self.off))
        for key, delta in changes:
            if self.values[key] + delta < 0 and key not in self.signed:
                return False
            for number, sign in self.inside.get(key, ()):
                off[number] += sign * delta
        return all(abs(left) <= _DUST for left in off.values())

    def suspects(self) -> list[Key]:
        """The figures of all sums that fail, each once."""
        facts = (fact for no in self.failing for side in self.sums[no][1:] for fact in side.facts)
        return list(dict.fromkeys(fact.key for fact in facts))

    def single(self) -> list[Changes]:
        """Each change of one figure with which all sums would hold."""
        first = self.failing[0]
        found = []
        for key in self.suspects():
            signs = dict(self.inside[key])
            if set(signs) == set(self.failing):
                changes = frozenset([(key, -self.off[first] * signs[first])])
                if self.holds(changes):
                    found.append(changes)
        return found
