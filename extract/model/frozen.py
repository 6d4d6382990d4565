"""How the types are frozen of which a page makes hundreds: for the type checker, which reads `dataclass(frozen=True)` here.

To guard every field at run time as well makes a cell several times as dear, and a twentieth of what a web page takes.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(frozen: bool, slots: bool):
        """A dataclass with the hash of a frozen one; nothing but the type checker says that its fields stay as they are."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["record"]
