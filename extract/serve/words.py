"""What the codes of the archive are called on our pages: pairs of a Chinese and an English wording."""

Pair = tuple[str, str]

WORDS: dict[str, dict[str, Pair]] = {
    "status": {"ok": ("正常", "read"), "warned": ("有提示", "read with a warning"), "refused": ("未能读取", "not read")},
    # In the order in which the files of a report are listed.
    "role": {
        "main": ("主文件", "Main file"), "annex": ("附件", "Annex"), "page": ("网页", "Web page"), "copy": ("副本", "Copy"),
    },
    "verdict": {
        "source": ("原文如此", "printed so"), "reading": ("可能读取有误", "perhaps misread"), "open": ("尚未核对", "not settled"),
    },
    "severity": {
        "must": ("表格自身的勾稽关系", "true by definition"), "expected": ("通常成立的关系", "true of an orderly report"),
    },
    "missing": {
        "blank": ("空白", "blank"), "dash": ("横线", "dash"), "not_applicable": ("不适用", "not applicable"),
        "illegible": ("无法辨认", "illegible"), "no_row": ("原表无此行", "no such row"),
        "unmapped": ("有数字尚未识别", "numbers not understood yet"), "none": ("该格式没有此项", "not in this form"),
        "not_comparable": ("口径不可比", "not comparable"),
    },
    "method": {
        "exact": ("标签与格式一致", "label as in the form"), "alias": ("标签为已知的别名", "label is a known variant"),
        "aligned": ("由上下行的次序推定", "told by the rows around it"), "narrative": ("取自正文的叙述", "stated in prose"),
        "solved": ("由勾稽关系拆分连写的数字", "cut from glued digits by the table's own sums"),
        "ocr": ("由图像识别文字", "recognised from a picture"),
    },
    "match": {
        "exact": ("口径一致", "same scope"), "narrower": ("口径较窄", "narrower scope"), "broader": ("口径较宽", "broader scope"),
        "not_comparable": ("口径不可比", "not comparable"), "none": ("该格式没有此项", "not in this form"),
    },
    "outcome": {
        "holds": ("成立", "holds"), "breaks": ("不成立", "does not hold"), "unknown": ("缺数，无法核对", "cannot be checked"),
    },
    "kind": {
        "report": ("本报告之内", "within the report"), "prose": ("正文与表格之间", "between prose and table"),
        "years": ("两年之间", "between years"), "levels": ("上下级之间", "between levels"),
        "copies": ("不同文件之间", "between files"),
    },
    "decision": {
        "value": ("数值", "value"), "cell": ("单元格的含义", "meaning of a cell"), "verdict": ("核对结论", "verdict"),
        "issuer": ("发布机关", "office"), "form": ("格式", "form"), "year": ("年度", "year"),
    },
    # From the top down, as the pages list them.
    "level": {
        "nation": ("国家级", "national"), "province": ("省级", "province"), "city": ("市级", "city"), "county": ("县级", "county"),
        "town": ("乡镇、街道", "town"), "village": ("村", "village"), "department": ("部门", "department"),
    },
    "sign": {"=": ("等于", "equals"), "<=": ("不大于", "is at most"), ">=": ("不小于", "is at least")},
}  # fmt: skip


def word(kind: str, code: str | None) -> Pair:
    """What a code is called; a code that nobody has named is its own name."""
    return WORDS[kind].get(code or "", (code or "", code or ""))
