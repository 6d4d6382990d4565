"""Citations are complete, leave out what nobody knows, and hold nothing that a file may smuggle into them."""

from datetime import date

import pytest

from extract.serve.cite import Source, bibtex, gbt7714

FULL = {
    "key": "aaaa:request.new@total", "title": "云岭县人民政府2022年政府信息公开工作年度报告", "issuer": "云岭县人民政府", "year": 2022,
    "published": "2023-01-30", "permalink": "https://a.cn/archive/fact/aaaa:request.new@total", "accessed": date(2026, 1, 2),
    "what": "新收申请（总计）：16件",
}  # fmt: skip
REPORT = {"what": None, "permalink": "https://a.cn/archive/report/aaaa"}


@pytest.mark.parametrize(
    "changed, expected",
    [
        ({}, "云岭县人民政府. 云岭县人民政府2022年政府信息公开工作年度报告: 新收申请（总计）：16件[DS/OL]. (2023-01-30)[2026-01-02]. https://a.cn/archive/fact/aaaa:request.new@total."),
        (REPORT, "云岭县人民政府. 云岭县人民政府2022年政府信息公开工作年度报告[R/OL]. (2023-01-30)[2026-01-02]. https://a.cn/archive/report/aaaa."),
        (REPORT | {"issuer": None, "published": None}, "云岭县人民政府2022年政府信息公开工作年度报告[R/OL]. [2026-01-02]. https://a.cn/archive/report/aaaa."),
        (REPORT | {"published": "去年"}, "云岭县人民政府. 云岭县人民政府2022年政府信息公开工作年度报告[R/OL]. [2026-01-02]. https://a.cn/archive/report/aaaa."),
        (REPORT | {"title": "年度\n  报告"}, "云岭县人民政府. 年度 报告[R/OL]. (2023-01-30)[2026-01-02]. https://a.cn/archive/report/aaaa."),
    ],
)  # fmt: skip
def test_gbt7714(changed, expected):
    assert gbt7714(Source(**FULL | changed)) == expected


def test_bibtex_has_a_field_a_line():
    assert bibtex(Source(**FULL)).splitlines() == [
        "@misc{aaaa:request.new-total,",
        "  author = {{云岭县人民政府}},",
        "  title = {{云岭县人民政府2022年政府信息公开工作年度报告}},",
        "  year = {2023},",
        "  note = {新收申请（总计）：16件},",
        "  url = {https://a.cn/archive/fact/aaaa:request.new@total},",
        "  urldate = {2026-01-02},",
        "}",
    ]


@pytest.mark.parametrize(
    "title, shown",
    [("a}b", r"a\}b"), ("50% & #1_$", r"50\% \& \#1\_\$"), ("\\input{x}", r"\textbackslash{}input\{x\}"), ("~^", r"\textasciitilde{}\textasciicircum{}")],
)  # fmt: skip
def test_bibtex_takes_text_for_text(title, shown):
    assert f"title = {{{{{shown}}}}}," in bibtex(Source(**FULL | {"title": title}))
    assert "{" not in bibtex(Source(**FULL | {"permalink": "https://a.cn/{x}"})).splitlines()[5].removeprefix(
        "  url = {"
    )
