"""One normal form for printed Chinese text, so that the same label is the same string whatever the file.

`clean` keeps text as printed and only mends what a file format did to it; `key` is for comparing labels.
"""

import re
import unicodedata
from functools import lru_cache

# NFKC maps the Kangxi radicals (U+2F00–2FD5) but leaves most of the CJK Radicals Supplement; PDF fonts print both for Han.
_SUPPLEMENT = dict(
    zip(
        "⺁⺄⺇⺊⺌⺍⺎⺒⺓⺕⺗⺙⺛⺜⺝⺞⺟⺠⺧⺩⺪⺫⺬⺮⺱⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻁⻃⻄⻅⻆⻇⻉⻊⻋⻌⻍⻎⻑⻓⻔⻕⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻲⻳",
        "厂乙几卜小小兀巳幺彐心攵旡日月歹母民牛王疋目示竹网网网羊羊羊老聿聿肉臼艹艹虎西西见角角贝足车辶辶辶長长门阜雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齿龙龜龟",
        strict=True,
    )
)
_RADICALS = str.maketrans(
    _SUPPLEMENT | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
)
# Controls, soft hyphens, zero-width marks, byte-order marks and PDFium's own "no character" signs carry no text.
_NOTHING = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff"
_INVISIBLE = re.compile(f"[{_NOTHING}]")
# What `clean` mends.
UNCLEAN = re.compile(f"[{_NOTHING}\u2e80-\u2fdf]")
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u3000]+")

# Everything but characters of which NFKC makes no digit: to fold a whole text takes ten times as long.
_PERHAPS_DIGITS = re.compile("[^\x00-/:-\xb1\u2000-\u206f\u3000-\u303f\u3400-\u9fff\uff00-\uff0f\uff1a-\uffef]+")

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007\U00020000-\U0003ffff"
NUMERAL = "[一二三四五六七八九十]"
ENUMERATOR = re.compile(
    rf"^(?:第?{NUMERAL}{{1,3}}(?:部分|章)?[、.,:]|\({NUMERAL}{{1,3}}\)[、.]?|\d{{1,2}}[、.](?!\d)|\(\d{{1,2}}\)|[①-⑳])"
)
_REMARK = re.compile(r"\([^()]{7,}\)$")
_AMONG = re.compile(r"^其中[:、,]?")
_PUNCTUATION = re.compile(r"[^\w<>=/+%]|_")
_DIGITS = re.compile("[0-9]+")
_SPACED_NUMERAL = re.compile(rf"^({NUMERAL}{{1,3}})[ \u3000]+(?=[{HAN}])")


def clean(text: str) -> str:
    """The text as printed, without what is invisible and with radicals turned into the characters that they stand for."""
    # Nearly every text is clean, and to look costs a tenth of mending.
    return _INVISIBLE.sub("", text).translate(_RADICALS) if UNCLEAN.search(text) else text


def line(text: str) -> str:
    """`clean` on one line: blanks of all kinds become single spaces, the ends are bare."""
    if text.isalnum():
        return text
    return _BLANKS.sub(" ", clean(text).replace("\n", " ")).strip()


@lru_cache(maxsize=8192)
def tight(text: str) -> str:
    """NFKC without any white space: full-width forms are folded, so that patterns need one spelling only."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).split())


@lru_cache(maxsize=65536)
def key(label: str) -> str:
    """What two spellings of one label share: no numbering, no 其中, no trailing remark, no punctuation, no white space.

    >>> key("　　（二）被依法纠错数"), key("其中：1.当面申请数"), key("⾏政复议 数量")
    ('被依法纠错数', '当面申请数', '行政复议数量')
    """
    text = strip_number(label)
    bare = _REMARK.sub("", text)
    plain = _PUNCTUATION.sub("", bare) or _PUNCTUATION.sub("", text)
    while shorter := _AMONG.sub("", plain):
        if shorter == plain:
            break
        plain = shorter
    return plain


@lru_cache(maxsize=65536)
def strip_number(label: str) -> str:
    """The label in `tight` form without its leading numbering and 其中, however many of them there are."""
    # NFKC would turn ① into a bare 1, so circled numbers go first.
    text = tight(re.sub(r"^[\s\u3000]*[①-⑳]", "", clean(label)))
    while True:
        shorter = _AMONG.sub("", ENUMERATOR.sub("", text))
        if shorter == text or not shorter:
            return text
        text = shorter


def numbered(label: str) -> bool:
    """Whether a label starts with its own number: 一、（二）3. ④."""
    return bool(ENUMERATOR.match(tight(label))) or bool(re.match(r"[\s\u3000]*[①-⑳]", label))


def digits(text: str) -> list[str]:
    """The runs of digits in a text, full-width and circled ones folded by NFKC."""
    runs = " ".join(_PERHAPS_DIGITS.findall(clean(text)))
    return _DIGITS.findall(unicodedata.normalize("NFKC", runs))
