"""OFD files drawn in a few lines: text and rules by their place on the page, in millimetres from the top left corner."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'
EM = 3.7


def text(x: float, y: float, words: str, size: float = EM, more: str = "", deltas: str | None = None) -> str:
    """Words whose baseline starts at a point: a Han character is as wide as its size, any other half as wide."""
    steps = (
        deltas
        if deltas is not None
        else " ".join(f"{size if ord(char) > 0x2E7F else size / 2:g}" for char in words[:-1])
    )
    delta = f' DeltaX="{steps}"' if steps else ""
    code = f'<ofd:TextCode X="0" Y="{size}"{delta}>{escape(words)}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{x} {y - size} 100 {size}" Font="1" Size="{size}" {more}>{code}</ofd:TextObject>'


def path(box: str, data: str, more: str = "") -> str:
    """A path inside its boundary."""
    return f'<ofd:PathObject Boundary="{box}" LineWidth="0.2" {more}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """A stroke."""
    return path(f"{x0} {y0} {x1 - x0} {y1 - y0}", f"M 0 0 L {x1 - x0} {y1 - y0}")


def thin(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line as a filled box."""
    width, height = max(x1 - x0, 0.2), max(y1 - y0, 0.2)
    return path(
        f"{x0} {y0} {width} {height}",
        f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C",
        'Stroke="false" Fill="true"',
    )


def grid(xs: list[float], ys: list[float], stroke=rule) -> str:
    """The lines of a table without merged cells."""
    return "".join([*(stroke(xs[0], y, xs[-1], y) for y in ys), *(stroke(x, ys[0], x, ys[-1]) for x in xs)])


def table(xs: list[float], ys: list[float], rows: list[list[str]], stroke=rule) -> str:
    """A ruled table with its texts."""
    words = (
        text(x + 1, y + 5, cell)
        for y, row in zip(ys, rows, strict=False)
        for x, cell in zip(xs, row, strict=False)
        if cell
    )
    return grid(xs, ys, stroke) + "".join(words)


def page(*drawn: str, template: str = "") -> str:
    """The content of a page."""
    behind = f'<ofd:Template TemplateID="{template}" ZOrder="Background"/>' if template else ""
    layer = f'<ofd:Layer ID="1">{"".join(drawn)}</ofd:Layer>'
    return f"<ofd:Page {NAMES}>{behind}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def ofd(*pages: str, templates: dict[str, str] | None = None, notes: str = "", units: str = "", **files: str) -> bytes:
    """An OFD file; `notes` are put on the first page, `units` are composite graphics."""
    templates = templates or {}
    listed = "".join(f'<ofd:Page ID="{10 + no}" BaseLoc="Pages/Page_{no}/Content.xml"/>' for no in range(len(pages)))
    common = "".join(f'<ofd:TemplatePage ID="{key}" BaseLoc="Tpls/{key}.xml"/>' for key in templates)
    resources = "<ofd:DocumentRes>Res.xml</ofd:DocumentRes>" if units else ""
    noted = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if notes else ""
    parts = {
        "OFD.xml": f"<ofd:OFD {NAMES}><ofd:DocBody><ofd:DocInfo><ofd:Title>年报</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMES}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        f"</ofd:PageArea>{resources}{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{noted}</ofd:Document>",
        **{f"Doc_0/Pages/Page_{no}/Content.xml": content for no, content in enumerate(pages)},
        **{f"Doc_0/Tpls/{key}.xml": content for key, content in templates.items()},
        **files,
    }
    if units:
        parts["Doc_0/Res.xml"] = (
            f"<ofd:Res {NAMES}><ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits></ofd:Res>"
        )
    if notes:
        parts["Doc_0/Annots/Annotations.xml"] = (
            f'<ofd:Annotations {NAMES}><ofd:Page PageID="10"><ofd:FileLoc>P.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
        )
        parts["Doc_0/Annots/P.xml"] = (
            f'<ofd:PageAnnot {NAMES}><ofd:Annot Type="Stamp"><ofd:Appearance Boundary="0 0 210 297">{notes}'
            "</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
        )
    return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    """A zip of some parts."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return buffer.getvalue()
