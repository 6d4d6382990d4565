"""wording.yml: what is wrong in it is told with its line; every item that it names can be reached by its own words."""

import re
import shutil

import pytest

from extract.codebook import SCHEMA, load, split
from extract.errors import SchemaError

BOOK = load()


@pytest.mark.parametrize("old, new, line, problem", [
    ("- concept: channel_gazette_items", "- concept: gazette_items", "- concept: gazette_items", "there is no concept `gazette_items`"),
    ("- at: {\"2021\": fee.processing}", "- at: {\"2021\": fee.handling}", "fee.handling", "there is no item `fee.handling`"),
    ("- at: {\"2021\": fee.processing}", "- at: {\"2022\": fee.processing}", "\"2022\": fee.processing", "no form `2022`"),
    ("request.result.not_processed.*@total]], \"2021\"", "request.result.unprocessed.*@total]], \"2021\"", "unprocessed", "form 2019 has no `request.result.unprocessed.*@total`"),
    ("  topics: [approval]", "  topics: [approvals]", "topics: [approvals]", "there is no topic `approvals`"),
    ("silent: [problems, annex]", "silent: [problems, annexes]", "silent: ", "no section `annexes`"),
    ("{code: approval.accepted, label", "{code: complaint.total, label", "{code: complaint.total", "a form prints it"),
    ("words: ['(?:涉及|属于)个人隐私(?:答复)?#']", "words: ['(?:涉及|属于)商业秘密(?:答复)?#']", "words: ['(?:涉及|属于)商业秘密(?:答复)?#']", "stand twice"),
    ("words: ['属于行政查询事项", "words: ['属于(行政查询事项", "words: ['属于(行政查询事项", "no regular expression"),
    ("'要求提供公开出版物(?:的)?#'", "'要求提供公开出版物'", "要求提供公开出版物", "has no #"),
    ("- concept: rules_made\n", "- at: {\"2019\": doc.rules@made}\n", "figures:", "no figure stands for `rules_made` in form 2021"),
    ("  requester_fees: local", "  requester_fines: local", "requester_fines", "there is no concept `requester_fines`"),
])  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, line, problem):
    folder = tmp_path / "schema"
    shutil.copytree(SCHEMA, folder, ignore=shutil.ignore_patterns("divisions.csv", "*.sql"))
    file = folder / "wording.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        load(folder)
    lines = [no for no, said in enumerate(changed.splitlines(), 1) if line in said]
    told = [said for said in str(caught.value).splitlines() if problem in said]
    # What an entry refuses as a whole is told with the line that it starts on.
    at = int(re.search(r"wording\.yml:(\d+):", told[0])[1])
    assert at in lines or at + 1 in lines, told


def test_rules_on_prose_name_what_prose_counts():
    kinds = {rule.id: rule.kind for rule in BOOK.rules if rule.kind.startswith("prose")}
    assert kinds["RX-02"] == "prose" and kinds["RX-07"] == "prose_twice"
    counted = {key for figure in BOOK.wording.figures for form in BOOK.forms if (key := figure.key(BOOK, form.form))}
    for rule in BOOK.rules:
        if rule.kind == "prose_sum":
            assert {(ref, "value") for ref in (*rule.left, *rule.right)} <= counted, rule.id


def test_what_prose_alone_counts_is_an_item_of_the_codebook():
    assert [code for code in ("fee.processing", "approval.accepted") if code not in BOOK.items()] == []
    assert {code for form in BOOK.forms for code, _ in form.places()}.isdisjoint(row.code for row in BOOK.wording.items)


@pytest.mark.parametrize("form", BOOK.forms, ids=lambda form: form.form)
def test_sums_that_say_the_same_are_figures_of_the_form(form):
    for figure in BOOK.wording.figures:
        for refs in figure.sums(BOOK, form.form):
            assert {split(ref) for ref in refs} <= set(form.places()), figure.words
