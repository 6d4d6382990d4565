"""What a file claims, looked at before any parser does: sizes, counts and nesting that no report has are refused."""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from extract.errors import UnreadableFile
from extract.read.limits import LIMITS, Limits, too_large

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Which limit of size holds for a file that starts like this; any other file is text.
_SIZES = (
    (OLE, "office"),
    (b"{\\rtf", "office"),
    *(
        (start, "pdf")
        for start in (b"PK\x03\x04", b"Rar!", b"\x89PNG", b"\xff\xd8\xff", b"II*", b"MM\0*", b"BM", b"RIFF", b"GIF8")
    ),
)
# Where an OLE file counts the sectors of its directory, its FAT, its mini FAT and its DIFAT.
_SECTOR_COUNTS = (0x28, 0x2C, 0x40, 0x48)

# Of a page in small letters; an end begins with a slash.
_TAG, _END = re.compile(rb"<(/?[a-z][a-z0-9:-]*)"), ord("/")
_ATTRIBUTED = re.compile(rb"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*""")
# Elements that have no end, or end where the next one of their kind starts.
_ENDLESS = frozenset(
    b"area base br col embed hr img input link meta param source track wbr"
    b" p li dt dd option optgroup tr td th tbody thead tfoot colgroup rp rt".split()
)
# What a parser opens again in each paragraph as long as it is not closed.
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())


def size(data: bytes, limits: Limits = LIMITS) -> None:
    """Refuse a file that is larger than any report of its kind, before its kind is looked for."""
    kind = "pdf" if b"%PDF-" in data[:1024] else next((name for start, name in _SIZES if data.startswith(start)), None)
    if kind is None:
        kind = "office" if b"mime-version:" in data[:16384].lower() else "text"
    if len(data) > getattr(limits, kind):
        raise too_large(f"the file has {len(data) >> 20} MB, more than any report", "application/octet-stream")


def check(data: bytes, media_type: str, limits: Limits = LIMITS) -> None:
    """Refuse a file of a known kind that claims more than any report has, or what cannot be."""
    if media_type in CHECKS:
        CHECKS[media_type](data, media_type, limits)


def _pdf(data: bytes, media_type: str, limits: Limits) -> None:
    from extract.read.pdf import claims

    claims.check(data, media_type, limits)


def _package(data: bytes, media_type: str, limits: Limits) -> None:
    """The parts that are XML, unpacked within bounds: how many tags and table cells; no document type."""
    from extract.read.parts import Parts, checked

    if len(data) > limits.office:
        raise too_large(f"the file has {len(data) >> 20} MB, more than any report", media_type)
    parts = Parts(data, media_type, limits)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    if sum(parts.infos[name].file_size for name in names) > limits.part:
        raise too_large(f"the text of the file takes more than {limits.part >> 20} MB", media_type)
    for name in names:
        checked(parts.read(name), media_type, limits)


def _page(data: bytes, media_type: str, limits: Limits) -> None:
    """A web page: its tags, their attributes, and how deep they can nest at most."""
    # In UTF-16 every other byte of a tag is zero.
    plain = data.replace(b"\0", b"") if b"\0" in data[:4096] else data
    if plain.count(b"<") > limits.page_tags:
        raise too_large("the page has more tags than any report", media_type)
    if _most_attributes(plain, limits.attributes) > limits.attributes:
        raise too_large(f"a tag of the page has more than {limits.attributes} attributes", media_type)
    tags = _TAG.findall(plain.lower())
    counts = Counter(tags)
    if counts[b"td"] + counts[b"th"] > limits.cells:
        raise too_large(f"the tables of the page have more than {limits.cells} cells", media_type)
    started = sum(count for tag, count in counts.items() if tag[0] != _END and tag not in _ENDLESS)
    # Most pages start fewer elements than may be open at once.
    if started > limits.unclosed and open_at_most(tags, limits.unclosed) > limits.unclosed:
        raise too_large("the elements of the page are nested too deeply", media_type)
    formatting = sum(max(0, counts[name] - counts[b"/" + name]) for name in _FORMATTING)
    if formatting * len(tags) > limits.spread:
        raise too_large("the page leaves more formatting open than any report", media_type)


def _most_attributes(page: bytes, limit: int) -> int:
    """The most attributes of one tag; only tags that are long enough to break the limit are looked at."""
    longest = 0
    for piece in page.split(b"<"):
        if len(piece) > 2 * limit:
            head = _ATTRIBUTED.match(b"<" + piece)
            longest = max(longest, len(head.group().split()) - 1, head.group().count(b"=")) if head else longest
    return longest


def open_at_most(tags: Iterable[bytes], limit: int) -> int:
    """How many elements may be open at once, going by their tags: an end without a start closes nothing. Stops above the limit.

    >>> open_at_most([b"div", b"/p", b"b", b"/b", b"/b", b"br", b"div"], 9)
    2
    """
    open_: dict[bytes, int] = {}
    depth = deepest = 0
    for tag in tags:
        if tag[0] == _END:
            name = tag[1:]
            if open_.get(name):
                open_[name] -= 1
                depth -= 1
        elif tag not in _ENDLESS:
            open_[tag] = open_.get(tag, 0) + 1
            depth += 1
            if depth > deepest:
                deepest = depth
                if deepest > limit:
                    break
    return deepest


def _lines(data: bytes, media_type: str, limits: Limits) -> None:
    """Plain text: no line is longer than a report."""
    start = 0
    while len(data) - start > limits.line:
        end = max(data.rfind(mark, start, start + limits.line) for mark in (b"\n", b"\r"))
        if end < start:
            raise too_large(f"a line of the text has more than {limits.line >> 20} MB", media_type)
        start = end + 1


def _sectors(data: bytes, media_type: str, limits: Limits) -> None:
    if not fits(data):
        raise UnreadableFile("damaged", "the file is shorter than it says", media_type)


def fits(data: bytes) -> bool:
    """Whether an OLE file has the sectors that its header claims: a library would look for all of them."""
    shift = int.from_bytes(data[0x1E:0x20], "little")
    claimed = (int.from_bytes(data[at : at + 4], "little") for at in _SECTOR_COUNTS)
    return len(data) >= 512 and shift in (9, 12) and not any(count > (len(data) >> shift) + 1 for count in claimed)


# Rich text, web archives and Word XML are counted by their readers as they go, before anything costs more than the file is long.
Check = Callable[[bytes, str, Limits], None]
_OFFICE = "application/vnd.openxmlformats-officedocument"
CHECKS: dict[str, Check] = {
    "application/pdf": _pdf,
    f"{_OFFICE}.wordprocessingml.document": _package,
    f"{_OFFICE}.spreadsheetml.sheet": _package,
    "application/ofd": _package,
    "application/msword": _sectors,
    "application/vnd.ms-excel": _sectors,
    "text/html": _page,
    "text/plain": _lines,
}
