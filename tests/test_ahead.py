"""Work begun before it is asked for: the same results in the same order, and nothing begun after an end."""

import threading
from contextlib import closing

import pytest

from extract.ahead import ahead


@pytest.mark.parametrize("most", [0, 1, 5, 50])
def test_results_come_in_order(most):
    assert list(ahead(str, range(20), most)) == [str(number) for number in range(20)]


def test_so_many_and_no_more_are_begun_before_they_are_asked_for():
    drawn = []
    with closing(ahead(lambda item: item, (drawn.append(item) or item for item in range(20)), 2)) as results:
        assert drawn == []
        assert next(results) == 0
        assert drawn == [0, 1, 2]
        assert next(results) == 1
        assert drawn == [0, 1, 2, 3]


def test_work_goes_on_while_nobody_asks():
    done = threading.Event()
    with closing(ahead(lambda item: done.set() if item else None, range(3), 1)) as results:
        next(results)
        assert done.wait(30)


@pytest.mark.parametrize("most", [0, 1, 5])
def test_what_is_raised_comes_in_its_place(most):
    results = ahead(lambda item: 6 // item, [3, 2, 0, 1], most)
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert list(results) == []


def test_no_thread_is_left_after_an_early_end():
    threads = set()
    results = ahead(lambda item: threads.add(threading.current_thread()), range(10), 4)
    next(results)
    results.close()
    assert threads
    assert not any(thread.is_alive() for thread in threads)
