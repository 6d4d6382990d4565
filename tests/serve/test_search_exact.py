"""The stock search box finds exactly what LIKE finds, for words and numbers drawn from the loaded sections."""

import asyncio
import contextlib
import random
import re
import sqlite3

import pytest

from extract.serve import site
from extract.text import HAN

WORDS, NUMBERS, LONGEST = 200, 50, 8


def drawn(texts):
    """Words of 1 to 8 Han characters and whole numbers, the same in every run."""
    chance = random.Random(2018)
    runs = [run for text in texts for run in re.findall(f"[{HAN}]+", text)]
    numbers = sorted({run for text in texts for run in re.findall(r"(?<![0-9A-Za-z])[0-9]+(?![0-9A-Za-z])", text)})
    words = set()
    while len(words) < WORDS:
        run = chance.choice(runs)
        length = chance.randint(1, min(LONGEST, len(run)))
        start = chance.randint(0, len(run) - length)
        words.add(run[start : start + length])
    return sorted(words), chance.sample(numbers, min(NUMBERS, len(numbers)))


@pytest.fixture(scope="module", params=["archive_file", "published_archive"])
def archive(request, tmp_path_factory):
    """An archive of our own reports, and one of published reports where there are any."""
    path = tmp_path_factory.mktemp("served") / "archive.db"
    path.write_bytes(request.getfixturevalue(request.param).read_bytes())
    return path


@pytest.fixture(scope="module")
def sections(archive):
    """(id, text) of all sections of the archive."""
    with contextlib.closing(sqlite3.connect(archive)) as connection:
        return connection.execute("select id, text from sections").fetchall()


@pytest.fixture(scope="module")
def box(archive):
    """A function: words -> the ids that the search box of the sections page finds."""
    served = site.datasette(archive)

    async def ask(words):
        parameters = {"_search": words, "_shape": "array", "_col": "id", "_size": "max"}
        answer = await served.client.get("/archive/sections.json", params=parameters)
        assert answer.status_code == 200, answer.text
        return {row["id"] for row in answer.json()}

    return lambda words: asyncio.run(ask(words))


def test_words_are_found_exactly_where_like_finds_them(box, sections, archive):
    words, _ = drawn([text for _, text in sections])
    assert {len(word) for word in words} == set(range(1, LONGEST + 1))
    with contextlib.closing(sqlite3.connect(archive)) as connection:
        for word in words:
            like = {row[0] for row in connection.execute("select id from sections where text like ?", [f"%{word}%"])}
            assert box(word) == like, word


def test_whole_numbers_are_found_exactly_where_they_stand(box, sections):
    _, numbers = drawn([text for _, text in sections])
    assert len(numbers) == NUMBERS
    for number in numbers:
        whole = re.compile(rf"(?<![0-9]){number}(?![0-9])")
        assert box(number) == {name for name, text in sections if whole.search(text)}, number


@pytest.mark.parametrize("words", ["饕餮貔貅", '"', "“”", "18446744073709551617"])
def test_nonsense_finds_nothing_and_is_no_error(box, words):
    assert box(words) == set()
