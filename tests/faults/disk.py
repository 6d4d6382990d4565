"""A disk that loses power: from a record of a process's calls, what may lie on it afterwards.

What was flushed with fsync lies there. Of what was written since, each write may be there, be missing, or be torn at a sector;
later ones may be there without earlier ones. A name in a folder lasts once the folder is flushed; a file's own flush does not
make it last.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink,mkdir,close"
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)(?:<(.*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(eq=False)
class File:
    """A file's bytes that last, and the writes (offset, bytes) and cuts (length, None) since."""

    lasting: bytearray = field(default_factory=bytearray)
    since: list = field(default_factory=list)

    def flush(self):
        for change in self.since:
            apply(self.lasting, change)
        self.since.clear()

    def after(self, chance, mode):
        """What may be there after a loss of power."""
        found = bytearray(self.lasting)
        for at, data in self.since:
            fate = mode if mode in ("all", "none") else chance.choice(("there", "there", "missing", "torn"))
            if fate in ("all", "there"):
                apply(found, (at, data))
            elif fate == "torn" and data:
                for start in range(0, len(data), SECTOR):
                    if chance.random() < 0.5:
                        apply(found, (at + start, data[start : start + SECTOR]))
        return bytes(found)


@dataclass
class Disk:
    """Folders with the names in them that last, and those that came (a file or folder) or went (None) since."""

    names: dict = field(default_factory=dict)
    lasting: dict = field(default_factory=dict)
    since: dict = field(default_factory=dict)

    def change(self, *pairs):
        """Names that come or go at once."""
        self.since.setdefault(str(Path(pairs[0][0]).parent), []).append(pairs)
        for path, what in pairs:
            self.names[path] = what

    def flush(self, folder):
        for pairs in self.since.pop(folder, []):
            for path, what in pairs:
                self.lasting[path] = what

    def image(self, chance):
        """The files that may be there after a loss of power, by path."""
        mode = chance.choice(("all", "none", "some", "some", "some"))
        names = dict(self.lasting)
        for changes in self.since.values():
            for pairs in changes:
                if mode == "all" or (mode == "some" and chance.random() < 0.6):
                    names.update(pairs)
        return {
            path: what.after(chance, mode)
            for path, what in sorted(names.items())
            if isinstance(what, File) and _reached(path, names)
        }


def _reached(path, names):
    """Whether the folders above a file are there; those that nobody made were there before."""
    return all(names.get(str(parent), "before") is not None and _known(parent, names) for parent in Path(path).parents)


def _known(parent, names):
    return str(parent) in names or str(parent) not in MADE


# Folders that the record makes: they are there only once that lasts.
MADE: set = set()


def apply(content, change):
    at, data = change
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    content.extend(bytes(max(0, at + len(data) - len(content))))
    content[at : at + len(data)] = data


def replay(log, folder):
    """Yield the disk and what was said on stderr after each call of a record that changed something."""
    disk, places = Disk(), {}
    MADE.clear()
    for line in Path(log).read_text(errors="replace").splitlines():
        match = _LINE.match(line)
        if not match or int(match[3]) < 0:
            continue
        call, arguments, result = match[1], match[2], int(match[3])
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]
        number = arguments.partition("<")[0].partition(",")[0]
        if step := STEPS.get(call):
            said = step(disk, places, folder, number, texts, arguments, result)
            if said is not False:
                yield disk, said


def _path(folder, text):
    path = Path(text.decode())
    return str(path if path.is_absolute() else folder / path)


def _openat(disk, places, folder, number, texts, arguments, result):
    path = _path(folder, texts[0])
    if not path.startswith(str(folder)):
        return False
    if "O_CREAT" in arguments and disk.names.get(path) is None:
        disk.change((path, File()))
    elif "O_TRUNC" in arguments and isinstance(disk.names.get(path), File):
        disk.names[path].since.append((0, None))
    there = disk.names.get(path)
    places[str(result)] = [there if isinstance(there, File) else path, 0]
    return None


def _write(disk, places, folder, number, texts, arguments, result):
    if number == "2":
        return texts[0].decode(errors="replace")
    place = places.get(number)
    if place and isinstance(place[0], File):
        place[0].since.append((place[1], texts[0][:result]))
        place[1] += result
        return None
    return False


def _pwrite(disk, places, folder, number, texts, arguments, result):
    place = places.get(number)
    if place and isinstance(place[0], File):
        place[0].since.append((int(arguments.rpartition(",")[2]), texts[0][:result]))
        return None
    return False


def _truncate(disk, places, folder, number, texts, arguments, result):
    place = places.get(number)
    if place and isinstance(place[0], File):
        place[0].since.append((int(arguments.rpartition(",")[2]), None))
        return None
    return False


def _flush(disk, places, folder, number, texts, arguments, result):
    place = places.get(number)
    if place is None:
        return False
    if isinstance(place[0], File):
        place[0].flush()
    else:
        disk.flush(place[0])
    return None


def _rename(disk, places, folder, number, texts, arguments, result):
    before, after = (_path(folder, text) for text in texts)
    disk.change((after, disk.names[before]), (before, None))


def _unlink(disk, places, folder, number, texts, arguments, result):
    path = _path(folder, texts[0])
    if disk.names.get(path) is None:
        return False
    disk.change((path, None))
    return None


def _mkdir(disk, places, folder, number, texts, arguments, result):
    path = _path(folder, texts[0])
    MADE.add(path)
    disk.change((path, "folder"))


def _close(disk, places, folder, number, texts, arguments, result):
    places.pop(number, None)
    return False


STEPS = {
    "openat": _openat,
    "write": _write,
    "pwrite64": _pwrite,
    "ftruncate": _truncate,
    "fsync": _flush,
    "fdatasync": _flush,
    "rename": _rename,
    "unlink": _unlink,
    "mkdir": _mkdir,
    "close": _close,
}
