"""Tables flattened into running text are found, cut into rows, and left undecided."""

import pytest

from extract.tables.flat import find

ROWS = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益", "5.属于三类内部事务信息",
        "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项", "1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作",
        "3.补正后申请内容仍不明确"]  # fmt: skip
HEAD = (
    "三、收到和处理政府信息公开申请情况申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
)


def rows(table):
    texts = [cell.text for cell in table.cells]
    return list(zip(texts[::2], texts[1::2], strict=True))


def test_rows_are_cut_before_the_number_of_the_next_label(book):
    text = HEAD + "".join(f"{label}{n}00000{n}" for n, label in enumerate(ROWS)) + "五、存在的主要问题"
    (found,) = find(text, book)
    assert [digits for _, digits in rows(found.table)] == [f"{n}00000{n}" for n in range(len(ROWS))]
    assert text[: found.end].endswith("1400000" + "14")
    assert text[found.start :].startswith(ROWS[0])


def test_blanks_inside_rows_are_kept(book):
    text = HEAD + "".join(f"{label} 1 0 0 0 0 01" for label in ROWS)
    (found,) = find(text, book)
    assert {digits for _, digits in rows(found.table)} == {"1 0 0 0 0 01"}


def test_the_table_of_remedies_is_one_row(book):
    leaf = "结果维持结果纠正其他结果尚未审结总计"
    (found,) = find(
        f"行政复议行政诉讼{leaf}未经复议直接起诉复议后起诉{leaf}{leaf}110024001510102五、存在的主要问题", book
    )
    ((_, digits),) = rows(found.table)
    assert digits == "110024001510102"


@pytest.mark.parametrize("text", [
    "",
    "本年新收政府信息公开申请3件，上年结转1件，予以公开2件。",
    HEAD + "".join(ROWS),  # A blank form.
    "".join(f"{label}0000000" for label in reversed(ROWS)),  # Not in a form's order.
])  # fmt: skip
def test_other_text_is_no_table(book, text):
    assert find(text, book) == []
