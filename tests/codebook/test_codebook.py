"""The codebook answers, and a broken schema is told with file, line and place."""

import re
import shutil

import pytest

from extract.codebook import SCHEMA, load
from extract.codebook.entries import split
from extract.errors import SchemaError

BOOK = load()


@pytest.mark.parametrize(
    "form, axis, code, spellings",
    [
        ("2014", "row", "request.answered.full", ("2.同意公开答复数", "同意公开")),
        ("2014", "row", "access_point.count", ("十、镇街区设置政府信息查阅点数", "（二）设置政府信息公开查阅点数")),
        ("2019", "column", "amount", ("采购总金额", "采购总金额（万元）")),
        ("2021", "column", "total", ("总计", "合计")),
        ("2021", "heading", "art20_1", ("第二十条第（一）项", "第二十条第")),
        ("2021", "heading", "requests", ()),
        ("2021", "row", "no.such.code", ()),
    ],
)
def test_spellings_start_with_what_the_form_prints(form, axis, code, spellings):
    assert BOOK.spellings(form, axis, code)[: max(len(spellings), 1)] == spellings


@pytest.mark.parametrize(
    "form, item, column, unit",
    [
        ("2014", "proactive.total", "value", "条"),
        ("2014", "org.budget", "value.towns", "万元"),
        ("2019", "act.license", "items_change", "项"),
        ("2019", "procurement.central", "amount", "元"),
        ("2021", "request.result.other", "total", "件"),
        ("2021", "reconsideration.total", "value", "件"),
        ("2021", "fee.admin", "amount", "万元"),
        ("2021", "fee.admin", "decisions", None),
        ("2021", "request.result.denied", "total", None),
    ],
)
def test_a_unit_is_the_columns_then_the_rows_then_the_tables(form, item, column, unit):
    assert BOOK.unit(form, item, column) == unit


@pytest.mark.parametrize(
    "form, item, column, marks",
    [
        ("2019", "act.license", "items_change", (True, False)),
        ("2019", "act.license", "items_prev", (False, False)),
        ("2021", "fee.admin", "amount", (False, True)),
        ("2014", "org.budget", "value", (False, True)),
    ],
)
def test_a_place_says_what_values_are_right_in_it(form, item, column, marks):
    place = BOOK.place(form, item, column)
    assert (place.signed, place.decimals) == marks


def test_items_and_columns_are_defined_by_the_first_form():
    assert list(BOOK.items())[:2] == ["proactive", "proactive.total"]
    assert BOOK.items()["request.result.other"].kind == "item"
    assert BOOK.columns()["value"].label == "统计数"
    assert [form.form for form in BOOK.forms] == sorted(form.form for form in BOOK.forms)


@pytest.mark.parametrize(
    "form, ref, expanded",
    [
        ("2014", "deposit.*", ("deposit.total", "deposit.paper", "deposit.electronic")),
        ("2014", "response.channel.*@value", 7),
        ("2014", "website.count.*", ("website.count.province", "website.count.city", "website.count.county")),
        ("2021", "request.result.denied.*", 8),
        ("2021", "request.result.other.*@total", 3),
        ("2019", "request.result.other.*", ()),
        ("2021", "request.result.other", ("request.result.other",)),
    ],
)
def test_a_prefix_stands_for_the_leaf_items_below_it(form, ref, expanded):
    found = BOOK.form(form).expand(ref)
    assert (len(found) if isinstance(expanded, int) else found) == expanded


def test_nothing_is_left_to_expand_once_it_is_loaded():
    refs = [ref for rule in BOOK.rules for ref in (*rule.left, *rule.right)]
    refs += [ref for concept in BOOK.concepts for walk in concept.map.values() for ref in (*walk.sum, *walk.instead)]
    assert len(refs) > 300
    assert [ref for ref in refs if "*" in ref] == []


@pytest.mark.parametrize(
    "concept, form, terms",
    [
        ("requests_received", "2014", [("request.received.total", "value", 1)]),
        ("requester_fees", "2014", [("fee.request", "value", 10000)]),
        ("complaints_total", "2021", []),
        ("licence_items", "2019", [("act.license", "items_prev", 1), ("act.license", "items_change", 1)]),
        (
            "requests_answered",
            "2021",
            [
                ("request.result.total", "total", 1),
                ("request.result.other.no_correction", "total", -1),
                ("request.result.other.fee_unpaid", "total", -1),
            ],
        ),
    ],
)
def test_a_concept_is_a_sum_of_terms(concept, form, terms):
    (walk,) = [entry.map[form] for entry in BOOK.concepts if entry.id == concept]
    assert list(walk.terms) == terms


@pytest.mark.parametrize(
    "name, kind, level",
    [
        ("鄌郚镇人民政府", "town", "town"),
        ("昌乐县人民政府", "government", "county"),
        ("昌乐县人民政府办公室", "department", "department"),
        ("淮安市洪泽区人民政府", "government", "county"),
        ("上海市人民政府", "government", "province"),
        ("上海市科学技术委员会", "department", "department"),
        ("淮安市人民政府", "government", "city"),
        ("北京街道办事处", "subdistrict", "town"),
        ("国有资产监督管理委员会", "department", "department"),
        ("平潭综合实验区管理委员会", "zone", None),
        ("平潭综合实验区", "zone", None),
        ("平潭综合实验区财政金融局", "department", "department"),
        ("山东大学", "university", None),
        ("水务集团有限公司", "enterprise", None),
    ],
)
def test_the_longest_ending_of_a_name_tells_its_kind(name, kind, level):
    found = BOOK.kind(name)
    assert (found.kind, found.level) == (kind, level)


def test_a_name_with_an_unknown_ending_has_no_kind():
    assert BOOK.kind("某某") is None


@pytest.mark.parametrize(
    "query, hits",
    [
        ("request.new", [("item", "request.new", "2019"), ("item", "request.new", "2021")]),
        ("（一） 收到申请数", [("item", "request.received.total", "2014")]),
        ("举办新闻发布会", [("item", "response.channel.press_conference", "2014")]),
        ("requests_received", [("concept", "requests_received", None)]),
        ("依申请公开政府信息情况", [("section", "requests", None)]),
        ("R21-01", [("rule", "R21-01", "2021")]),
        ("in_force", [("column", "in_force", "2021")]),
        ("gazette and website staff", [("rule", "R14-10", "2014"), ("concept", "staff_full_time", None)]),
        ("（）", []),
        ("  ", []),
        ("nothing of the kind", []),
    ],
)
def test_find_explains_codes_labels_and_concepts(query, hits):
    assert sorted((hit.kind, hit.code, hit.form or "") for hit in BOOK.find(query)) == sorted(
        (kind, code, form or "") for kind, code, form in hits
    )


def test_a_hit_explains_itself():
    *_, hit = BOOK.find("fee.request")
    assert str(hit) == (
        "item fee.request [2014] 七、依申请公开信息收取的费用: Fees charged to requesters; in 万元; "
        "printed in national, anhui; recalled; "
        "search, copying and mailing charges; nothing to do with 行政事业性收费 of 2019 and later"
    )


def test_a_reference_without_a_column_means_the_value():
    assert [split(ref) for ref in ("request.new@total", "complaint.total")] == [
        ("request.new", "total"),
        ("complaint.total", "value"),
    ]


BROKEN = [
    ("forms/2021.yml", "label: 行政许可,", "lable: 行政许可,", "unknown key `lable`, did you mean `label` or `table`?"),
    ("forms/2021.yml", "first_year: 2021", 'first_year: "2021"', "Expected `int`, got `str`"),
    ("forms/2021.yml", 'form: "2021"', "form: 2021", "Expected `str`, got `int`"),
    ("forms/2021.yml", 'form: "2021"', 'form: "2022"', "form `2022` must stand in 2022.yml"),
    ("forms/2021.yml", "section: requests", "section: reqests", "no section `reqests` in sections.yml"),
    ("forms/2021.yml", "{code: act.license, ", "{code: Act.License, ", "Expected `str` matching regex"),
    ("forms/2021.yml", "label: 行政强制,", "label: 行政处罚,", "`行政处罚` means act.coercion and act.penalty"),
    ("forms/2021.yml", "layout: record", "layout: recrod", "Invalid enum value 'recrod'"),
    ("forms/2021.yml", "last_year: null", "last_year: 2020", "it ends (2020) before it starts (2021)"),
    ("forms/2021.yml", "label: 3.其他, ", "label: 3.其他, label: 其他, ", "the key `label` stands twice"),
    ("forms/2021.yml", "[申请人情况]}", "[申请人情况}", "is not YAML"),
    ("forms/2014.yml", "annex_titles: ['", "annex_titles: ['(", "is no regular expression"),
    ("forms/2014.yml", "editions: [sd_upper]", "editions: [sd_uper]", "no edition `sd_uper` in this form"),
    ("forms/2014.yml", "parent: gazette,", "parent: gazete,", "no row `gazete` in block `indicators`"),
    ("forms/2014.yml", "{code: deposit.paper,", "{code: deposit.total,", "`deposit.total` stands twice"),
    ("forms/2008.yml", "label: 行政复议数,", "label: 行政诉讼数,", "means litigation.total and reconsideration.total"),
    ("forms/2008.yml", "national: false", "national: no one", "Expected `bool`, got `str`"),
    ("forms/2008.yml", "editions: [fujian_2016]", "editions: [fujian_2017]", "no edition `fujian_2017` in this form"),
    ("rules.yml", "right: [value.since_start]", "right: [value.since]", "form 2008 has no `value.since`"),
    (
        "concepts.yml",
        '"2008": {match: none, why: no row}',
        '"2009": {match: none, why: no row}',
        "form 2008 is not judged",
    ),
    (
        "concepts.yml",
        '"2008": {match: none, why: no row}',
        '"2009": {match: none, why: no row}',
        "but there is no such form",
    ),
    ("concepts.yml", "sum: [appeal.total]", "sum: [appeals]", "form 2008 has no `appeals`"),
    ("concepts.yml", "sum: [appeal.total]", "sum: [appeal.total@value.since_start]", "carries no facts in form 2008"),
    ("labels.csv", "主动公开文件数", "申请总次数", "means proactive.total and request.received.total"),
    ("rules.yml", "right: [gazette.copies]", "right: [gazette.copy]", "form 2014 has no `gazette.copy`"),
    ("rules.yml", "left: [issued]", "left: [isued]", "form 2021 has no `isued`"),
    ("rules.yml", "left: [request.answered.refused.*]", "left: [request.refused.*]", "has no `request.refused.*`"),
    ("rules.yml", "[act.license@decisions]", "[act.license@amount]", "form 2019 has no `act.license@amount`"),
    ("rules.yml", "table: remedies", "table: remedys", "form 2019 has no table `remedys`"),
    ("rules.yml", "kind: each", "kind: sun", "Invalid enum value 'sun'"),
    ("rules.yml", "kind: zero", "kind: sum", "a rule of kind `sum` needs an `op`"),
    ("rules.yml", "kind: stock", "kind: row", "a rule of kind `row` needs an `op`"),
    ("rules.yml", "minus: [abolished]", "minus: [abolishd]", "form 2021 has no `abolishd`"),
    ("rules.yml", 'before: ["2019", ', 'before: ["2018", ', "no form `2018`"),
    ("rules.yml", 'before: ["2019", ', 'before: ["2014", ', "form 2014 has no `request.carried_out`"),
    ("rules.yml", "concepts: [requests_received], factor: 10,", "concepts: [requests_received],", "needs `factor`"),
    ("rules.yml", "concepts: [requests_received]", "concepts: [requests]", "there is no concept `requests`"),
    ("rules.yml", 'R21-10, form: "2021", ', "R21-10, ", "a rule of kind `carry` needs a `form`"),
    ("rules.yml", "levels: [county", "levels: [country", "kinds.csv has no level `country`"),
    ("rules.yml", "cause: columns_misunderstood", "cause: columns_mixed", "causes.csv has no `columns_mixed`"),
    ("causes.csv", "sign_lost,", "extra_digit,", "the cause `extra_digit` stands twice"),
    ("verdicts.csv", "blank,open", "blank,unsure", "Invalid enum value 'unsure'"),
    ("verdicts.csv", "glued_digits,", "blank,", "the basis `blank` stands twice"),
    ("rules.yml", "id: R14-02", "id: R14-01", "the rule `R14-01` stands twice"),
    ("rules.yml", 'R21-13, form: "2021"', 'R21-13, form: "2031"', "no form `2031`"),
    ("concepts.yml", "sum: [complaint.total]", "sum: [complaints]", "form 2014 has no `complaints`"),
    ("concepts.yml", "sum: [request.new@total]", "sum: [request.new]", "form 2019 has no `request.new`"),
    ("concepts.yml", '    "2021": {match: none, why: dropped}\n', "", "form 2021 is not judged"),
    ("concepts.yml", "match: none", "match: exact", "match `exact` needs a `sum`"),
    ("concepts.yml", "why: no row", "why: ''", "`why` must give a reason"),
    ("concepts.yml", "id: trainees", "id: staff_total", "the concept `staff_total` stands twice"),
    ("sections.yml", "re: 收费,", "re: '收费(',", "is no regular expression"),
    ("sections.yml", "code: secrecy, canonical", "code: secret, canonical", "no section `secret`"),
    ("sections.yml", 'era: "2019"', 'era: "2018"', "no form `2018`"),
    ("labels.csv", "S61", "S61,more", "unknown key `further cells`"),
    ("labels.csv", "seen_in", "seenin", "the first line must be `form,axis,code,label,since,until,seen_in`"),
    ("labels.csv", "主动公开信息数,,,", "主动公开信息数,2018,2014,", "it ends (2014) before it starts (2018)"),
    ("labels.csv", "主动公开信息数,,,", "主动公开信息数,early,,", "Expected `int | null`, got `str`"),
    ("labels.csv", "2014,row,proactive.total,", "2014,row,proactive.totl,", "form 2014 has no row `proactive.totl`"),
    ("labels.csv", "非本部门掌握", "不予公开", "means request.answered.not_this_agency and request.answered.refused"),
    ("labels.csv", "主动公开政府信息数量", "主动公开政府信息总数", "stands twice"),
    ("ignored.csv", "2014,column,备注", "2014,column,统计数", "it is how value is printed"),
    ("ignored.csv", "2014,column,说明", "2014,column,备注", "2014 column 备注 stands twice"),
    ("kinds.csv", "乡政府,", "乡,", "the ending `乡` stands twice"),
    ("others.csv", "访问的页面,", "请登录,", "the pattern `请登录` stands twice"),
    ("others.csv", "访问的页面,", "访问的页面(,", "`访问的页面(` is no regular expression"),
    ("units.csv", "件次,件次,", "人次,人次,", "the unit `人次` stands twice"),
    ("units.csv", "人次,人次,,count,", "人次,人次,,number,", "Invalid enum value 'number'"),
    ("units.csv", "栋,栋,,count,end,隔", "栋,栋,,count,end,(隔", "is no regular expression"),
    ("names.csv", "一站式", "一网通办", "the name `一网通办` stands twice"),
    ("names.csv", "一站式", "站式", "there is no number in `站式`"),
    ("cues.csv", "rise,上涨,", "rise,上升,", "the rise cue `上升` stands twice"),
    ("cues.csv", "rise,上涨,", "raise,上涨,", "Invalid enum value 'raise'"),
    ("cues.csv", "rise,上涨,", "rise,上?涨,", "a rise cue is plain words, not a pattern"),
    ("cues.csv", "time,前年,-2", "time,前年,back", "a time cue needs a number of years"),
    ("cues.csv", "body,全系统,other", "body,全系统,others", "a body cue is `own` or `other`, not `others`"),
    ("cues.csv", "rise,上涨,always", "rise,上涨,", "a rise cue is `always` or `compared`"),
]


@pytest.mark.parametrize("file, good, bad, message", BROKEN)
def test_a_broken_schema_is_told_with_file_and_line(tmp_path, file, good, bad, message):
    folder = shutil.copytree(SCHEMA, tmp_path / "schema")
    text = (folder / file).read_text(encoding="utf-8")
    assert good in text
    (folder / file).write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(SchemaError) as error:
        load(folder)
    assert message in str(error.value)
    assert re.search(rf"schema/{file}|schema/forms/\d+\.yml", str(error.value))


@pytest.mark.parametrize(
    "file, good, bad, place",
    [
        ("forms/2021.yml", "label: 行政强制,", "lable: 行政强制,", "$.tables[0].blocks[2].rows[1].lable"),
        ("forms/2021.yml", "layout: record", "layout: recrod", "$.tables[2].layout"),
        ("forms/2014.yml", "parent: gazette,", "parent: gazete,", "$.tables[0].blocks[0].rows[73].parent"),
        ("rules.yml", "right: [gazette.copies]", "right: [gazette.copy]", "$[29].right[0]"),
        ("concepts.yml", "sum: [complaint.total]", "sum: [complaints]", "$[43].map.2014"),
        ("labels.csv", "2014,row,proactive.total,", "2014,row,proactive.totl,", "$[44]"),
    ],
)
def test_the_line_is_the_one_that_was_broken(tmp_path, file, good, bad, place):
    folder = shutil.copytree(SCHEMA, tmp_path / "schema")
    text = (folder / file).read_text(encoding="utf-8")
    line = text[: text.index(good)].count("\n") + 1
    (folder / file).write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(SchemaError) as error:
        load(folder)
    assert str(error.value).startswith(f"{folder / file}:{line}: ")
    assert str(error.value).splitlines()[0].endswith(f"(at {place})")


def test_a_folder_without_forms_is_no_schema(tmp_path):
    with pytest.raises(SchemaError, match="holds no forms"):
        load(tmp_path)


def test_a_missing_file_is_told(tmp_path):
    folder = shutil.copytree(SCHEMA, tmp_path / "schema")
    (folder / "kinds.csv").unlink()
    with pytest.raises(SchemaError, match=r"kinds\.csv: cannot be read"):
        load(folder)
