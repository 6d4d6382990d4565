"""What a reading process answers, whatever becomes of a file."""

import pytest

from extract import search
from extract.isolation import worker
from extract.isolation.message import Reply, Task, unpack
from extract.model import Refusal


@pytest.mark.parametrize(
    "error, reason, says",
    [
        (MemoryError(), "memory", "1 GiB"),
        (RecursionError("too deep"), "defect", "RecursionError: too deep"),
        (KeyError("\ud800"), "defect", "please report this file"),
    ],
)
def test_whatever_a_reader_raises_is_an_answer(error, reason, says, few, book, source_of, monkeypatch):
    def fail(*_, **options):
        raise error

    monkeypatch.setattr(worker, "understand", fail)
    reply = answered(few[0], book)
    assert (reply.sha256, reply.refusal.reason) == (source_of(few[0]).id, reason)
    assert says in reply.refusal.message


def test_a_file_that_cannot_be_opened_is_an_answer(tmp_path, book):
    assert answered(tmp_path / "none", book).refusal.reason == "unreachable"


def test_a_reading_arrives_as_it_was_sent(each_sample, book, understood, source_of):
    reply, reading = answered(each_sample, book), understood(each_sample)
    assert reply == Reply(source_of(each_sample).id, reading, cut=reply.cut)
    assert reply.cut == tuple(search.cut(chapter.text, chapter.heading) for chapter in reading.sections)


def test_what_cannot_be_packed_is_a_defect():
    assert decoded(Reply("f" * 64, refusal=Refusal("empty", "\ud800"))).refusal.reason == "defect"


def answered(path, book):
    return decoded(worker.answer(Task((path,)), book, path.parent))


def decoded(reply):
    return unpack(worker.packed(reply), Reply)
