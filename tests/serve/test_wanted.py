"""What an address asks of the search: read with care, written without what is usual."""

import pytest

from extract.serve.wanted import LONGEST, MOST, Wanted, read


@pytest.mark.parametrize(
    "args, wanted",
    [
        ({}, Wanted()),
        ({"q": " 公开 "}, Wanted(q="公开")),
        (
            {"q": "公开", "since": "2018", "until": "2020", "page": "3"},
            Wanted(q="公开", since=2018, until=2020, page=3),
        ),
        ({"q": "公开", "level": "", "place": "3707", "sort": "new"}, Wanted(q="公开", place="3707", sort="new")),
        ({"page": "0"}, Wanted(page=1)),
        ({"q": "公\x00开"}, Wanted(q="公开")),
        ({"other": "x"}, Wanted()),
    ],
)
def test_what_an_address_asks(args, wanted):
    assert read(args) == (wanted, None)


@pytest.mark.parametrize(
    "args",
    [
        {"since": "18"}, {"until": "二〇一八"}, {"since": "9999"}, {"place": "37'"}, {"place": "37%"}, {"page": "-1"}, {"page": "9" * 40},
        {"sort": "random"}, {"scope": "all"}, {"q": "公" * (LONGEST + 1)}, {"q": " ".join(map(str, range(MOST + 1)))},
        {"office": "x" * 101}, {"page": "²"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_and_left_out(args):
    wanted, problem = read(args)
    assert problem and all(problem) and wanted == Wanted()


@pytest.mark.parametrize(
    "changes, address",
    [
        ({}, {"q": "公开", "since": 2018}),
        ({"since": None}, {"q": "公开"}),
        ({"page": 2}, {"q": "公开", "since": 2018, "page": 2}),
        ({"chapter": "requests", "sort": "new"}, {"q": "公开", "since": 2018, "chapter": "requests", "sort": "new"}),
    ],
)
def test_an_address_holds_what_is_not_usual_and_a_change_starts_at_the_first_page(changes, address):
    assert Wanted(q="公开", since=2018, page=4).address(**changes) == address


def test_an_address_is_read_back():
    wanted = Wanted(
        q="“公开 复议” 3", since=2018, place="37", office="37-财政厅", level="city", chapter="front", page=9
    )
    assert read({name: str(value) for name, value in wanted.address(page=9).items()}) == (wanted, None)


def test_filters_are_conditions():
    assert Wanted().where() == "true"
    assert Wanted(since=2018, chapter="x").where("since") == "r.year >= :since"
    assert Wanted(since=2018, level="city").filters == {"since": 2018, "level": "city"}
