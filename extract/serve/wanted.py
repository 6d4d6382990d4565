"""What a reader asks of the search, as the address says it: words, filters, order and page. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from extract.search import terms
from extract.serve.matching import Matching

# Beyond these a question is a mistake or an attack: nobody types as much.
LONGEST, MOST = 500, 12
SORTS = ("rank", "new")
SCOPES = ("text", "title")
_YEARS = range(1900, 2200)

Problem = tuple[str, str]

# The condition of each filter, on sections s, reports r and issuers i. A division's code is the start of those in it.
CONDITIONS = {
    "since": "r.year >= :since",
    "until": "r.year <= :until",
    "place": "i.division_code >= :place and i.division_code < :place || 'z'",
    "office": "r.issuer_id = :office",
    "level": "i.level = :level",
    "form": "r.form = :form",
    "chapter": "s.code = :chapter",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question. None and "" are no filter; years are included on both sides. No address says how long a page is."""

    q: str = ""
    since: int | None = None
    until: int | None = None
    place: str = ""
    office: str = ""
    level: str = ""
    form: str = ""
    chapter: str = ""
    scope: str = "text"
    sort: str = "rank"
    page: int = 1
    size: int = 20

    @property
    def terms(self) -> list[str]:
        """What has to be found."""
        return terms(self.q)

    def matching(self, headings: bool = False) -> Matching:
        """How the indexes are asked for the words."""
        return Matching.of(self.q, headings)

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set."""
        return {name: value for name, value in asdict(self).items() if name in CONDITIONS and value not in (None, "")}

    def where(self, *names: str) -> str:
        """The conditions of the filters that are set (of those named, if any are) for SQL, true without any."""
        found = [CONDITIONS[name] for name in self.filters if not names or name in names]
        return " and ".join(found) or "true"

    def address(self, **changes: Any) -> dict[str, Any]:
        """The question with changes, as parameters of an address; what is usual is left out, and a change starts at page 1."""
        changed = replace(self, **({"page": 1} | changes))
        usual = asdict(Wanted())
        return {name: value for name, value in asdict(changed).items() if value != usual[name]}


def read(args: Mapping[str, str]) -> tuple[Wanted, Problem | None]:
    """The question that an address asks, and what is wrong with it in both languages; what is wrong is left out."""
    made, problem = Wanted(), None
    for name, check in _CHECKS.items():
        text = (args.get(name) or "").strip().replace("\x00", "")
        if not text:
            continue
        try:
            made = replace(made, **{name: check(text)})
        except ValueError:
            problem = problem or _PROBLEMS.get(
                name, (f"地址中的 {name} 不可用。", f"{name} in the address cannot be used.")
            )
    if len(made.terms) > MOST:
        return replace(made, q=""), _PROBLEMS["q"]
    return made, problem


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError
    return text


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) != 4 or int(text) not in _YEARS:
        raise ValueError
    return int(text)


def _code(text: str) -> str:
    if not (text.isascii() and text.isalnum()) or len(text) > 12:
        raise ValueError
    return text


def _short(text: str) -> str:
    if len(text) > 100:
        raise ValueError
    return text


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise ValueError
    return max(int(text), 1)


def _one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in known:
            raise ValueError
        return text

    return check


_CHECKS: dict[str, Callable[[str], Any]] = {
    "q": _words, "since": _year, "until": _year, "place": _code, "office": _short, "level": _short, "form": _short,
    "chapter": _short, "scope": _one_of(SCOPES), "sort": _one_of(SORTS), "page": _page,
}  # fmt: skip
_YEAR_PROBLEM = ("年份应为四位数字，例如 2018。", "A year has four digits, such as 2018.")
_PROBLEMS: dict[str, Problem] = {
    "q": (
        f"一次最多搜索 {MOST} 个词、{LONGEST} 个字。请缩短后再试。",
        f"At most {MOST} words and {LONGEST} characters can be searched at once. Please shorten.",
    ),
    "since": _YEAR_PROBLEM,
    "until": _YEAR_PROBLEM,
    "place": ("区划代码只含数字，例如 37 或 370725。", "A division code has digits only, such as 37 or 370725."),
    "page": ("页码应为数字。", "A page is a number."),
}
