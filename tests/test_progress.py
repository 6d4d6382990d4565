"""How far a batch is: a bar on a terminal, plain lines in a log."""

import io
from pathlib import Path

import pytest

from extract.progress import Lines, shown


@pytest.mark.parametrize(
    "pause, lines",
    [
        (0.0, ["reading: 1 of 2 files, last 年报.txt", "reading: 2 of 2 files, last b.txt"]),
        (3600.0, []),
    ],
)
def test_a_log_gets_a_plain_line_now_and_then(pause, lines):
    log = io.StringIO()
    tell = Lines(2, log, pause)
    for name in ("年报.txt", "b.txt"):
        tell(Path("somewhere", name))
    assert log.getvalue().splitlines() == lines


@pytest.mark.parametrize("terminal, control", [(True, True), (False, False)])
def test_only_a_terminal_gets_control_characters(terminal, control, monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("extract.progress.PAUSE", 0.0)
    with shown(1, out) as tell:
        tell(Path("年报.txt"))
    assert (("\r" in out.getvalue()) or ("\x1b" in out.getvalue())) == control
