"""Read a file of schema/ into entries; what is wrong with it is told with file, line and place."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import yaml

from extract.codebook.entries import Entry
from extract.errors import SchemaError

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"unknown field `(.+?)`")
_ERROR = re.compile(r"(?P<text>.*?)(?: - at `(?:key in )?(?P<place>\$.*)`)?", re.DOTALL)


class DataFile:
    """One file and the lines that its values stand on. A place is a path such as `$.tables[0].blocks[0].rows[3]`."""

    def __init__(self, path: Path):
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SchemaError(
                f"{path}: cannot be read as UTF-8 text ({error}). Restore it from the repository."
            ) from None

    def line(self, place: str) -> int:
        """The line that a place stands on, from 1."""
        raise NotImplementedError

    def read(self, kind: Any) -> Any:
        """The whole file as entries of a kind."""
        raise NotImplementedError

    def problem(self, place: str, text: str) -> str:
        """One line for people: file, line, place and what is wrong."""
        return f"{self.path}:{self.line(place)}: {text} (at {place})"

    def convert(self, data: Any, kind: Any, place: str = "$", strict: bool = True) -> Any:
        """The data as entries of a kind; `place` is where the data stands in the file."""
        try:
            return msgspec.convert(data, kind, strict=strict)
        except msgspec.ValidationError as error:
            raise SchemaError(self.problem(*_explain(str(error), place))) from None


class YamlFile(DataFile):
    """A YAML file, kept as data and as the tree of nodes that knows the lines."""

    def __init__(self, path: Path):
        super().__init__(path)
        loader = Loader(self.text)
        try:
            self.node = loader.get_single_node()
            self.data = loader.construct_document(self.node) if self.node else None
        except yaml.YAMLError as error:
            raise SchemaError(f"{path}: is not YAML: {' '.join(str(error).split())}") from None
        for node, place in _doubled(self.node):
            raise SchemaError(f"{path}:{node.start_mark.line + 1}: the key `{place}` stands twice; remove one.")

    def line(self, place: str) -> int:
        node, mark = self.node, self.node.start_mark if self.node else None
        for name, index in _STEP.findall(place):
            found = _child(node, name, index)
            if found is None:
                break
            mark, node = found
        return mark.line + 1 if mark else 1

    def read(self, kind: Any) -> Any:
        return self.convert(self.data, kind)


class CsvFile(DataFile):
    """A CSV file: one entry a line, the columns in the order of the entry's fields; an empty cell is None."""

    def line(self, place: str) -> int:
        index = _STEP.match(place, 1)
        return int(index[2]) + 2 if index and index[2] else 1

    def read(self, kind: Any) -> Any:
        reader = csv.DictReader(StringIO(self.text), restkey="further cells")
        fields = list(kind.__struct_fields__)
        if reader.fieldnames != fields:
            raise SchemaError(self.problem("$", f"the first line must be `{','.join(fields)}`"))
        rows = [{name: value or None for name, value in row.items()} for row in reader]
        return tuple(self.convert(row, kind, f"$[{no}]", strict=False) for no, row in enumerate(rows))


def _explain(error: str, start: str) -> tuple[str, str]:
    """The place and the text of a msgspec error, with a guess at the key that was meant."""
    found = _ERROR.fullmatch(error)
    assert found
    place, text = start + (found["place"] or "$")[1:], found["text"]
    unknown = _UNKNOWN.search(text)
    if unknown is None:
        return place, text
    near = " or ".join(f"`{name}`" for name in sorted(get_close_matches(unknown[1], _fields(), 2)))
    return f"{place}.{unknown[1]}", f"unknown key `{unknown[1]}`" + (f", did you mean {near}?" if near else "")


def _fields() -> list[str]:
    return sorted({name for kind in Entry.__subclasses__() for name in kind.__struct_fields__})


def _child(node: Any, name: str, index: str) -> tuple[Any, Any] | None:
    """The mark and the node of one step down; None where the step leads nowhere."""
    if name and isinstance(node, yaml.MappingNode):
        return next(((at.start_mark, value) for at, value in node.value if at.value == name), None)
    if index and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
        return node.value[int(index)].start_mark, node.value[int(index)]
    return None


def _doubled(node: Any) -> Iterator[tuple[Any, str]]:
    """Keys that stand twice in one mapping, which YAML would let pass silently."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubled(item)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            if name.value in seen:
                yield name, name.value
            seen.add(name.value)
            yield from _doubled(value)
