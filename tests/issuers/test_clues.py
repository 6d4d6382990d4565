"""What a report says of who wrote it, from its pages."""

import pytest

from extract import report
from extract.codebook import load
from extract.issuers import Clue, clues, registry
from extract.model import Document, Paragraph, Section
from extract.title import Front
from tests.test_shared import SHARED

BOOK, REGISTRY = load(), registry()


def found(*texts, title="", **said):
    sections = [Section(no, "front" if no == 0 else "other", "", text) for no, text in enumerate(texts)]
    document = Document("text/plain", "plain", tuple(map(Paragraph, texts)), **said)
    return {(clue.kind, clue.text) for clue in clues(document, Front(title), sections)}


@pytest.mark.parametrize("texts, said, clue", [
    (["甲", "收费情况\n云岭县财政局\n2020年1月5日"], {}, ("signature", "云岭县财政局")),
    (["甲", "收费情况。 云岭县财政局2020年1月5日"], {}, ("signature", "云岭县财政局")),
    (["甲", "件 0 云岭县财政局 2020-01-05 附件下载"], {}, ("signature", "云岭县财政局")),
    (["甲", "收费情况。\n二〇二〇年一月五日\n云岭县财政局"], {}, ("signature", "云岭县财政局")),
    (["甲", "收费情况。\n云岭县财政局"], {}, ("signature", "云岭县财政局")),
    (["办公室：现报送贵处。 云岭县公安局2016年1月4日 云岭县公安局2015年报告", "乙"], {}, ("signature", "云岭县公安局")),
    (["云岭县报告 来源：云岭县人民政府 时间：2020-01-05", "乙"], {}, ("letterhead", "云岭县人民政府")),
    (["云岭县人民政府\n甲", "乙"], {}, ("letterhead", "云岭县人民政府")),
    (["甲"], {"title": "年报_云岭县人民政府门户网站"}, ("letterhead", "云岭县人民政府门户网站")),
    (["甲"], {"publisher": "云岭县财政局"}, ("publisher", "云岭县财政局")),
    (["甲"], {"source_url": "http://www.yunling.gov.cn/czj/t1.htm?a=1"}, ("address", "www.yunling.gov.cn/czj")),
    (["根据《清江省政府信息公开办法》和云岭县的要求"], {}, ("front", "清江省、云岭县")),
])  # fmt: skip
def test_a_clue_is_found(texts, said, clue):
    document_title = said.pop("title", "")
    sections = [Section(no, "front" if no == 0 else "other", "", text) for no, text in enumerate(texts)]
    document = Document("text/plain", "plain", tuple(map(Paragraph, texts)), title=document_title, **said)
    assert Clue(*clue) in clues(document, Front(""), sections)


@pytest.mark.parametrize("texts, said", [
    (["甲", "本局于2020年1月5日公布"], {}),
    (["甲", "2019年,无收费情况。"], {}),
    (["甲"], {"publisher": "1"}),
])  # fmt: skip
def test_what_names_nobody_is_no_clue(texts, said):
    assert not {clue for clue in found(*texts, **said) if clue[0] != "front"}


def test_the_title_that_names_an_office_comes_first():
    printed, named = "2009年度政府信息公开年度报告", "云岭县财政局2009年度政府信息公开年度报告"
    sections = [Section(0, "front", "", printed)]
    document = Document("text/html", "html", (), title=f"{named}_云岭县人民政府")
    assert Clue("title", named) in clues(document, Front(printed), sections)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the real reports beside the checkout")
def test_real_reports_resolve_to_the_office_that_wrote_them():
    pytest.importorskip("lxml")
    from extract.read import read

    wrong = []
    for path, id in expected():
        document = read(path.read_bytes(), False)
        understood = report.understand(document, document.blocks, BOOK)
        resolved = REGISTRY.resolve(clues(document, understood, understood.sections), understood.year).office
        if (resolved and resolved.id) != id:
            wrong.append((path.name, resolved))
    assert wrong == []


def expected():
    """The real reports by the beginning of their names, and the ids of their offices; none for those that name nobody."""
    ids = {
        "hongze": "320813", "huaian": "3208", "wutu": "370725108", "shanghai-kewei": "31-科学技术委员会",
        "shanghai-office": "31-人民政府办公厅", "80716": "350128", "80646": "350128-财政局", "80437": "平潭综合实验区-公安局",
        "80774": "平潭综合实验区-地方税务局", "pingtan-2025": None,
        **dict.fromkeys(("80469", "80560", "96895", "104656"), "平潭综合实验区-财政金融局"),
        **dict.fromkeys(("80485", "80613", "87885"), "平潭综合实验区"),
    }  # fmt: skip
    for path in sorted(SHARED.rglob("*.*")):
        known = [id for start, id in ids.items() if path.name.startswith(start)]
        if known and path.suffix != ".json":
            yield path, known[0]
