"""A sample as the web page of a government site: the report, and around it all that such pages carry."""

from html import escape
from pathlib import Path
from string import Template

from extract.model import Cell

from .invent import Sample
from .printed import Grid

SITE = "http://www.{seed}.gov.example"
LINES = {"title": "h1", "heading": "p", "text": "p", "caption": "p"}
STYLES = {
    "title": "text-align: center;",
    "heading": "text-indent: 2em; font-family: 黑体;",
    "text": "text-indent: 2em;",
    "caption": "text-align: center;",
}


def write(sample: Sample) -> bytes:
    """A page in UTF-8."""
    page = Template(Path(__file__).with_name("page.html").read_text("utf-8"))
    blocks = [_grid(block) if isinstance(block, Grid) else _line(style, block) for style, block in sample.blocks()]
    site = SITE.format(seed=f"{sample.form}-{sample.seed:04d}")
    return page.substitute(
        title=escape(sample.title.replace("\n", "")),
        office=escape(sample.office.name),
        place=escape(sample.office.place),
        date=sample.published,
        compact=sample.published.replace("-", ""),
        site=site,
        number=90_000 + sample.seed,
        report="\n".join(blocks),
    ).encode("utf-8")


def write_gb2312(sample: Sample) -> bytes:
    """A page in GB18030 that declares gb2312, as older sites do whose texts have characters outside of it."""
    return write(sample).decode("utf-8").replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")


def _line(style: str, text: str) -> str:
    tag = LINES[style]
    return f'<{tag} style="{STYLES[style]}"><span style="font-size: 16pt;">{_broken(text)}</span></{tag}>'


def _broken(text: str) -> str:
    """Text as word processors export it: a part of it in a span inside the span, which means nothing."""
    if len(text) < 6:
        return escape(text)
    third = len(text) // 3
    first, middle, last = text[:third], text[third : 2 * third], text[2 * third :]
    return f'{escape(first)}<span lang="EN-US"><span>{escape(middle)}</span></span>{escape(last)}'


def _grid(grid: Grid) -> str:
    """A table with real spans; a cell that another one covers is not written."""
    rows: list[list[str]] = [[] for _ in range(grid.table.height)]
    for cell in grid.table.cells:
        rows[cell.row].append(_cell(cell, cell.row < grid.header))
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<table border="1" cellspacing="0" cellpadding="0" align="center"><tbody>\n{body}\n</tbody></table>'


def _cell(cell: Cell, bold: bool) -> str:
    spans = {"rowspan": cell.rowspan, "colspan": cell.colspan}
    attributes = "".join(f' {name}="{count}"' for name, count in spans.items() if count > 1)
    text = _inside(cell)
    return f"<td{attributes}><p>{f'<strong>{text}</strong>' if bold else text}</p></td>"


def _inside(cell: Cell) -> str:
    """A number may have hard blanks around it, an empty cell holds nothing or one: to a reader it is the same."""
    if not cell.text:
        return ("", "&nbsp;")[cell.col % 2]
    if cell.text[-1].isdigit() and len(cell.text) < 8:
        return (f"<span>&nbsp;{cell.text}&nbsp;</span>", cell.text)[cell.row % 2]
    return f"<span>{_broken(cell.text)}</span>"
