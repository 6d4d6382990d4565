"""One report, one transaction: put, replace, refuse, rank."""

import dataclasses
import sqlite3

import pytest

from extract import codebook
from extract.archive import VERSION, Archive, Source, seals
from extract.errors import ArchiveError
from extract.model import Clue, Refusal
from extract.search import query

TABLES = ("reports", "sections", "tables", "cell", "fact", "findings", "documents", "issuers", "witnesses", "furniture")


def counts(archive):
    return {name: archive.connection.execute(f"select count(*) from {name}").fetchone()[0] for name in TABLES}


def hits(archive, word):
    sql = "select count(*) from sections where no in (select rowid from sections_fts where sections_fts match ?)"
    return archive.connection.execute(sql, [query(word)]).fetchone()[0]


@pytest.fixture
def reading(few, understood):
    """A sample of the 2021 form, as that of an office whose name says all."""
    found = understood(next(path for path in few if path.name.startswith("2021")))
    return dataclasses.replace(found, issuer="云岭县财政局", clues=(Clue("signature", "云岭县财政局"),))


def source(letter="a", **more):
    return Source(letter * 64, f"{letter}.txt", 10, **more)


def test_a_report_is_stored_whole(memory, reading):
    memory.put(source(), reading)
    found = counts(memory)
    assert found["fact"] == len(reading.coding.facts)
    assert found["cell"] == sum(len(table.cells) for table in reading.coding.tables)
    assert found["sections"] == len(reading.sections)


def test_every_fact_leads_to_its_printed_cell(memory, reading):
    memory.put(source(), reading)
    rows = memory.connection.execute(
        'select f.raw, c.text, f.item, c.item, f."column", c."column" from facts f left join cells c on c.id = f.cell_id'
    ).fetchall()
    assert rows and all(raw == text and (item, column) == (own, named) for raw, text, item, own, column, named in rows)


def test_putting_a_report_again_replaces_it(memory, reading):
    memory.put(source(), reading)
    before, word = counts(memory), "申请"
    found = hits(memory, word)
    memory.put(source(), reading)
    assert (counts(memory), hits(memory, word)) == (before, found)


def test_a_refusal_takes_the_report_out_of_the_index_too(memory, reading):
    memory.put(source(), reading)
    memory.refuse(source(), Refusal("damaged", "it broke"))
    left = counts(memory)
    assert (left.pop("documents"), set(left.values())) == (1, {0})
    assert hits(memory, "申请") == 0
    assert memory.connection.execute("select status, reason, message from documents").fetchall() == [
        ("refused", "damaged", "it broke")
    ]


def test_a_failure_leaves_nothing_behind(memory, reading):
    broken = dataclasses.replace(reading, coding=dataclasses.replace(reading.coding, facts=reading.coding.facts * 2))
    with pytest.raises(sqlite3.IntegrityError):
        memory.put(source(), broken)
    assert set(counts(memory).values()) == {0}


def corrected(reading):
    """The reading with another value of its first fact that has one."""
    first = next(fact for fact in reading.coding.facts if fact.value is not None)
    facts = tuple(dataclasses.replace(f, value=f.value + 1) if f is first else f for f in reading.coding.facts)
    return dataclasses.replace(reading, coding=dataclasses.replace(reading.coding, facts=facts))


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_of_two_reports_of_one_year_the_later_one_is_current(memory, reading, order):
    published = {"a": "2022-01-10", "b": "2022-03-01"}
    for letter in order:
        memory.put(source(letter, published_at=published[letter]), reading if letter == "a" else corrected(reading))
    rows = memory.connection.execute("select id, is_current, supersedes, slug from reports order by id").fetchall()
    slug = f"{reading.issuer}-{reading.year}"
    assert rows == [("a" * 16, 0, None, slug), ("b" * 16, 1, "a" * 16, slug)]


def test_taking_the_current_report_out_makes_the_other_one_current(memory, reading):
    for letter in "ab":
        memory.put(source(letter, published_at=f"2022-0{ord(letter) - 96}-01"), reading)
    memory.refuse(source("b"), Refusal("damaged", ""))
    assert memory.connection.execute("select id, is_current, supersedes from reports").fetchall() == [
        ("a" * 16, 1, None)
    ]


def test_a_newer_archive_is_refused(tmp_path, book):
    path = tmp_path / "archive.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"pragma user_version = {VERSION + 1}")
    with pytest.raises(ArchiveError, match="install a newer nianbao"):
        Archive(path, book)


def test_another_database_is_left_alone(tmp_path, book):
    path = tmp_path / "mine.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table mine (x)")
    with pytest.raises(ArchiveError, match="other tables"):
        Archive(path, book)
    with sqlite3.connect(path) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("mine",)]


def test_a_changed_codebook_keeps_the_numbers_of_its_codes(tmp_path, book):
    path = tmp_path / "archive.db"
    with Archive(path, book) as archive:
        before = dict(archive.codes.items)
    less = dataclasses.replace(book, rules=book.rules[:3])
    with Archive(path, less) as archive:
        assert dict(archive.codes.items) == before


def test_every_code_of_the_codebook_is_in_its_tables(memory, book):
    def ask(sql):
        return {row[0] for row in memory.connection.execute(sql)}

    assert ask("select code from items") == set(book.items())
    assert ask("select id from concepts") == {concept.id for concept in book.concepts}
    assert ask("select id from rules") == {rule.id for rule in book.rules}
    assert ask("select count(*) from crosswalk") == {len(book.concepts) * len(book.forms)}


@pytest.mark.parametrize("form", [form.form for form in codebook.load().forms if form.national])
def test_wide_views_hold_what_the_facts_hold(memory, samples, understood, form):
    path = next(path for path in samples if path.name.startswith(form))
    memory.put(source(), understood(path))
    memory.connection.row_factory = sqlite3.Row
    (row,) = memory.connection.execute(f"select * from wide_{form}").fetchall()
    expected = {
        fact.item if fact.column == "value" else f"{fact.item}@{fact.column}": fact.value
        for fact in understood(path).coding.facts
    }
    assert {name: row[name] for name in expected} == expected


def test_the_panel_adds_up_and_says_what_is_missing(memory, samples, understood):
    path = next(path for path in samples if path.name.startswith("2021"))
    reading = understood(path)
    memory.put(source(), reading)
    value = {fact.key: fact.value for fact in reading.coding.facts}
    rows = memory.connection.execute("select concept, value, match, n_missing from panel").fetchall()
    panel = {concept: rest for concept, *rest in rows}
    assert len(rows) == len(memory.book.concepts)
    assert panel["requests_received"] == [value["request.new", "total"], "exact", 0]
    assert panel["requests_on_time"] == [None, "none", 0]


def test_keys_and_seals_are_minded_after_words_were_compared(memory, reading):
    other = dataclasses.replace(reading, issuer="禾丰县教育局", clues=(Clue("signature", "禾丰县教育局"),))
    memory.put(source("a"), reading)
    memory.put(source("b"), other)
    memory.compare_words()
    rows = memory.connection.execute("select section_id, other_id from overlaps").fetchall()
    assert rows and not list(seals.broken(memory.connection))
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), memory.transaction() as connection:
        connection.execute("insert into overlaps values ('nobody', 'nothing', 0.5, 9)")
    with memory.transaction() as connection:
        connection.execute("delete from overlaps where section_id = ? and other_id = ?", rows[0])
    with memory.transaction() as connection:
        connection.execute("insert into overlaps values (?, ?, 0.5, 9)", rows[0])
    assert not list(seals.broken(memory.connection))
