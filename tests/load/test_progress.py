"""How far a batch is and how fast: a bar on a terminal, plain lines in a log."""

import io
import re

import pytest

from extract.load.progress import WINDOW, Lines, Pace, shown


@pytest.mark.parametrize(
    "pause, lines",
    [
        (0.0, ["reading: 1 of 2 files, RATE, last 年报.txt", "reading: 2 of 2 files, RATE, last b.txt"]),
        (3600.0, []),
    ],
)
def test_a_log_gets_a_plain_line_now_and_then(pause, lines):
    log = io.StringIO()
    tell = Lines(2, log, pause)
    for name in ("年报.txt", "b.txt"):
        tell(name)
    assert re.sub(r"[\d.]+ a second, [\d:]+ left", "RATE", log.getvalue()).splitlines() == lines


@pytest.mark.parametrize(
    "seconds, said",
    [
        # When each file is done, of ten in all.
        ([], ""),
        ([2.0, 4.0], "0.5 a second, 0:00:16 left"),
        # Files that are there already go by in no time: what was done before the window does not count.
        ([0.0] * 6 + [WINDOW, 2 * WINDOW], "0.017 a second, 0:02:00 left"),
        ([1.0] * 10, "10.0 a second, 0:00:00 left"),
    ],
)
def test_the_rate_is_that_of_late_and_tells_what_is_left(seconds, said):
    now = [0.0]
    pace = Pace(10, now=lambda: now[0])
    for second in seconds:
        now[0] = second
        pace.count()
    assert str(pace) == said
    assert len(pace.marks) <= WINDOW + 2


@pytest.mark.parametrize("terminal, control", [(True, True), (False, False)])
def test_only_a_terminal_gets_control_characters(terminal, control, monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("extract.load.progress.PAUSE", 0.0)
    with shown(1, out) as tell:
        tell("年报.txt")
    assert (("\r" in out.getvalue()) or ("\x1b" in out.getvalue())) == control
    assert ("a second" in out.getvalue()) == terminal
