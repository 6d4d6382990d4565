"""What the registry's tables must keep true, and that an office's own name leads back to it."""

import csv
from collections import defaultdict
from itertools import pairwise

import pytest

from extract.codebook import SCHEMA
from extract.errors import ExtractError, SchemaError
from extract.issuers import Clue, Registry, read_expected, registry

REGISTRY = registry()


def rows(name):
    with (SCHEMA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DIVISIONS = rows("divisions.csv")


@pytest.mark.parametrize("name", ["divisions.csv", "issuers.csv", "organs.csv", "successions.csv", "traditional.csv"])
def test_tables_are_sorted_and_say_nothing_twice(name):
    lines = [tuple(row.values()) for row in rows(name)]
    assert lines == sorted(set(lines))


def test_divisions_have_names_codes_and_parents():
    codes = {row["code"] for row in DIVISIONS}
    assert all(len(row["name"]) > 1 and row["code"].isdigit() for row in DIVISIONS)
    assert {len(code) for code in codes} == {2, 4, 6, 9}
    assert [code for code in codes if len(code) > 2 and REGISTRY.divisions.above(code) is None] == []
    assert len(codes) > 44_000


def test_a_code_has_one_name_at_a_time():
    spans = defaultdict(list)
    for row in DIVISIONS:
        spans[row["code"]].append((int(row["since"] or 0), int(row["until"] or 9999)))
    assert all(since <= until for each in spans.values() for since, until in each)
    assert [code for code, each in spans.items() for one, other in pairwise(sorted(each)) if one[1] >= other[0]] == []


def test_every_county_and_every_town_of_one_name_leads_back_to_itself():
    wrong = []
    for places in REGISTRY.divisions.by_id.values():
        place = places[-1]
        if len(place.code) == 9 and len(REGISTRY.divisions.names[place.name]) > 1:
            continue
        office = REGISTRY.office(place.id)
        found = REGISTRY.resolve([Clue("publisher", office.name)], place.until or place.since)
        if found.office != office:
            wrong.append((place.id, office.name, found))
    assert wrong == []


def test_ids_are_those_of_the_names():
    for id in ("320813", "320813-财政局", "31-人民政府办公厅", "云岭县财政局", "平潭综合实验区-公安局", "370725108"):
        office = REGISTRY.office(id)
        assert office.id == id
        assert REGISTRY.resolve([Clue("publisher", office.name)]).office == office
    for id in ("999999", "320813-", "999999-财政局", "财政局"):
        assert REGISTRY.office(id) is None, id


@pytest.mark.parametrize("id, name, kind, level", [
    ("3208", "淮安市人民政府", "government", "city"),
    ("320813", "淮安市洪泽区人民政府", "government", "county"),
    ("320829", "淮安市洪泽县人民政府", "government", "county"),
    ("370725108", "潍坊市昌乐县鄌郚镇人民政府", "town", "town"),
    ("110101001", "北京市东城区东华门街道办事处", "subdistrict", "town"),
    ("310115", "上海市浦东新区人民政府", "government", "county"),
    ("320813-财政局", "淮安市洪泽区财政局", "department", "department"),
    ("429004", "仙桃市人民政府", "government", "county"),
    ("平潭综合实验区", "平潭综合实验区管理委员会", "zone", "county"),
    ("平潭综合实验区-公安局", "平潭综合实验区公安局", "department", "department"),
    ("南京大学", "南京大学", "university", None),
])  # fmt: skip
def test_offices(id, name, kind, level):
    office = REGISTRY.office(id)
    assert (office.name, office.kind, office.level) == (name, kind, level)


@pytest.mark.parametrize("id, above", [
    ("320813-财政局", ["320813", "3208", "32"]),
    ("110101001", ["110101", "11"]),
    ("平潭综合实验区-财政金融局", ["平潭综合实验区", "35"]),
    ("云岭县财政局", []),
])  # fmt: skip
def test_ancestors(id, above):
    assert [office.id for office in REGISTRY.ancestors(REGISTRY.office(id))] == above


def test_curated_ids_are_those_that_their_names_would_have():
    for row in REGISTRY.curated.values():
        assert REGISTRY.resolve([Clue("publisher", row.name)]).office.id == row.id
        assert row.id == (f"{row.parent}-{row.id.partition('-')[2]}" if row.kind == "department" else row.id)


def changed(folder, name, text):
    """The registry of a copy of schema/ in which one table says something else."""
    for file in SCHEMA.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / name).write_text(text, encoding="utf-8")
    return Registry(folder)


def test_only_a_stated_succession_joins_two_offices(tmp_path):
    assert not any("350128-财政局" in (step.predecessor, step.successor) for step in REGISTRY.successions)
    text = "predecessor,successor,year,source\n云岭县财政局,320813-财政局,2016,S1\n"
    (step,) = changed(tmp_path, "successions.csv", text).successions
    assert (step.predecessor, step.successor, step.year) == ("云岭县财政局", "320813-财政局", 2016)


@pytest.mark.parametrize("name, text, said", [
    ("successions.csv", "predecessor,successor,year,source\n财政局,320813,2016,S1\n", "财政局"),
    ("successions.csv", "predecessor,successor,source\n", "successions.csv:1"),
    ("divisions.csv", "code,name\n", "divisions.csv:1"),
    ("issuers.csv", "id,name,aliases,kind,level,division_code,parent,site,since,until,source\n甲区,甲区管理委员会,,zone,county,350128,999,,,,S1\n", "999"),
])  # fmt: skip
def test_a_wrong_table_is_told(tmp_path, name, text, said):
    with pytest.raises(SchemaError, match=said):
        changed(tmp_path, name, text)


def test_an_expected_list_names_offices(tmp_path):
    file = tmp_path / "expected.csv"
    file.write_text(
        "issuer,year,due\n洪泽区财政局,2020,2021-01-31\n320813,2020,\n鼓楼区,2020,\n云岭县财政局,2020,\n平潭综合实验区-财政金融局,2020,\n",
        encoding="utf-8",
    )
    found = read_expected(file, REGISTRY)
    assert [line.office and line.office.id for line in found] == [
        "320813-财政局",
        "320813",
        None,
        "云岭县财政局",
        "平潭综合实验区-财政金融局",
    ]
    assert found[0].due == "2021-01-31"
    assert len(found[2].candidates) == 4


@pytest.mark.parametrize("text, said", [
    ("name,year\n", "expected.csv:1"),
    ("issuer,year\n洪泽区,20\n", "expected.csv:2"),
    ("issuer,year,due\n洪泽区,2020,soon\n", "soon"),
])  # fmt: skip
def test_a_wrong_list_is_told(tmp_path, text, said):
    file = tmp_path / "expected.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ExtractError, match=said):
        read_expected(file, REGISTRY)
