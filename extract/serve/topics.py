"""The questions people ask, as a table: which concepts each adds up, over which others, and how it is drawn. No SQL here."""

from dataclasses import dataclass
from typing import Literal

from extract.serve.words import Pair


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: the sum of the concepts `top`, over the sum of the concepts `bottom` where it is a share.

    `zero` counts the reports whose sum is 0 among those that have it.
    """

    name: Pair
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    kind: Literal["sum", "zero"] = "sum"

    @property
    def concepts(self) -> tuple[str, ...]:
        """Everything that a report must print for it."""
        return tuple(dict.fromkeys((*self.top, *self.bottom)))

    @property
    def share(self) -> bool:
        """Whether it is a part of a whole."""
        return bool(self.bottom) or self.kind == "zero"


@dataclass(frozen=True, slots=True)
class Question:
    """A page: a title, what has to be known of it, its figures, and how they are drawn.

    `lines` puts all figures into one drawing, `several` gives each its own, `shares` shows parts of one whole.
    """

    name: str
    title: Pair
    about: Pair
    measures: tuple[Measure, ...]
    chart: Literal["lines", "several", "shares"] = "lines"

    @property
    def share(self) -> bool:
        """Whether its figures are parts of a whole."""
        return self.measures[0].share

    @property
    def concepts(self) -> tuple[str, ...]:
        """All concepts that it asks for."""
        return tuple(dict.fromkeys(concept for measure in self.measures for concept in measure.concepts))


# What becomes of a request, in the words of the editions since 2019; together they are the requests concluded.
OUTCOMES = (
    (("予以公开", "granted"), ("granted_full_or_public",)),
    (("部分公开", "granted in part"), ("granted_partly",)),
    (("不予公开", "refused"), ("denied_exempt",)),
    (("无法提供", "cannot be provided"), ("not_held", "needs_creation", "unclear_request")),
    (("不予处理", "not processed"), ("not_processed",)),
    (("其他处理", "other"), ("other_handling",)),
)
_PARTS = tuple(concept for _, concepts in OUTCOMES for concept in concepts)

QUESTIONS = (
    Question(
        "requests",
        ("收到多少公开申请", "How many requests were received"),
        (
            "各年新收的政府信息公开申请，不含上年结转。各年有报告的机关不同，总数的升降可能只是报告多少的变化，请连同报告份数一起读，或改看平均数。",
            "Requests newly received in the year, without those carried over. Not every office is here every year: a total may move"
            " with the number of reports alone, so read it with that number, or choose the mean.",
        ),
        (Measure(("新收申请", "received"), ("requests_received",)),),
    ),
    Question(
        "outcomes",
        ("申请办理结果的构成", "What became of the requests"),
        (
            "各类办理结果占全部结果之和的比例，只算各类齐全的报告。2019 年以前的表格没有可比的分类，不予画出。",
            "Each outcome as a share of all outcomes, over reports that print every one of them. The forms before 2019 have no comparable classes and are left out.",
        ),
        tuple(Measure(name, top, _PARTS) for name, top in OUTCOMES),
        "shares",
    ),
    Question(
        "granted",
        ("公开的比例", "The share granted"),
        (
            "予以公开、部分公开的件数占答复（2019 年起为办结）件数的比例。两段的分母口径不同，不相连。",
            "Requests granted, in full or in part, over the replies given (since 2019: the outcomes). The two denominators differ, so"
            " the lines are not joined.",
        ),
        (
            Measure(("予以公开", "granted"), ("granted_full_or_public",), ("requests_answered",)),
            Measure(("部分公开", "granted in part"), ("granted_partly",), ("requests_answered",)),
        ),
    ),
    Question(
        "remedies",
        ("复议和诉讼的纠错率", "How often reviews and lawsuits corrected"),
        (
            "结果纠正的件数占已审结件数的比例；尚未审结的不在分母之内。件数少时比例起落很大，请看分子和分母。",
            "Cases with the outcome “corrected” over the cases concluded; pending ones do not count. Where there are few cases the"
            " share jumps: look at both numbers.",
        ),
        (
            Measure(("行政复议", "review"), ("reconsideration_corrected",), ("reconsideration_concluded",)),
            Measure(("行政诉讼", "lawsuit"), ("litigation_corrected",), ("litigation_concluded",)),
        ),
    ),
    Question(
        "backlog",
        ("结转的申请", "Requests carried over"),
        (
            "上年结转和结转下年度的申请件数。2019 年以前的表格没有这两行。",
            "Requests carried in from the year before and left over for the next. The forms before 2019 have no such rows.",
        ),
        (
            Measure(("上年结转", "carried in"), ("requests_carried_in",)),
            Measure(("结转下年", "carried out"), ("requests_carried_out",)),
        ),
    ),
    Question(
        "documents",
        ("制发和废止的规范性文件", "Normative documents made and repealed"),
        (
            "各年制发、废止和公开的行政规范性文件件数。各版表格的口径不尽相同，见下方说明。",
            "Normative documents issued, repealed and disclosed in the year. The editions do not count the same; see below.",
        ),
        (
            Measure(("制发", "issued"), ("normative_docs_made",)),
            Measure(("废止", "repealed"), ("normative_docs_abolished",)),
            Measure(("公开", "disclosed"), ("normative_docs_disclosed",)),
        ),
        "several",
    ),
    Question(
        "fees",
        ("收费", "Fees"),
        (
            "依申请公开收取的费用（2018 年及以前的表格）和行政事业性收费金额（2021 年起）。二者不是一回事，分开画。",
            "Fees charged to applicants (forms up to 2018), and the amount of administrative charges (since 2021). They are different"
            " things and drawn apart.",
        ),
        (
            Measure(("依申请公开收费（元）", "fees charged to applicants (yuan)"), ("requester_fees",)),
            Measure(("行政事业性收费（万元）", "administrative charges (10,000 yuan)"), ("admin_fee_amount",)),
        ),
        "several",
    ),
    Question(
        "zero",
        ("全年没有收到申请的报告", "Reports of a year without a request"),
        (
            "新收申请印为 0 的报告占有此数的报告的比例。留空的不算零，算缺失。",
            "Reports that print 0 requests received, among those that print the number. A blank is no zero: it counts as missing.",
        ),
        (Measure(("零申请", "no request"), ("requests_received",), kind="zero"),),
    ),
)
BY_NAME = {question.name: question for question in QUESTIONS}
# What is followed over the years of one office.
FOLLOWED = (
    "requests_received", "requests_carried_out", "granted_full_or_public", "granted_partly", "reconsideration_total",
    "reconsideration_corrected", "litigation_total", "litigation_corrected", "normative_docs_made", "proactive_items",
)  # fmt: skip
