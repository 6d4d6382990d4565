"""Laws, documents, media and platforms that prose cites: what they are, and the very characters where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.codebook import SCHEMA
from extract.codebook.datafile import CsvFile
from extract.narrative import citations, cited

LAW = "中华人民共和国政府信息公开条例"

CASES = [
    # titles
    ("照《中华人民共和国政府信息公开条例》办", [("law", LAW, None)]),
    ("照《政府信息公开条例》办", [("law", LAW, None)]),
    ("《条例》第二十条", [("law", LAW, None)]),
    ("《中华人民共和国行政\n复议 法》", [("law", "中华人民共和国行政复议法", None)]),
    ("《保密法》《档案法》、《行政许可法》", [("law", f"中华人民共和国{name}", None) for name in ("保守国家秘密法", "档案法", "行政许可法")]),
    ("《双桥镇值班办法》", [("document", "双桥镇值班办法", None)]),
    ("《青禾省政府信息公开办法》", [("law", "青禾省政府信息公开办法", None)]),
    ("《关于印发〈渡口班次表〉的通知》", [("document", "关于印发〈渡口班次表〉的通知", None)]),
    ("《关于印发《渡口班次表》的通知》", [("document", "关于印发〈渡口班次表〉的通知", None)]),
    ("《关于渡口的通知。另见《渡口班次表》", [("document", "渡口班次表", None)]),
    ("《青禾日报》和《双桥周刊》", [("media", "青禾日报", None), ("media", "双桥周刊", None)]),
    ("《有话您说》栏目", [("media", "有话您说", None)]),
    ("《青禾省双桥镇2020年政府信息公开年报》", [("document", "青禾省双桥镇2020年政府信息公开年报", None)]),
    # numbers
    ("见双政办字〔2018〕50号", [("document", None, "双政办字〔2018〕50号")]),
    ("根据双政办字[2018] 50号", [("document", None, "双政办字〔2018〕50号")]),
    ("双政办发【2018】第50号", [("document", None, "双政办发〔2018〕50号")]),
    ("双政发（2018）50号和石政发(2019)6号", [("document", None, "双政发〔2018〕50号"), ("document", None, "石政发〔2019〕6号")]),
    ("双政办字〔２０１８〕５０号", [("document", None, "双政办字〔2018〕50号")]),
    ("双政办字〔2018]50号", [("document", None, "双政办字〔2018〕50号")]),
    ("双政办字20168号", [("document", None, "双政办字〔2016〕8号")]),
    ("双政办字〔201850号", [("document", None, "双政办字〔2018〕50号")]),
    ("双政办字2018〕50号", [("document", None, "双政办字〔2018〕50号")]),
    ("双政办字2018号", [("document", None, "双政办字2018号")]),
    ("双政办字201805号", [("document", None, "双政办字201805号")]),
    ("双政办字〔20185〕0号", [("document", None, "双政办字〔20185〕0号")]),
    ("国务院令第711号", [("document", None, "国务院令第711号")]),
    # both
    ("《关于修渡口的通知》（双政办字〔2018〕50号）要求", [("document", "关于修渡口的通知", "双政办字〔2018〕50号")]),
    ("《条例》（国务院令第711号，以下简称新规）", [("law", LAW, "国务院令第711号")]),
    # short names
    ("《青禾省政府信息公开办法》（以下简称《办法》），照《办法》办", [("law", "青禾省政府信息公开办法", None)] * 2),
    # media and platforms
    ("微信公众号“双桥早知道”", [("platform", "双桥早知道", None)]),
    ("“双桥早知道”、“石磨夜话”等微博", [("platform", "双桥早知道", None), ("platform", "石磨夜话", None)]),
    ("通过双桥电视台、青禾日报和石磨县人民政府网站公布", [("media", "双桥电视台", None), ("media", "青禾日报", None), ("platform", "石磨县人民政府网站", None)]),
]  # fmt: skip

NOTHING = [
    "通过本县电视台、政府网站、微信公众号等公开",
    "主要负责同志参加政府网站在线访谈2次",
    "2018年收到50号窗口来信",
    "电话12345，邮编262409号",
    "坚持“先审查、后公开”",
    "《》",
    "《没有写完的标题",
    "全年编号到2018号",
]


@pytest.mark.parametrize("text, expected", CASES)
def test_what_is_cited(text, expected):
    found = citations.find(text, 3)
    assert [(one.kind, one.title, one.number) for one in found] == expected
    assert all(text[one.start : one.end] == one.text and one.section == 3 for one in found)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_citation(text):
    assert citations.find(text, 0) == []


def test_a_title_and_its_number_are_one_citation_to_the_last_bracket():
    (one,) = citations.find("照《修渡口的通知》（双政字〔2018〕5号）办", 0)
    assert one.text == "《修渡口的通知》（双政字〔2018〕5号）"


def test_short_names_hold_in_the_whole_report():
    short = citations.names(
        ["按《青禾省政府信息公开办法》（下称规定，简称《办法》）", "《石磨县渡口办法》（简称《办法》）"]
    )
    assert short == {"办法": "青禾省政府信息公开办法"}
    assert [one.title for one in citations.find("照《办法》办", 2, short)] == ["青禾省政府信息公开办法"]


PIECES = ["《", "》", "〈", "〉", "条例", "以下简称", "（", "）", "双政办字", "〔", "2018", "〕", "50", "号", "“", "”", "微信公众号", "双桥县", "电视台", "政府网站", "。", " ", "\n", "令第"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_places_are_exact_and_in_order(text):
    found = citations.find(text, 0)
    assert all(text[one.start : one.end] == one.text and one.text == one.text.strip() for one in found)
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    "piece",
    ["《", "》", "《a》", "《条例》（以下简称", "“微信", "字〔2018", "2018", "双桥", "县", "号", "政府网站", "（"],
)
def test_hostile_text_comes_to_an_end(piece):
    count = 100_000 // len(piece)
    assert len(citations.find(piece * count, 0)) <= count


def test_laws_are_named_once_and_by_their_full_title_too():
    rows = CsvFile(SCHEMA / "laws.csv").read(cited.Law)
    names = [row.name for row in rows]
    assert len(set(names)) == len(names)
    assert {row.title for row in rows} <= set(names)
