"""What patterns may not hold, so that every Python from 3.11.0 on matches alike."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import extract

# A group that is repeated and never given back.
POSSESSIVE = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python 3.11.2, which Debian 12 has, then misses matches (gh-106052): comments of pages were read as their text."""
    found = [f"{path.name}: {text}" for path in _modules() for text in _strings(path) if POSSESSIVE.search(text)]
    assert found == []


def test_such_a_pattern_would_be_found() -> None:
    assert [
        bool(POSSESSIVE.search(pattern)) for pattern in (r"(?:-(?!->)[^-]*+)*+", r"(a|b){2,9}+", r"\(.\)++", r"[^)]*+")
    ] == [
        True,
        True,
        False,
        False,
    ]


def _modules() -> list[Path]:
    modules = [path for folder in extract.__path__ for path in Path(folder).rglob("*.py")]
    assert len(modules) > 100
    return modules


def _strings(path: Path) -> Iterator[str]:
    """All texts of a module's source, of those with places for values the parts between."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Constant) and isinstance(node.value, bytes):
            yield node.value.decode("latin-1")
