"""Search finds what stands in the text, and nothing else: every answer of the index is compared with brute force."""

import re
import sqlite3
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.search import characters, fold, parted, query, snippet, terms, tokens
from extract.text import clean

# Few characters, so that words repeat and run into each other; 㐀 is Ext-A, 𠀀 and 𪛗 are Ext-B; ⾏ ⺠ ⻅ are radicals.
HAN = "公开政府年号〇㐀𠀀𪛗行民见"
PRINTED = HAN + "⾏⺠⻅" + "，。〔〕“”\"'*:()（） \n\u3000-_" + "0123０５ａAbé①②㈠²"
texts = st.text(PRINTED, max_size=40)
words = st.text(HAN + "⾏⺠⻅", min_size=1, max_size=8)
numbers = st.from_regex(r"[0-3]{1,4}", fullmatch=True)


@pytest.fixture(scope="module")
def index():
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("create virtual table fts using fts5(text, heading, content='', tokenize='unicode61')")
    db.execute("create virtual table singles using fts5(chars, content='', tokenize='unicode61', detail=none)")
    return db


def found(db, rows, expression):
    """The numbers of the rows that an expression matches."""
    db.execute("savepoint rows")
    db.executemany(
        "insert into fts (rowid, text, heading) values (?, ?, ?)",
        [(no, tokens(text), tokens(heading)) for no, (text, heading) in enumerate(rows)],
    )
    hits = {no for (no,) in db.execute("select rowid from fts where fts match ?", (expression,))}
    db.execute("rollback to rows")
    db.execute("release rows")
    return hits


def brute(rows, inside):
    """The numbers of the rows where a test holds for one of the two columns."""
    return {no for no, columns in enumerate(rows) if any(inside(column) for column in columns)}


def plain(text):
    return unicodedata.normalize("NFKC", clean(text))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=6), words)
@example([("2018年政府", ""), ("年，年政", ""), ("5年，年度", "")], "年")
@example([("信息公开", "")], "开")
@example([("政", "府")], "政府")
def test_a_word_is_found_exactly_where_it_stands(index, rows, word):
    rows.append((f"在{word}中", ""))
    rows.append((f"3{word}", word))
    assert found(index, rows, query(word)) == brute(rows, lambda text: plain(word) in plain(text))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=6), numbers)
@example([("①2018年", ""), ("m²2018", ""), ("A2018", ""), ("２０１８", ""), ("12018", "")], "2018")
def test_a_number_is_found_as_a_whole_run_of_digits(index, rows, number):
    rows.append((f"共{number}件", ""))
    runs = re.compile(rf"(?<![0-9]){number}(?![0-9])")
    assert found(index, rows, query(number)) == brute(rows, lambda text: runs.search(fold(text)) is not None)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=6), st.text(PRINTED, max_size=12))
@example([("5年，年度", ""), ("5年度", "")], "5年度")
@example([("2018年政府", ""), ("2018年，政府", "")], "2018年，政府")
@example([("", "0")], '0"“0')
def test_index_and_snippet_agree_on_any_query(index, rows, typed):
    rows.append((f"前{typed}后", ""))
    rows.append((typed, ""))
    wanted = terms(typed)

    def hit(columns):
        return wanted and all(any(has_mark(column, quoted(term)) for column in columns) for term in wanted)

    assert found(index, rows, query(typed)) == {no for no, columns in enumerate(rows) if hit(columns)}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=6), st.text(HAN + " 〔3）”", max_size=6))
@example([("2018年政府", "政"), ("年，年政", "开")], "年 政府")
@example([("政府", "公"), ("公", "政府")], "公 政")
@example([("公，开", "")], "公，开 公")
def test_single_characters_are_found_by_their_own_index_as_among_the_words(index, rows, typed):
    rows.append((typed, typed))
    cut = [(tokens(text), tokens(heading)) for text, heading in rows]
    index.execute("begin")
    index.executemany(
        "insert into singles (rowid, chars) values (?, ?)", [(no, characters(*row)) for no, row in enumerate(cut)]
    )
    for headings in (False, True):
        words, chars = parted(typed, headings)
        both = [found(index, rows, words)] if words else []
        both += (
            [{no for (no,) in index.execute("select rowid from singles where singles match ?", (chars,))}]
            if chars
            else []
        )
        assert set.intersection(*both) == found(
            index, rows, f"heading : ({query(typed)})" if headings else query(typed)
        )
    index.execute("rollback")


def quoted(term):
    """A term as a reader would type it: quotes keep blanks together, and a term with quotes inside of it has no blanks."""
    return f'"{term}"' if re.search(r"\s", term) else term


def has_mark(text, term):
    return any(is_hit for _, is_hit in snippet(text, term, width=1000))


@pytest.mark.parametrize(
    "text, typed, hit",
    [
        ("昌乐县2018年政府信息公开工作年度报告", "2018年", True),
        ("昌乐县2018年政府信息公开工作年度报告", "2018年政府", True),
        ("昌乐县2018年政府信息公开工作年度报告", "018年", False),
        ("乐政办字〔2018〕50号", "〔2018〕50号", True),
        ("乐政办字〔2018〕50号", "乐政办字[2018]50号", True),
        ("乐政办字〔2018〕50号", "〔2018〕5号", False),
        ("共收到２０１８件", "2018件", True),
        ("⾏政复议", "行政复议", True),
        ("⻅下表", "见", True),
        ("公开。信息", "开信", False),
        ("公开 信息", "公开信息", False),
        ("信息公开", "公开 信息", True),
        ("信息公开", "公开 复议", False),
        ("二〇一八年", "〇", True),
        ("㐂𠀀𪛖", "𠀀𪛖", True),
        ("邮箱 X@163.com", "x@163.COM", True),
        ("政府信息公开", '"政府信息"', True),
        ("政府信息公开", '政府"', True),
        ("政府 信息公开", '"政府 信息"', True),
        ("政府、信息公开", "“政府 信息”", True),
        ("信息，政府公开", "“政府 信息”", False),
        ("信息，政府公开", "政府 信息", True),
        ("政府信息公开", "「信息」“公开”", True),
        ("危及“三安全一稳定”", "危及“三安全一稳定”", True),
        ("三安全一稳定受到危及", "危及“三安全一稳定”", False),
        ("政府信息公开", "政府信息公開", True),
        ("政府信息公開", "公开", True),
        ("行政復議三件", "复议", True),
        ("政府信息公开", "政府 OR 复议", False),
        ("政府信息公开", "，。", False),
        ("政府信息公开", "", False),
        ("政府信息公开", None, False),
    ],
)
def test_what_readers_type(index, text, typed, hit):
    assert found(index, [(text, "")], query(typed)) == ({0} if hit else set())


@pytest.mark.parametrize(
    "typed", ['"', "'", '""', 'a"b', "*", "^", "NEAR(", "a AND", "-", "{x}:y", "\\", "公开 " * 500, "县" * 5000]
)
def test_no_query_is_a_syntax_error(index, typed):
    found(index, [("公开", "")], query(typed))


def test_a_removed_row_is_no_longer_found(index):
    old = (1, tokens("行政复议"), tokens("四"))
    index.execute("begin")
    index.execute("insert into fts (rowid, text, heading) values (?, ?, ?)", old)
    index.execute("insert into fts (fts, rowid, text, heading) values ('delete', ?, ?, ?)", old)
    assert not index.execute("select rowid from fts where fts match ?", (query("复议"),)).fetchall()
    index.execute("rollback")


@settings(deadline=None)
@given(texts, st.text(PRINTED, max_size=6))
def test_a_wide_snippet_is_the_text(text, typed):
    assert "".join(piece for piece, _ in snippet(text, typed, width=10_000)) == text


LONG = "一、总体情况\n" + "全县共收到申请。" * 40 + "其中行政复议３件。" + "办结及时。" * 40


@pytest.mark.parametrize(
    "typed, width, shown",
    [
        ("", 6, "一、总体情况…"),
        ("没有", 4, "一、总体…"),
        ("复议", 20, "…请。其中行政【复议】３件。办结及时。办结及时…"),
        ("3件 总体", 40, "一、【总体】情况\n全县共收到申请。全县共收到…其中行政复议【３件】。办结及时。办结及时。办…"),
        ("及时 复议3", 40, "…请。其中行政【复议３】件。办结【及时】。办结【及时】。办结【及时】。办…"),
    ],
)
def test_snippets_stand_round_the_first_hit_of_each_term(typed, width, shown):
    assert "".join(f"【{piece}】" if is_hit else piece for piece, is_hit in snippet(LONG, typed, width)) == shown


@pytest.mark.parametrize(
    "typed, wanted",
    [
        (None, []),
        ("　", []),
        ("公开　复议", ["公开", "复议"]),
        ("公開 公开", ["公开"]),
        ("“政府 信息” 公开", ["政府 信息", "公开"]),
        ("「政府」“信息”", ["政府", "信息"]),
        ("２０１８年", ["2018年"]),
        ('"" “，”', []),
        ("政府“信息", ["政府“信息"]),
        ("\x00公\x00开", ["公开"]),
    ],
)
def test_terms_are_parted_by_blanks_and_held_together_by_quotes(typed, wanted):
    assert terms(typed) == wanted


@pytest.mark.parametrize(
    "text, typed, marked",
    [("依法公開政府信息", "公开", "公開"), ("依法公开政府信息", "公開", "公开"), ("共２０１８件", "2018", "２０１８")],
)
def test_both_scripts_and_widths_are_marked_as_printed(text, typed, marked):
    assert [piece for piece, is_hit in snippet(text, typed) if is_hit] == [marked]
