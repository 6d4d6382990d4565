"""Which pages stand in the write-ahead log of an archive (SQLite's file format, section 4: the WAL file)."""

from dataclasses import dataclass
from pathlib import Path

_HEADER, _FRAME = 32, 24


@dataclass(frozen=True, slots=True)
class Place:
    """How far a log has been looked at. A log that starts over has another salt."""

    salt: bytes = b""
    end: int = _HEADER


def since(archive: Path, place: Place) -> tuple[list[int], Place]:
    """The pages (counted from 0) that were written since a place, and the place behind them.

    Whoever looks after each of his transactions misses nothing, as long as nobody else writes.
    """
    log = archive.with_name(archive.name + "-wal")
    if not log.is_file():
        return [], place
    with log.open("rb", buffering=0) as file:
        header = file.read(_HEADER)
        page, salt = int.from_bytes(header[8:12], "big"), header[16:24]
        end = place.end if salt == place.salt else _HEADER
        found = []
        file.seek(end)
        # What an earlier round of the log has left behind has another salt.
        while len(frame := file.read(_FRAME)) == _FRAME and frame[8:16] == salt:
            found.append(int.from_bytes(frame[:4], "big") - 1)
            end += _FRAME + page
            file.seek(end)
    return found, Place(salt, end)
