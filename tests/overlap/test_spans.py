"""Which words two texts share: how many, and the very places."""

from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.generate import copies
from extract.overlap import shared, spans, words

WORDS = words.load()
SENTENCE = "渡口每周三贴出消息，大家都来看。"
LETTERS = "渡口每周三贴出消息大家都来看"


def count(one, other):
    """Letters that two texts share."""
    return counts([one], other)[0]


def counts(ones, other):
    """Letters that each of some texts shares with another one."""
    return shared.shared([shared.runs(WORDS.of(one)) for one in ones], shared.runs(WORDS.of(other)))


def covered(one, other):
    """How many letters of a text lie in runs that the other has, letter by letter."""
    mine, yours = WORDS.of(one), WORDS.of(other)
    there = {yours[at : at + shared.RUN] for at in range(len(yours) - shared.RUN + 1)}
    starts = [at for at in range(len(mine) - shared.RUN + 1) if mine[at : at + shared.RUN] in there]
    return len({at + step for at in starts for step in range(shared.RUN)})


@pytest.mark.parametrize(
    "one, other, letters",
    [
        (SENTENCE, SENTENCE, 14),
        (SENTENCE, SENTENCE.replace("，", " \n"), 14),
        (SENTENCE + "栗子", "栗子熟了。" + SENTENCE, 14),
        ("渡口每周三贴出", "渡口每周三贴出", 0),
        (SENTENCE, "渡口每周三贴出旧闻，大家都来看。", 0),
        (SENTENCE * 3, SENTENCE, 14),
        ("", SENTENCE, 0),
        ("全年共贴出397条新的消息给大家", "全年共贴出65条新的消息给大家", 13),
    ],
    ids=["same", "other marks", "moved", "short run", "short runs", "repeated", "nothing", "other figures"],
)
def test_runs_of_words_are_shared(one, other, letters):
    assert count(one, other) == count(other, one) == letters


@pytest.mark.parametrize(
    "text, left",
    [
        ("一、主动公开政府信息情况\n渡口", "一渡口"),
        ("根据《中华人民共和国政府信息公开条例》（以下简称《条例》）要求，渡口", "要求渡口"),
        ("本报告所列数据的统计期限自2018年1月1日起至2018年12月31日止。渡口", "渡口"),
        ("如对本报告有任何疑问，请与双桥镇便民大厅联系。渡口", "渡口"),
        ("本年新收政府信息公开申请数量　12\n上年结转政府信息公开申请数量　3", ""),
        ("（三）不予公开 1.属于国家秘密 2.其他法律行政法规禁止公开", ""),
    ],
)
def test_official_wording_is_no_word_of_a_report(text, left):
    # What is left of a numbering is a numeral, which starts no run.
    assert WORDS.of(text).removeprefix("三") == left


def test_reports_that_share_only_the_form_share_nothing():
    form = "根据《中华人民共和国政府信息公开条例》，现将双桥镇2020年政府信息公开工作年度报告公布如下。"
    assert count(form + "春天的渡口很热闹", form.replace("双桥", "石磨") + "秋天的磨坊没有人") == 0


PIECES = st.lists(
    st.sampled_from(
        [
            *"春夏秋冬渡口磨坊",
            "，",
            " ",
            "\n",
            "3",
            "12",
            SENTENCE,
            LETTERS[:9],
            LETTERS[3:12],
            "政府信息公开",
            "贴出7条消息让大家来看",
        ]
    ),
    max_size=30,
).map("".join)


def said(text):
    """What must be equal in a pair of spans."""
    return "".join(char for char in text if char.isalnum())


@given(PIECES, PIECES)
def test_spans_read_the_same_and_cover_all_that_is_shared(one, other):
    found = spans(one, other)
    letters = 0
    for start, end, start_other, end_other in found:
        assert 0 <= start < end <= len(one)
        assert 0 <= start_other < end_other <= len(other)
        assert said(one[start:end]) == said(other[start_other:end_other])
        letters += len([at for at in WORDS.places(one)[1] if start <= at < end])
    assert all(before[1] <= after[0] for before, after in zip(found, found[1:], strict=False))
    assert letters == covered(one, other)


@given(st.lists(PIECES, min_size=1, max_size=5), PIECES, st.sampled_from([1, 40, 1 << 17]))
def test_texts_are_compared_together_as_one_by_one(ones, other, letters):
    with patch.object(shared, "_LETTERS", letters):
        assert counts(ones, other) == [min(covered(one, other), covered(other, one)) for one in ones]


@given(PIECES)
def test_places_are_where_the_words_stand(text):
    letters, places = WORDS.places(text)
    assert letters == WORDS.of(text) == "".join(text[at] for at in places)


def test_a_figure_that_differs_is_no_part_of_a_span():
    one, other = "全年共贴出397条新的消息给大家", "全年共贴出65条新的消息给大家"
    assert [(one[a:b], other[c:d]) for a, b, c, d in spans(one, other)] == [
        ("全年共贴出",) * 2,
        ("条新的消息给大家",) * 2,
    ]


@pytest.mark.parametrize(
    "one", ["渡" * 100_000, SENTENCE * 8000, "渡口" * 50_000], ids=["one letter", "one sentence", "two letters"]
)
def test_spans_of_long_repetitive_texts_come_to_an_end(one):
    assert spans(one, one[: len(one) // 2])[0][0] == 0


def test_similarity_of_seeded_copies():
    text = copies.section(Random(3), 400)
    mine, yours = (shared.runs(WORDS.of(one)) for one in (text, copies.copied(text, Random(4), 0.1)))
    assert 0.6 < shared.similarity(mine, yours, *shared.shared([mine], yours)) < 1
