"""How much a text looks like Chinese that somebody wrote: bytes read in the wrong encoding give characters that nobody uses."""

import re
from functools import cache

from extract.text import HAN

# The characters that running text and reports are made of, simplified and traditional: about every second one of a text.
COMMON = frozenset(
    "的一是在不了有和人这这個个中大为為上国國我以要时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過"
    "子说說产產种種面而方后後多定行学學法所民得经經十三之进進着著等部度家电電力里裡如水化高自二理起小物现現实實加量都两兩"
    "体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重"
    "新线線内內数數正心反明看原又么麼利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系情者最立代想已通并並"
    "提直题題党黨程展五果料员員位入常文总總次品式活设設及管特件长長求基资資边邊流路级級少统統接知较較将將组組见見计計别別"
    "期根论論运運农農指几幾九区區强強放决決西被先回则則任取据據处處队隊南给給保治北造百规規领領七口东東导導世金增受联聯认"
    "認六共权權收证證改清再转轉更单單教速安场場身车車例真务務具万萬每目至达達示议議报報完类類八名确確科张張信节節整空元况"
    "況今集传傳许許步广廣记記需段研界律且究持书書布复復容须須际際商非验驗连連断斷深难難近千周委素技备備半办辦省列习習响響"
    "约約支般便团團往历歷市何除消构構府称稱准值号號率族维維划劃选選标標存快效院查按格易置层層专專状狀育识識适適属屬包住调"
    "調满滿县縣局照参參引该該价價严嚴申请請告众眾群函予答复理由诉訴讼訟审審纠糾果维持镇鎮乡鄉街村网網站微版栏欄目件份篇项項"
    "册冊额額费費许可处罚罰征徵采採购購财財密秘涉依编編况概述情存主问题改措施其他需要附注註名称合计計截止底〇零"
)
CHINESE = re.compile(r"[\t\n\r -~\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_SIGNS = frozenset("，。、：；（）《》“”‘’—…！？％·【】〔〕「」『』〈〉　０１２３４５６７８９")
# Patterns; that of the common characters takes a while to make, and nearly all files are in UTF-8, which needs none.
_KNOWN, _COMMON, _SIGN = (f"[{''.join(sorted(chars))}]+" for chars in (COMMON | _SIGNS, COMMON, _SIGNS))
_HAN = f"[{HAN}]+"
# A line of so many Han characters of which fewer than this share are common is not written by anybody.
_LINE, _SHARE = 8, 0.1


def likely(text: str) -> float:
    """The share of common characters and signs among all that are not ASCII; 1 for plain ASCII."""
    others = _others(text)
    return _count(_KNOWN, text) / others if others else 1.0


def garbled(text: str) -> int:
    """How many lines hold Chinese characters that nobody would put side by side."""
    return sum(_is_garbled(line) for line in text.splitlines())


def _is_garbled(line: str) -> bool:
    if line.isascii() or (han := _count(_HAN, line)) < _LINE:
        return False
    strange = _others(line) - han - _count(_SIGN, line)
    return _count(_COMMON, line) < _SHARE * han or strange > han


def _others(text: str) -> int:
    """How many characters are not ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _count(chars: str, text: str) -> int:
    return sum(map(len, _pattern(chars).findall(text)))


@cache
def _pattern(chars: str) -> re.Pattern[str]:
    return re.compile(chars)
