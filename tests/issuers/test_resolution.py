"""Which office clues name, and where nothing decides."""

import pytest

from extract.issuers import Clue, registry

REGISTRY = registry()


def resolve(year=None, **texts):
    return REGISTRY.resolve([Clue(kind, text) for kind, text in texts.items()], year)


def office(year=None, **texts):
    found = resolve(year, **texts).office
    return found and found.id


def titled(name, year=2020):
    return f"{name}{year}年政府信息公开工作年度报告"


@pytest.mark.parametrize("name, id", [
    ("淮安市洪泽区人民政府", "320813"),
    ("洪泽区", "320813"),
    ("洪泽区政府", "320813"),
    ("江苏省淮安市洪泽区人民政府", "320813"),
    ("江苏淮安洪泽区", "320813"),
    ("淮 安 市 洪 泽 区", "320813"),
    ("洪澤區人民政府", "320813"),
    ("洪泽区人民政府办公室", "320813-人民政府办公室"),
    ("洪泽区政府办", "320813-人民政府办公室"),
    ("江苏省淮安市洪泽区财政局", "320813-财政局"),
    ("淮安市洪澤區財政局", "320813-财政局"),
    ("国家税务总局淮安市洪泽区税务局", "320813-税务局"),
    ("淮安市", "3208"),
    ("上海市", "31"),
    ("上海市人民政府办公厅", "31-人民政府办公厅"),
    ("上海市科委", "31-科学技术委员会"),
    ("上海市科学技术委员会", "31-科学技术委员会"),
    ("上海市市场监督管理局", "31-市场监督管理局"),
    ("鄌郚镇人民政府", "370725108"),
    ("昌乐县鄌郚镇人民政府", "370725108"),
    ("昌乐县人民政府鄌郚镇人民政府", "370725108"),
    ("鄌郚镇财政所", "370725108-财政所"),
    ("昌乐县某某镇人民政府", "370725-某某镇人民政府"),
    ("东城区东华门街道办事处", "110101001"),
    ("平潭综合实验区", "平潭综合实验区"),
    ("福建省平潭综合实验区管委会", "平潭综合实验区"),
    ("平潭综合实验区财金局", "平潭综合实验区-财政金融局"),
    ("平潭综合实验区财政金融局", "平潭综合实验区-财政金融局"),
    ("平潭综合实验区公安局", "平潭综合实验区-公安局"),
    ("平潭县财政局", "350128-财政局"),
    ("国务院办公厅", "国务院-办公厅"),
    ("云岭县财政局", "云岭县财政局"),
    ("云岭县云泽镇", "云岭县云泽镇人民政府"),
    ("云岭县云泽街道", "云岭县云泽街道办事处"),
    ("国家文物局", "国家文物局"),
    ("云岭县", "云岭县人民政府"),
    ("云岭县政府", "云岭县人民政府"),
    ("云岭工业园区", "云岭工业园区"),
    ("南京大学", "南京大学"),
    ("杭州大学", "杭州大学"),
    ("太湖流域管理局", None),
    ("财政局", None),
    ("我局", None),
    ("市场监督管理局", None),
    ("经济开发区财政局", None),
    ("高新区管委会", None),
    ("高新技术产业园区", None),
    ("人民政府", None),
    ("城区人民政府", None),
    ("城关镇人民政府", None),
    ("云霄岭镇人民政府", None),
    ("鼓楼区", None),
    ("第一人民医院", None),
    ("淮安市中级人民法院", None),
    ("洪泽区关于加强", None),
])  # fmt: skip
def test_a_name_in_a_title(name, id):
    assert office(title=titled(name)) == id


@pytest.mark.parametrize("texts, id", [
    ({"title": titled("财金局"), "signature": "平潭综合实验区财政金融局"}, "平潭综合实验区-财政金融局"),
    ({"title": titled("财金局"), "address": "www.pingtan.gov.cn/zwgk/zfxxgk/dfbmptlj/ptzhsyqbm/ptzhsyqczj/zfxxgknb"}, "平潭综合实验区-财政金融局"),
    ({"title": titled("财金局"), "address": "www.example.gov.cn/czj"}, None),
    ({"title": titled("财金局")}, None),
    ({"title": titled("财政局"), "signature": "洪泽区财政局"}, "320813-财政局"),
    ({"title": titled("财政局"), "publisher": "洪泽区人民政府"}, "320813-财政局"),
    ({"title": titled("财政局"), "publisher": "洪泽区教育局"}, None),
    ({"title": titled("财政局"), "signature": "洪泽区人民政府", "publisher": "平潭县人民政府"}, None),
    ({"title": titled("我局"), "signature": "洪泽区财政局"}, "320813-财政局"),
    ({"title": "2020年度政府信息公开工作年度报告", "publisher": "洪泽区财政局"}, "320813-财政局"),
    ({"title": "2020年度政府信息公开工作年度报告", "letterhead": "洪泽区财政局"}, "320813-财政局"),
    # The source that a page prints is the site, not who wrote the report.
    ({"title": "2020年度政府信息公开工作年度报告", "letterhead": "洪泽区人民政府"}, None),
    ({"title": titled("鼓楼区"), "publisher": "南京市人民政府"}, "320106"),
    ({"title": titled("鼓楼区"), "front": "福建省"}, "350102"),
    ({"title": titled("鼓楼区"), "front": "江苏省"}, None),
    ({"title": titled("鼓楼区"), "front": "福州市、南京市"}, None),
    ({"title": titled("城关镇人民政府"), "front": "安徽省、合肥市"}, None),
    ({"title": titled("鄌郚镇人民政府"), "publisher": "平潭县人民政府"}, None),
    ({"title": titled("鄌郚镇人民政府"), "publisher": "潍坊市人民政府"}, "370725108"),
    ({"title": titled("洪泽区财政局、洪泽区审计局")}, None),
    ({"title": titled("洪泽区财政局和洪泽区审计局")}, None),
    ({"title": titled("洪泽区发展和改革委员会")}, "320813-发展和改革委员会"),
    ({}, None),
])  # fmt: skip
def test_other_clues_place_and_name_where_the_title_does_not(texts, id):
    assert office(**texts) == id


def test_a_town_of_a_common_name_is_told_by_its_county():
    towns = [place for place in REGISTRY.divisions.names["城关镇"] if place.code.startswith("610")]
    counties = [REGISTRY.divisions.latest(town.code[:6]).name for town in towns]
    assert len(towns) > 5
    for town, county in zip(towns, counties, strict=True):
        unique = len(REGISTRY.divisions.names[county]) == 1
        assert office(title=titled("城关镇人民政府"), signature=f"{county}城关镇人民政府") == (
            town.id if unique else None
        )
        assert office(title=titled("城关镇人民政府"), front=county) == (town.id if unique else None)


@pytest.mark.parametrize("name, year, id", [
    ("洪泽县", 2010, "320829"),
    ("洪泽县", 2015, "320829"),
    ("洪泽区", 2015, "320813"),  # Written in 2016, under the new name.
    ("襄樊市", 2009, "4206"),
    ("襄阳市", 2020, "4206"),
    ("大兴安岭地区加格达奇区", 2010, "232761"),  # Its code went to 漠河市.
    ("定安县", 2005, "469021"),  # As did all codes of 海南省.
    ("昌江黎族自治县", 2010, "469026"),
    ("万盛区", 2010, "500110@2010"),  # 綦江区 has its code, and is not what it was.
    ("綦江区", 2020, "500110"),
    ("江源区", 2006, "220605"),
    ("简阳市", 2010, "512081"),
    ("简阳市", 2020, "510185"),
    ("资阳市简阳市", 2010, "512081"),
])  # fmt: skip
def test_the_year_tells_which_division_there_was(name, year, id):
    assert office(title=titled(name, year)) == id


def test_a_name_without_a_year_has_the_offices_of_all_years_as_candidates():
    found = resolve(publisher="简阳市")
    assert found.office is None
    assert {candidate.id for candidate in found.candidates} == {"512081", "510185"}
    assert office(2020, publisher="简阳市") == "510185"


def test_a_name_before_its_time_is_told():
    assert "2008" in resolve(title=titled("洪泽区", 2008)).why


@pytest.mark.parametrize("texts, said", [
    ({"title": titled("平潭综合实验区地方税务局"), "letterhead": "平潭县人民政府"}, "平潭县人民政府"),
    ({"title": titled("洪泽区财政局"), "signature": "洪泽区教育局"}, "淮安市洪泽区教育局"),
])  # fmt: skip
def test_the_title_decides_and_disagreement_is_said(texts, said):
    found = resolve(**texts)
    assert found.office.id == office(title=texts["title"])
    assert said in found.why


@pytest.mark.parametrize("name, candidates", [
    ("鼓楼区", {"320106", "320302", "350102", "410204"}),
    ("财金局", {"平潭综合实验区-财政金融局"}),
    ("洪泽区财政局、洪泽区审计局", {"320813-财政局", "320813-审计局"}),
])  # fmt: skip
def test_what_is_not_decided_keeps_its_candidates(name, candidates):
    assert {office.id for office in resolve(title=titled(name)).candidates} == candidates
