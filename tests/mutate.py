"""Mutations of files: of their bytes, and inside what their kind is made of, so that damage reaches beyond the first check."""

import re
import zlib
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from itertools import islice
from random import Random
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

# Tags, control words and escapes, numbers, runs of anything else, single signs: for web pages, XML, rich text and text.
_TOKEN = re.compile(rb"<[^<>]*>|\\[a-zA-Z]+-?\d*|\\'..|\d+|[{}]|[^<>\\{}\d]{1,40}|.", re.S)
_OBJECT = re.compile(rb"\d+ \d+ obj\b.*?endobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_HUGE = (b"0", b"-1", b"65535", b"65536", b"2147483647", b"4294967295", b"99999999999999999999")


# Elements in what is copied, and bytes of a file that may still grow.
SMALL, LARGEST = 40, 2_000_000


def flip(data: bytes, rnd: Random, _: bytes) -> bytes:
    """Some bits turned."""
    out = bytearray(data)
    for _ in range(rnd.choice((1, 4, 32))):
        out[rnd.randrange(len(out))] ^= 1 << rnd.randrange(8)
    return bytes(out)


def run(data: bytes, rnd: Random, _: bytes) -> bytes:
    """A run of one byte written over."""
    start, end = _span(data, rnd)
    return data[:start] + bytes([rnd.choice((0, 255, 32, rnd.randrange(256)))]) * (end - start) + data[end:]


def cut(data: bytes, rnd: Random, _: bytes) -> bytes:
    """The end missing."""
    return data[: rnd.randrange(1, len(data))]


def drop(data: bytes, rnd: Random, _: bytes) -> bytes:
    """A block missing."""
    start, end = _span(data, rnd)
    return data[:start] + data[end:]


def repeat(data: bytes, rnd: Random, _: bytes) -> bytes:
    """A block repeated."""
    start, end = _span(data, rnd)
    return data[:end] + data[start:end] * rnd.choice((1, 1, 2, 50)) + data[end:]


def swap(data: bytes, rnd: Random, _: bytes) -> bytes:
    """Two blocks in each other's place."""
    a, b, c, d = sorted(rnd.randrange(len(data) + 1) for _ in range(4))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def splice(data: bytes, rnd: Random, other: bytes) -> bytes:
    """A block of another file put in."""
    start, end = _span(other, rnd)
    place = rnd.randrange(len(data))
    return data[:place] + other[start:end] + data[place:]


def inflate(data: bytes, rnd: Random, _: bytes) -> bytes:
    """A number made huge, or nothing, or less."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return flip(data, rnd, data)
    number = rnd.choice(found)
    return data[: number.start()] + rnd.choice((*_HUGE, number.group() * 9)) + data[number.end() :]


def tokens(data: bytes, rnd: Random, other: bytes) -> bytes:
    """Tokens deleted, repeated, moved, or taken from another file."""
    parts = _TOKEN.findall(data)
    others = _TOKEN.findall(other) if rnd.random() < 0.3 else parts
    for _ in range(rnd.choice((1, 3, 20))):
        place, taken = rnd.randrange(len(parts) + 1), rnd.choice(others or [b"<"])
        parts[place : place + rnd.randrange(2)] = [taken] * rnd.choice((0, 1, 1, 2, 300))
    return b"".join(parts)


def elements(data: bytes, rnd: Random, other: bytes) -> bytes:
    """Elements of some XML removed, repeated, moved, renamed, or with an attribute made huge: what stays is well-formed."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return tokens(data, rnd, other)
    for _ in range(rnd.choice((1, 3, 20))):
        nodes = list(root.iter(etree.Element))
        rnd.choice(_ON_ELEMENTS)(rnd.choice(nodes), rnd.choice(nodes), rnd)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _remove(node, _, rnd: Random) -> None:
    if node.getparent() is not None:
        node.getparent().remove(node)


def _copy(node, target, rnd: Random) -> None:
    # All copies are made before one is put in, which may be inside what is copied.
    if sum(1 for _ in islice(node.iter(), SMALL)) < SMALL:
        copies = [deepcopy(node) for _ in range(rnd.choice((1, 1, 2, 30)))]
        place = rnd.randrange(len(target) + 1)
        target[place:place] = copies


def _rename(node, target, rnd: Random) -> None:
    node.tag = target.tag


def _attribute(node, _, rnd: Random) -> None:
    for name in rnd.sample(list(node.attrib), min(1, len(node.attrib))):
        node.set(name, rnd.choice((*_HUGE, b"", b"x", "²".encode(), "一".encode())).decode())


def _text(node, target, rnd: Random) -> None:
    node.text = rnd.choice((None, "", "1" * 400, "²³", target.text, (node.text or "")[::-1]))


_ON_ELEMENTS = (_remove, _copy, _rename, _attribute, _attribute, _text)


def inside_package(data: bytes, rnd: Random, other: bytes) -> bytes:
    """One part of a zip mutated, and all packed again."""
    with ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    full = sorted(name for name, part in parts.items() if part)
    # The large parts are those with the text.
    name = rnd.choice([max(full, key=lambda name: len(parts[name])), rnd.choice(full)])
    parts[name] = rnd.choice((rnd.choice(BYTES), tokens, elements, elements))(parts[name], rnd, parts[rnd.choice(full)])
    if rnd.random() < 0.1:
        del parts[rnd.choice(sorted(parts))]
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return buffer.getvalue()


def inside_objects(data: bytes, rnd: Random, other: bytes) -> bytes:
    """One object of a PDF mutated, its stream unpacked for that and packed again."""
    found = list(_OBJECT.finditer(data))
    if not found:
        return flip(data, rnd, other)
    chosen = rnd.choice(found)
    body = chosen.group()
    stream = _STREAM.search(body)
    change = rnd.choice((*BYTES, tokens))
    if stream is None or rnd.random() < 0.3:
        return data[: chosen.start()] + change(body, rnd, other) + data[chosen.end() :]
    try:
        packed = zlib.compress(change(zlib.decompress(stream.group(1)) or b" ", rnd, other))
    except zlib.error:
        packed = change(stream.group(1) or b" ", rnd, other)
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), body[: stream.start(1)])
    return data[: chosen.start()] + head + packed + body[stream.end(1) :] + data[chosen.end() :]


def _span(data: bytes, rnd: Random) -> tuple[int, int]:
    """Start and end of a block, mostly a short one."""
    start = rnd.randrange(len(data))
    return start, min(len(data), start + rnd.choice((1, 8, 64, 512, len(data) // 4 + 1)))


Mutation = Callable[[bytes, Random, bytes], bytes]
BYTES: tuple[Mutation, ...] = (flip, run, cut, drop, repeat, swap, splice, inflate)
# By what a file starts with: the mutations that know its kind.
INSIDE: tuple[tuple[bytes, Mutation], ...] = (
    (b"PK", inside_package),
    (b"%PDF", inside_objects),
    (b"\xd0\xcf", flip),
    (b"<?xml", elements),
)


def mutate(data: bytes, rnd: Random, other: bytes) -> bytes:
    """One to three mutations, most of them inside what the file is made of; `other` is a file to take blocks from."""
    inside = next((change for start, change in INSIDE if data.startswith(start)), tokens)
    choice = (inside, inside, inside, rnd.choice(BYTES))
    for _ in range(rnd.choice((1, 1, 2, 3))):
        if len(data) > LARGEST:
            return data
        try:
            data = rnd.choice(choice)(data or b" ", rnd, other)
        except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error):
            # A package that is broken already has no inside any more.
            data = rnd.choice(BYTES)(data, rnd, other)
    return data
