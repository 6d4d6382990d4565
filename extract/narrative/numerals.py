"""Read numbers as prose writes them: 1,234, 1.2万, 3千2百, 一千二百, 二〇, 廿三, 两万五. Nothing here knows what is counted."""

import re
from dataclasses import dataclass
from decimal import Decimal

# One character for one, so that places stay the same.
FOLD = str.maketrans("０１２３４５６７８９．％﹪○◯兩萬億個餘幾數", "0123456789.%%〇〇两万亿个余几数")
_FOLDED = re.compile("[０-９．％﹪○◯兩萬億個餘幾數]")
# Numerals of bills and receipts; some of them are common words (大陆, 队伍, 收拾) and count only beside the others.
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SURELY = re.compile("[壹贰叁肆柒捌玖佰仟]")
_RECEIPT = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]+")

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"廿": 20, "卅": 30}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
SCALES = SMALL | LARGE
# Longer runs of digits number something; they do not count.
LONGEST = 24

HAN = "".join((*DIGITS, *TENS, *SCALES))
_SCALE = "[百千万亿]"
_PLAIN = r"\d{1,3}(?:[,，]\d{3}){1,8}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
BLANK = r"[ \t\u00a0\u3000]{0,4}\n?[ \t\u00a0\u3000]{0,4}"
ARABIC = re.compile(
    rf"(?P<plain>{_PLAIN})(?:{BLANK}(?P<scale>{_SCALE}{{1,2}})(?:(?P<rest>\d{{1,4}})(?P<small>[百千万])?)?)?"
)
WORDS = re.compile(f"[{HAN}]+(?:点[{''.join(DIGITS)}]+[万亿]?)?")
# 二三十, 三四百: the unit belongs to both.
_BOTH = re.compile("([一二三四五六七八])([二三四五六七八九])([十百千万])")


@dataclass(frozen=True, slots=True)
class Number:
    """What a numeral says: a value, and a higher one where it leaves the choice (三四)."""

    value: int | float
    upper: int | None = None


def fold(text: str) -> str:
    """The text with full-width digits and variants of numerals made plain; every character keeps its place."""
    if _SURELY.search(text):
        text = _RECEIPT.sub(lambda run: run[0].translate(_FORMAL) if _SURELY.search(run[0]) else run[0], text)
    return text.translate(FOLD) if _FOLDED.search(text) else text


def arabic(plain: str, scale: str = "", rest: str = "", small: str = "") -> Number | None:
    """The number that digits write, with the words behind them; None where it is no number.

    >>> arabic("1,234"), arabic("1.2", "万"), arabic("3", "千", "2", "百"), arabic("007")
    (Number(value=1234, upper=None), Number(value=12000, upper=None), Number(value=3200, upper=None), None)
    """
    whole, _, decimals = re.sub("[,，]", "", plain).partition(".")
    if len(whole) + len(decimals) > LONGEST or (len(whole) > 1 and whole[0] == "0"):
        return None
    # Not Decimal's own product, which would round to 28 digits.
    value, over = int(whole + decimals) * _product(scale), 10 ** len(decimals)
    if rest:
        factor, last = SCALES.get(small, 1), SCALES[scale[-1]]
        if int(rest) * factor >= last:
            return None
        value += int(rest) * factor * over
    return Number(value // over if value % over == 0 else float(Decimal(value) / over))


def _product(scale: str) -> int:
    found = 1
    for char in scale:
        found *= SCALES[char]
    return found


def words(text: str) -> Number | None:
    """The number that Chinese numerals write; None where they write none.

    >>> words("一千二百零五").value, words("两万五").value, words("廿三").value, words("二〇").value, words("三四"), words("一一")
    (1205, 25000, 23, 20, Number(value=3, upper=4), None)
    """
    text, point, decimals = text.partition("点")
    if len(text) > LONGEST:
        return None
    if point:
        return _decimal(text, decimals)
    if both := _BOTH.fullmatch(text):
        low, high, scale = DIGITS[both[1]], DIGITS[both[2]], SCALES[both[3]]
        return Number(low * scale, high * scale) if high == low + 1 else None
    if len(text) > 1 and text[-1] in DIGITS and text[-2] in DIGITS and (choice := _choice(text)):
        return choice
    value = _positional(text) if len(text) > 1 and all(char in DIGITS for char in text) else _whole(text)
    return None if value is None else Number(value)


def _decimal(text: str, decimals: str) -> Number | None:
    """三点五, 二百一十三点六万."""
    scale = decimals[-1:] if decimals[-1:] in LARGE else ""
    whole, digits = _whole(text), "".join(str(DIGITS[char]) for char in decimals.rstrip(scale))
    return None if whole is None else arabic(f"{whole}.{digits}", scale)


def _choice(text: str) -> Number | None:
    """Two digits that follow each other leave the choice: 三四, 十五六; so do they before a unit, which is not read here."""
    low, high = DIGITS[text[-2]], DIGITS[text[-1]]
    if not 1 <= low < high == low + 1 or text[-1] == "两":
        return None
    if len(text) == 2:
        return Number(low, high)
    before = _whole(text[:-1])
    return None if before is None or text[-3] != "十" else Number(before, before + 1)


def _positional(text: str) -> int | None:
    """Digits in a row as in 二〇一八; without a zero among them they are no number of anything."""
    if "〇" not in text and "零" not in text or text[0] in "〇零":
        return None
    return int("".join(str(DIGITS[char]) for char in text))


def _whole(text: str) -> int | None:
    """The number that digits and the words 十 to 亿 build; None where they do not follow each other rightly."""
    total = section = 0
    digit, small, large, zero = None, 10**4, 10**16, False
    for char in text:
        if char in DIGITS:
            if digit is not None:
                return None
            digit, zero = (None, True) if char in "〇零" and text != char else (DIGITS[char], zero)
        elif char in TENS:
            if digit is not None or small <= 10:
                return None
            section, small = section + TENS[char], 10
        elif char in SMALL:
            if SMALL[char] >= small:
                return None
            section, digit, small = section + (1 if digit is None else digit) * SMALL[char], None, SMALL[char]
        else:
            part = section + (digit or 0)
            if LARGE[char] < large:
                total += max(part, 0 if total else 1) * LARGE[char]
            elif total + part:
                total = (total + part) * LARGE[char]
            else:
                return None
            section, digit, small, large, zero = 0, None, 10**4, LARGE[char], False
    return total + section + _last(text, digit, zero)


def _last(text: str, digit: int | None, zero: bool) -> int:
    """What a digit at the end is worth: 一百二 is 120, 一百零二 is 102."""
    before = text[-2:-1]
    if digit and not zero and before in SCALES and before != "十":
        return digit * SCALES[before] // 10
    return digit or 0
