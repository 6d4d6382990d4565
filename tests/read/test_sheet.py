"""Spreadsheets: cells print as a person sees them, merged ranges are one cell, and size is what a file has, not what it claims."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from extract.check import lost
from extract.errors import UnreadableFile
from extract.model import Document, Paragraph, Remark, Table
from extract.read.sheet.cells import number
from extract.read.sheet.reader import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XLS = Path(__file__).parent / "files" / "xls" / "merged.xls"
STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="0.0%"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="3"/></cellXfs>'
)


def rows(*lines: list[str | int | float]) -> str:
    """Sheet data; a text that starts with < is a whole cell."""
    return "".join(
        f'<row r="{no}">{"".join(_cell(line[col], no, col) for col in range(len(line)))}</row>'
        for no, line in enumerate(lines, 1)
    )


def _cell(value: str | int | float, row: int, col: int) -> str:
    place = f'r="{chr(65 + col)}{row}"' if col < 26 else ""
    if isinstance(value, str):
        return value if value.startswith("<") else f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c {place}><v>{value}</v></c>"


def xlsx(*sheets: str, merges: tuple[str, ...] = (), strings: str = "", state: str = "visible", **parts: str) -> bytes:
    """A workbook of some sheets; the ranges are merged on the first, which may be hidden."""
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    files = {
        "xl/workbook.xml": "<sheets>"
        + "".join(
            f'<sheet name="表{no}" sheetId="{no}" r:id="r{no}" state="{state if no == 1 else "visible"}"/>'
            for no in range(1, len(sheets) + 1)
        )
        + "</sheets>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": strings,
        **{
            f"xl/worksheets/sheet{no}.xml": f"<sheetData>{data}</sheetData>"
            + (f"<mergeCells>{merged}</mergeCells>" if no == 1 else "")
            for no, data in enumerate(sheets, 1)
        },
        **parts,
    }
    links = "".join(
        f'<Relationship Id="r{no}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{no}.xml"/>'
        for no in range(1, len(sheets) + 1)
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, inner in files.items():
            package.writestr(
                name, inner if inner.startswith("<!") else f'<x xmlns="{MAIN}" xmlns:r="{RELATIONS}">{inner}</x>'
            )
        package.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="x">{links}</Relationships>')
    return buffer.getvalue()


def opened(data: bytes) -> Document:
    document = read(data)
    texts = [cell.text for table in document.tables() for cell in table.cells]
    texts += [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert lost(document.witness, texts) == []
    return document


def shape(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in found.cells]


def lines(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else "*" for block in document.blocks]


@pytest.mark.parametrize(
    "raw, code, printed",
    [
        ("3", "", "3"),
        ("3.0", "", "3"),
        ("0.30000000000000004", "General", "0.3"),
        ("12345678901234567", "", "12345678901234567"),
        ("0.5", "0%", "50%"),
        ("2.5", "0", "3"),
        ("12345.678", "#,##0.00", "12,345.68"),
        ("-5", "0_);(0)", "-5"),
        ("-3", "0;[Red]0", "-3"),
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
        ("5", "000000", "000005"),
        ("3", '0"件"', "3件"),
        ("60", "[$¥-804]#,##0", "¥60"),
        ("1.5", "# ?/?", "1.5"),
        ("44927.5", "yyyy/m/d h:mm", "2023/1/1 12:00"),
        ("44927", 'yyyy"年"m"月"d"日";@', "2023年1月1日"),
        ("44927", "dddd, mmmm dd, yyyy", "2023/1/1"),
        ("1e300", "", "1e300"),
        ("7", ";;;", "7"),
    ],
)
def test_numbers_are_printed_as_their_formats_say(raw, code, printed):
    assert number(raw, code) == printed


def test_an_old_workbook_is_read_as_printed():
    document = opened(XLS.read_bytes())
    assert lines(document) == ["附表", "某镇2020年政府信息公开情况统计表", "*"]
    assert shape(next(document.tables())) == [
        (0, 0, 2, 1, "项目"),
        (0, 1, 1, 2, "数量"),
        (0, 3, 1, 1, "比例"),
        (1, 1, 1, 1, "上年"),
        (1, 2, 1, 1, "本年"),
        (1, 3, 1, 1, "%"),
        (2, 0, 1, 1, "受理22¹"),
        (2, 1, 1, 1, "12"),
        (2, 2, 1, 1, "1,234"),
        (2, 3, 1, 1, "15.3%"),
        (3, 0, 1, 1, "日期"),
        (3, 1, 1, 1, "2021/1/31"),
        (3, 2, 1, 1, "2.5"),
        (3, 3, 1, 1, ""),
    ]
    assert document.warnings == (Remark("hidden", "the sheet 隐藏 is hidden; it is not read"),)


def test_merged_ranges_are_one_cell_and_hide_what_they_cover():
    data = rows(["项目", "数量", "9"], ["99", "上年", "本年"], ["受理", 27, 1234])
    (found,) = opened(xlsx(data, merges=("A1:A2", "B1:C1"))).tables()
    assert shape(found)[:4] == [(0, 0, 2, 1, "项目"), (0, 1, 1, 2, "数量"), (1, 1, 1, 1, "上年"), (1, 2, 1, 1, "本年")]
    assert [c.text for c in found.cells][4:] == ["受理", "27", "1234"]


def test_formats_and_shared_strings_of_the_file_are_used():
    strings = '<si><r><t>受理22</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r><rPh><t>8</t></rPh></si><si><t>甲_x000D_\n乙</t></si>'
    data = rows(
        ['<c t="s"><v>0</v></c>', '<c s="1"><v>44227</v></c>', '<c s="2"><v>0.153</v></c>', '<c s="3"><v>1234</v></c>'],
        ['<c t="s"><v>1</v></c>', 5],
    )
    (found,) = opened(xlsx(data, strings=strings)).tables()
    assert [c.text for c in found.cells] == ["受理22¹", "2021/1/31", "15.3%", "1,234", "甲\n乙", "5", "", ""]


def test_lines_of_text_stand_before_their_tables_and_empty_rows_part_tables():
    data = rows(["统计表"], ["单位：件"], ["项目", "数量"], ["受理", 2], [], ["表二"], ["项目", "数量"], ["办结", 3])
    assert lines(opened(xlsx(data))) == ["表1", "统计表", "单位：件", "*", "表二", "*"]


def test_a_numbered_label_without_figures_is_a_row():
    assert lines(opened(xlsx(rows(["一、公开情况"], ["公开数", 2])))) == ["表1", "*"]


def test_a_heading_as_wide_as_the_sheet_parts_tables():
    data = rows(["甲", 1], ["二、其他情况"], ["乙", 2])
    assert lines(opened(xlsx(data, merges=("A2:B2",)))) == ["表1", "*", "二、其他情况", "*"]


def test_empty_and_hidden_sheets_are_left_out():
    document = opened(xlsx(rows(["藏", 1]), "", rows(["甲", 2]), state="hidden"))
    assert lines(document) == ["表3", "*"]
    assert document.warnings == (Remark("hidden", "the sheet 表1 is hidden; it is not read"),)


def test_a_formula_without_result_is_told():
    assert "has not been worked out" in opened(xlsx(rows(["甲", "<c><f>1+1</f></c>"]))).warnings[0].message


def test_a_far_cell_costs_nothing():
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert lines(opened(xlsx(far))) == ["表1", "1", "2"]
    wide = rows(["甲", 1]) + '<row r="9"><c r="B9"><v>3</v></c></row>'
    assert lines(opened(xlsx(wide, merges=("A1:A1048576", "C1:XFD1048576")))) == ["表1", "*"]


GOOD = xlsx(rows(["甲", 1]))


@pytest.mark.parametrize(
    "data, reason",
    [
        (GOOD[:-60], "damaged"),
        (xlsx('<row r="2000000000"><c><v>1</v></c></row>'), "damaged"),
        (xlsx('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "damaged"),
        (xlsx('<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>'), "damaged"),
        (xlsx(rows(['<c t="s"><v>7</v></c>'])), "damaged"),
        (xlsx(rows(["甲", 1]), merges=("A1:?",)), "damaged"),
        (xlsx(rows(*[[1] * 450] * 450)), "damaged"),
        (xlsx(rows(*[[1] * 40] * 40), merges=("A1:AN40",) * 20_001), "damaged"),
        (xlsx("", **{"xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "damaged"),
        (
            xlsx(
                rows(
                    *[
                        [f"<c r='A{row}'><v>1</v></c><c r='{col}{row}'><v>1</v></c>"]
                        for row, col in enumerate(
                            [a + b for a in "ABCDEFGHIJKLMNOPQRSTUVW" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"], 1
                        )
                    ]
                )
            ),
            "damaged",
        ),
        (xlsx(""), "no_text"),
        (XLS.read_bytes()[:3000], "damaged"),
        (XLS.read_bytes() + "EncryptedPackage".encode("utf-16-le"), "protected"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(data, reason):
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert refused.value.reason == reason


@pytest.mark.parametrize("place", ['t="s"><v>²</v>', 't="s"><v>' + "9" * 5000 + "</v>", 's="²"><v>1</v>'])
def test_numbers_that_are_none_are_refused_or_left_out(place):
    try:
        assert read(xlsx(f'<row r="1"><c r="A1" {place}</c></row>')).blocks
    except UnreadableFile as error:
        assert error.reason == "damaged"


def test_half_a_character_is_none():
    assert read(xlsx(rows(["公开_xD800_"]))).blocks[1] == Paragraph("公开\ufffd")
