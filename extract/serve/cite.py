"""How a value of the archive is cited: GB/T 7714 and BibTeX. Pure."""

import re
from dataclasses import dataclass
from datetime import date

# What BibTeX would take for its own.
_SPECIAL = {char: f"\\{char}" for char in "&%$#_{}"} | {
    "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
}  # fmt: skip
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Source:
    """What is cited: a report, or a value in it (`what`), and where it stands.

    `issuer` is None where nobody knows the office, `published` where the file does not tell its date.
    """

    key: str
    title: str
    issuer: str | None
    year: int | None
    published: str | None
    permalink: str
    accessed: date
    what: str | None = None

    @property
    def dated(self) -> str | None:
        """The date of publication, if it is one."""
        found = _DATE.match(self.published or "")
        return found.group() if found else None


def gbt7714(source: Source) -> str:
    """As GB/T 7714-2015 has an electronic resource: a report [R/OL], a value out of the archive [DS/OL]."""
    title = f"{_line(source.title)}: {_line(source.what)}" if source.what else _line(source.title)
    mark = "DS/OL" if source.what else "R/OL"
    who = f"{_line(source.issuer)}. " if source.issuer else ""
    when = f"({source.dated})" if source.dated else ""
    return f"{who}{title}[{mark}]. {when}[{source.accessed.isoformat()}]. {source.permalink}."


def bibtex(source: Source) -> str:
    """As an entry of kind `misc`, which every style of BibTeX knows. The year is that of publication."""
    fields = {
        "author": f"{{{_escaped(source.issuer)}}}" if source.issuer else None,
        "title": f"{{{_escaped(source.title)}}}",
        "year": source.dated and source.dated[:4],
        "note": _escaped(source.what) if source.what else None,
        "url": _url(source.permalink),
        "urldate": source.accessed.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(source.key)},", *lines, "}"])


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _escaped(text: str | None) -> str:
    return "".join(_SPECIAL.get(char, char) for char in _line(text))


def _url(address: str) -> str:
    """An address without what would end its field: braces stand in no address as they are."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _key(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.:-]+", "-", text).strip("-") or "nianbao"
