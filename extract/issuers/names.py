"""A printed name taken apart: the place, the organ, and whether the name says by itself which office it is."""

import re
from dataclasses import dataclass

from extract import text as normal
from extract.issuers.divisions import Divisions
from extract.issuers.entries import Place

# What the government of a place is called behind the place's name.
GOVERNMENT = frozenset(("", "人民政府", "政府", "行政公署", "行署", "办事处", "人民政府办事处", "管理委员会", "管委会", "党工委管委会", "党工委、管委会"))  # fmt: skip
# National bodies whose local offices put their own name before the place.
_NATIONAL = re.compile(r"^(?:国家税务总局|国家统计局|中国人民银行|国家金融监督管理总局)(?=..)")
_AROUND = "《》“”\"'[]<>:、,。.;*-—·"
_LOCAL = re.compile(r"^(?:[本我](?=.)|(?:省|市|州|县|区|旗|乡|镇|街道|自治区|自治县)(?=..))")
# Words that any zone's name is made of; what identifies a zone is what is left without them.
_ZONE_WORDS = re.compile(r"国家级|省级|经济|技术|高新|高技术|产业|工业|综合|开发|实验|试验|示范|保税|旅游|度假|风景|名胜|科技|生态|循环|化工|物流|创新|农业|现代|集中|港|新|园|城|区|县|市|省|管理委员会|管委会")  # fmt: skip
_PLACED = re.compile(r"^.{2,}?(?:县|市|州|盟|旗|区|省)")
_PROPER = re.compile(
    r"^(?!第|附属|实验|中心|省|市|县|区).{2,}(?:大学|学院)$|.{4,}(?:集团|有限公司|有限责任公司)$|^(?:国家|中国|中华人民共和国).{2,}"
)
_TOWN = re.compile(r"^[^县市州盟旗区省]{1,8}(?:镇|乡|街道|苏木)")
_GENERIC = re.compile(r"^(?:[省市县区州旗镇乡]|街道|[城郊矿新社]区|城[市镇乡])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its normal form: `places` that its place can mean (none where it names none), the organ, the whole."""

    whole: str
    places: tuple[Place, ...]
    organ: str
    stated: bool = False

    @property
    def government(self) -> bool:
        """Whether it is the government of its place, or of a place that is not named."""
        return self.organ in GOVERNMENT


def fold(text: str, characters: dict[int, str]) -> str:
    """The normal form: no spaces, half-width, simplified characters, without brackets and quotes around it."""
    return normal.tight(text).strip(_AROUND).translate(characters)


def take_apart(whole: str, divisions: Divisions) -> Name:
    """Place and organ of a name in its normal form. `stated`: more than the place's own bare name says where it lies."""
    before = _NATIONAL.match(whole)
    start = before.end() if before else 0
    places, used = divisions.read(whole[start:])
    if not places:
        return Name(whole, (), _LOCAL.sub("", whole))
    path = whole[start : start + used]
    return Name(whole, places, whole[:start] + whole[start + used :], not any(path == place.name for place in places))


def identifies(whole: str, kind: str | None) -> bool:
    """Whether a name without a known place names one office all the same: an abolished county's bureau, a university.

    A town's name alone does not: there may have been others of that name.
    """
    if kind is None or _GENERIC.match(whole):
        return False
    placed = _PLACED.match(whole)
    if kind == "zone" or (placed and not _TOWN.match(whole)):
        return len(_ZONE_WORDS.sub("", placed[0] if placed else whole)) >= 2
    return bool(_PROPER.match(whole))
