"""The kinds of file that samples are written in. A new kind is a line and a module."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from .invent import Sample


class Missing(Exception):
    """A library or a font that a kind of file needs is not installed; the message names the package."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How to write one kind of file: its ending, the module and the function in it, and what is special."""

    ending: str
    module: str
    function: str
    note: str

    @property
    def write(self) -> Callable[[Sample], bytes]:
        """The writer, imported when first asked for: only PDF and Word need libraries of their own."""
        try:
            return getattr(import_module(f".{self.module}", __package__), self.function)
        except ModuleNotFoundError as error:
            raise Missing(f"{error.name} is not installed; it is in the dependency group `bench`") from error


KINDS = {
    "txt": Kind("txt", "txt", "write", "UTF-8; tabs, the table of 2014 with one cell a line"),
    "txt-gb18030": Kind("txt", "txt", "write_gb18030", "GB18030 without saying so, Windows line ends; tabs"),
    "html": Kind("html", "html", "write", "a page of a government site, with all that stands around the report"),
    "docx": Kind("docx", "docx", "write", "merged cells, typed chapter numbers"),
    "docx-numbered": Kind("docx", "docx", "write_numbered", "merged cells, chapter numbers by automatic numbering"),
    "pdf": Kind("pdf", "pdf", "write", "tables over page breaks, header rows repeated on each page"),
    "pdf-plain": Kind("pdf", "pdf", "write_plain", "tables over page breaks, header rows only once"),
}
