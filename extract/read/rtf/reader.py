"""Rich text (.rtf): its groups and control words, to paragraphs and tables. Kept libraries give the text without its tables."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extract import text as normal
from extract.errors import UnreadableFile
from extract.model import Document, Remark
from extract.read.docx import pictures
from extract.read.rtf.rows import whole
from extract.read.rtf.text import Fonts, State, Writer

MEDIA_TYPE = "application/rtf"
# Word nests a few dozen groups; each costs a copy of the state.
DEPTH = 200
_GOALS = re.compile(rb"\\picwgoal(\d{1,7})\s*\\pichgoal(\d{1,7})")
# More characters than this share that no encoding explains, and the text is not to be trusted.
LOST = 0.05
# More accented letters than this, and the text is none of a western language either.
LATIN = 0.2

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|(.)", re.S
)
# Groups that print nothing; those marked \* print nothing either, but for the few that are known to.
_NAMES = (
    "colortbl stylesheet info pict fldinst listtable listoverridetable rsidtbl generator xmlnstbl sp filetbl revtbl "
    "shprslt nonshppict nonesttables upr bkmkstart bkmkend atnid atnauthor annotation template datafield objdata "
    "themedata colorschememapping datastore latentstyles passwordhash mmathPr userprops pntxta pntxtb tc xe"
)
SILENT = frozenset(_NAMES.split())
SPOKEN = frozenset(["shpinst", "nesttableprops", "ud", "shptxt", "footnote"])
FLOWS = {
    **{f"{name}{side}": "around" for name in ("header", "footer") for side in ("", "l", "r", "f")},
    "footnote": "note",
    "shptxt": "box",
}
_WITNESS_DROPPED = re.compile(
    r"\{\\\*\\(?!(?:" + "|".join(sorted(SPOKEN)) + r")\b)|\{\s*\\(?:fonttbl|" + "|".join(sorted(SILENT)) + r")\b"
    r"|\{(?:\\[a-z]+-?\d* ?)*\\(?:v|deleted)\b"
)


def read(data: bytes) -> Document:
    """Read rich text; raises `UnreadableFile` where it breaks off, is nested without end, or its bytes are no text."""
    writer = _written(data, Fonts())
    if writer.latin > LATIN * writer.length:
        # Some programs write GBK and declare a western code page.
        again = _written(data, Fonts("gb18030", fixed=True))
        writer = again if not again.lost and again.latin < writer.latin else writer
    if writer.lost:
        writer.warnings.append(
            Remark("lost_characters", f"{writer.lost} characters are in no encoding that the file names")
        )
    if writer.lost > LOST * writer.length:
        raise UnreadableFile("garbled_text", "the text is in no encoding that the file names", MEDIA_TYPE)
    if not writer.blocks:
        raise UnreadableFile("no_text", "the file holds no text; it needs text recognition", MEDIA_TYPE)
    writer.warnings += pictures.told(_pictures(data), writer.blocks, MEDIA_TYPE)
    return Document(
        media_type=MEDIA_TYPE,
        reader="rtf",
        blocks=tuple(writer.blocks),
        witness=tuple(witness(data)),
        title=normal.line(whole(writer.title)),
        warnings=tuple(dict.fromkeys(writer.warnings)),
    )


def _pictures(data: bytes) -> Iterator[tuple[float, float]]:
    """Width and height of each picture in points; the file has twentieths of them."""
    for found in _GOALS.finditer(data):
        yield int(found.group(1)) / 20, int(found.group(2)) / 20


def _written(data: bytes, fonts: Fonts) -> Writer:
    writer = Writer(fonts)
    _walk(data, writer)
    writer.finish()
    return writer


def _walk(data: bytes, writer: Writer) -> None:
    """Give every token to the writer, under the state of its group."""
    stack: list[State] = []
    place = 0
    while (found := _TOKEN.match(data, place)) is not None:
        place = found.end()
        word, value, code, sign, brace, text, _ = found.groups()
        if brace == b"{":
            writer.flush()
            stack.append(writer.state)
            writer.state = replace(writer.state, fresh=True)
            if len(stack) > DEPTH:
                raise UnreadableFile("damaged", "the groups of the file are nested too deeply", MEDIA_TYPE)
        elif brace == b"}":
            writer.close(stack.pop())
            if not stack:
                break
        elif word == b"bin":
            place += max(0, int(value or 0))
        elif word is not None:
            _word(word.decode("ascii"), int(value) if value is not None else None, writer)
        elif code is not None:
            writer.byte(bytes([int(code, 16)]))
        elif sign is not None:
            _sign(sign, writer)
        elif text is not None:
            writer.plain(text)
    if stack or re.search(rb"[\\{]", data[place:]):
        raise UnreadableFile("damaged", "the rich text ends before the file does, or breaks off", MEDIA_TYPE)
    if data[place:].strip(b"\0\r\n\t \x1a}"):
        writer.warnings.append(Remark("unread", "what stands behind the end of the rich text is not read"))


def _sign(sign: bytes, writer: Writer) -> None:
    """A control of one sign: \\* before a group's name, \\~ \\_ and escaped braces in text, a line end for \\par."""
    if sign == b"*":
        writer.state.starred = True
    elif sign in b"\r\n":
        writer.word("par", None)
    elif sign == b"-":
        return
    else:
        writer.byte({b"~": b" ", b"_": b"-"}.get(sign, sign))


def _word(word: str, value: int | None, writer: Writer) -> None:
    """A control word: the name of a group, where it opens one, or else what the writer makes of it."""
    state = writer.state
    fresh, starred = state.fresh, state.starred
    state.fresh = state.starred = False
    if fresh and (word in SILENT or (starred and word not in SPOKEN)):
        # The title is the one thing in \\info that matters; \\upr says the same twice, the second time in Unicode.
        state.outside = (state.silent, state.info)
        state.silent, state.info = True, word == "info"
    elif fresh and word == "ud":
        state.silent, state.info = state.outside
    elif fresh and word in FLOWS:
        writer.begin(FLOWS[word])
    elif fresh and word in ("title", "fonttbl"):
        setattr(state, word, word == "fonttbl" or state.info)
    else:
        writer.word(word, value)


def witness(data: bytes) -> list[str]:
    """The digit runs by taking groups away from the innermost outward, as text, without reading what the words mean."""
    text = _without_binary(data).decode("ascii", "replace").replace("\r", "").replace("\n", "")
    text = re.sub(r"\\[{}\\]", " ", text)
    text = re.sub(r"\\(v|deleted)(?![\w-])[^{}]*?\\(?:v|deleted)0", "", text)
    while True:
        shorter = re.sub(r"\{[^{}]*\}", _unfolded, text)
        if shorter == text:
            break
        text = shorter
    text = text.replace("\0\0", "\0")
    text = re.sub(r"\\u(-?\d+) ?(?:\\'[0-9a-fA-F]{2}|[^\\{}])?", _char, text)
    text = re.sub(
        r"\\(?:par|cell|row|line|tab|nestcell|nestrow|sect|page|emdash|endash)\b-?\d* ?|\\'[0-9a-fA-F]{2}", "\n", text
    )
    return normal.digits(re.sub(r"\\[a-zA-Z]+-?\d* ?|\\.|\0", "", text))


def _without_binary(data: bytes) -> bytes:
    kept, place = [], 0
    for found in re.finditer(rb"\\bin(\d{1,9}) ?", data):
        if found.start() >= place:
            kept.append(data[place : found.start()])
            place = found.end() + int(found.group(1))
    return b"".join([*kept, data[place:]])


def _unfolded(group: re.Match[str]) -> str:
    return "" if _WITNESS_DROPPED.search(group.group()) else f"\0{group.group()[1:-1]}\0"


def _char(found: re.Match[str]) -> str:
    return chr(int(found.group(1)) % 65536) if len(found.group(1)) < 7 else ""
