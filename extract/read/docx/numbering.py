"""Automatic numbers of Word paragraphs: 一、 is often not in the text but in numbering.xml."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from extract.read.docx.package import name as qn

_PARAGRAPH, _STYLE, _NUMBERED, _VAL = (qn(name) for name in ("pPr", "pStyle", "numPr", "val"))
_DEFINED, _BASE, _ID = (qn(name) for name in ("style", "basedOn", "styleId"))
CHINESE = "〇一二三四五六七八九十"
_CHINESE_FORMATS = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "chineseLegalSimplified",
        "koreanCounting",
        "ideographTraditional",
    ]
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, from where, and the text around the number (`%1、`).

    `legal` levels print the numbers of all levels as digits; `restart` is set where a list starts the level anew.
    """

    fmt: str
    text: str
    start: int
    legal: bool = False
    restart: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of one document; it remembers how far each has counted.

    Lists that share an abstract definition (`abstract`) count on together, but for the levels that one restarts.
    """

    levels: dict[str, dict[int, Level]]
    styles: dict[str, tuple[str, int]]
    abstract: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, lists, styles) -> "Numbering":
        """The lists of a document by the roots of its numbering.xml, None where it has none, and its styles.xml."""
        levels, abstract = _lists(lists) if lists is not None else ({}, {})
        return cls(levels, _styles(styles), abstract)

    def next(self, paragraph) -> str:
        """The number printed before a paragraph element, counted on; empty where it has none."""
        found = self._place(paragraph) if self.levels else None
        if found is None:
            return ""
        num, depth = found
        levels = self.levels.get(num, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts[self.abstract.get(num, num)]
        if level.restart and (num, depth) not in self.begun:
            counts.pop(depth, None)
        self.begun.add((num, depth))
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        text = level.text
        for key in range(depth + 1):
            inner = levels.get(key, level)
            fmt = "decimal" if level.legal else inner.fmt
            text = text.replace(f"%{key + 1}", spell(counts.get(key, inner.start), fmt))
        return text

    def _place(self, paragraph) -> tuple[str, int] | None:
        """List and level of a paragraph: its own, else those of its style; list 0 means: none."""
        properties = next(paragraph.iterchildren(_PARAGRAPH), None)
        if properties is None:
            return None
        style = next(properties.iterchildren(_STYLE), None)
        inherited = self.styles.get(style.get(_VAL, "")) if style is not None else None
        own = next(properties.iterchildren(_NUMBERED), None)
        found = _num(own, inherited) if own is not None else inherited
        return found if found and found[0] != "0" else None


def spell(number: int, fmt: str) -> str:
    """A number as Word prints it in one of its formats.

    >>> spell(12, "chineseCounting"), spell(3, "decimal"), spell(2, "upperLetter"), spell(2, "decimalEnclosedCircle")
    ('十二', '3', 'B', '②')
    """
    if fmt in _CHINESE_FORMATS:
        return chinese(number)
    if fmt in ("none", "bullet"):
        return ""
    if fmt.endswith("Letter"):
        letter = chr(ord("A") + (number - 1) % 26)
        return letter if fmt.startswith("upper") else letter.lower()
    if fmt.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals; larger ones in digits, which no chapter needs."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十"
    return head + (CHINESE[ones] if ones else "")


def _lists(root) -> tuple[dict[str, dict[int, Level]], dict[str, str]]:
    """The levels of each list, and the abstract definition that it belongs to."""
    abstract = {node.get(qn("abstractNumId")): _levels(node) for node in root.findall(qn("abstractNum"))}
    found, shared = {}, {}
    for node in root.findall(qn("num")):
        target = _val(node, "abstractNumId", "")
        levels = dict(abstract.get(target, {}))
        for override in node.findall(qn("lvlOverride")):
            levels |= _override(override, levels)
        found[node.get(qn("numId"))] = levels
        shared[node.get(qn("numId"))] = target
    return found, shared


def _levels(node) -> dict[int, Level]:
    return {_int(level.get(qn("ilvl"))): _level(level) for level in node.findall(qn("lvl"))}


def _level(node) -> Level:
    legal = node.find(qn("isLgl"))
    return Level(
        _val(node, "numFmt", "decimal"),
        _val(node, "lvlText", ""),
        _int(_val(node, "start", "1"), 1),
        legal is not None and legal.get(qn("val")) not in ("0", "false", "off"),
    )


def _override(node, levels: dict[int, Level]) -> dict[int, Level]:
    depth = _int(node.get(qn("ilvl")))
    own = node.find(qn("lvl"))
    level = _level(own) if own is not None else levels.get(depth)
    start = node.find(qn("startOverride"))
    if level is not None and start is not None:
        level = replace(level, start=_int(start.get(qn("val")), 1), restart=True)
    return {depth: level} if level is not None else {}


def _styles(root) -> dict[str, tuple[str, int]]:
    """Lists that paragraph styles carry, through the styles that they are based on."""
    own = {style: node for node in root.iter(_NUMBERED) if (style := _style(node.getparent().getparent()))}
    if not own:
        return {}
    bases = {style: node.get(_VAL, "") for node in root.iter(_BASE) if (style := _style(node.getparent()))}
    found = {}
    for name in {**bases, **own}:
        num: tuple[str, int] | None = None
        for style in _ancestry(bases, name):
            num = _num(own[style], num) if style in own else num
        if num:
            found[name] = num
    return found


def _style(node) -> str:
    """The name of a style, empty for what is none."""
    return node.get(_ID, "") if node is not None and node.tag == _DEFINED else ""


def _ancestry(bases: dict[str, str], name: str) -> list[str]:
    """A style behind those that it is based on."""
    chain: list[str] = []
    while name and name not in chain:
        chain.insert(0, name)
        name = bases.get(name, "")
    return chain


def _num(node, inherited: tuple[str, int] | None) -> tuple[str, int] | None:
    num = node.find(qn("numId"))
    depth = node.find(qn("ilvl"))
    base = inherited or (None, 0)
    name = num.get(qn("val")) if num is not None else base[0]
    return (name, _int(depth.get(qn("val"))) if depth is not None else base[1]) if name is not None else None


def _val(node, name: str, default: str) -> str:
    child = next(node.iterchildren(qn(name)), None)
    return child.get(_VAL, default) if child is not None else default


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else default
