"""What metadata.yml says of the archive, its tables and their columns, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Pair = tuple[str, str]

# In a checkout metadata.yml lies at the top, in an installed package beside the modules.
METADATA = [Path(__file__).parents[up] / "metadata.yml" for up in (1, 2)]


@dataclass(frozen=True, slots=True)
class Described:
    """A table or view: what it is called, what a row of it is, and what each column holds."""

    name: str
    title: Pair
    about: Pair
    columns: tuple[tuple[str, Pair], ...]


def metadata() -> dict[str, Any]:
    """What the file says."""
    said: dict[str, Any] = yaml.safe_load(file().read_text("utf-8"))
    return said


def file() -> Path:
    """Where it lies."""
    return next(path for path in METADATA if path.is_file())


@cache
def tables() -> tuple[Described, ...]:
    """The tables that it describes, in its order, but those that only the programs need."""
    return tuple(_tables(metadata()["databases"]["archive"]["tables"]))


@cache
def columns() -> dict[str, Pair]:
    """What columns hold that are called the same in several tables: the first description of each."""
    found: dict[str, Pair] = {}
    for each in tables():
        for name, about in each.columns:
            found.setdefault(name, about)
    return found


def _tables(said: dict[str, Any]) -> Iterator[Described]:
    for name, each in said.items():
        if not each.get("hidden"):
            told = tuple((column, pair(about)) for column, about in (each.get("columns") or {}).items())
            yield Described(name, pair(each.get("title") or name), pair(each.get("description") or ""), told)


def pair(text: str) -> Pair:
    """Chinese and English of a text that has both round a stroke."""
    zh, _, en = text.partition(" / ")
    return zh.strip(), en.strip() or zh.strip()
