"""What is no report is refused, and no report is refused for its words: the table holds invented texts and the verdict on each."""

import pytest

from extract.errors import UnreadableFile
from extract.pipeline import understand

TITLE = "云泽县2023年政府信息公开工作年度报告"
SIX = (
    "一、总体情况\n全年主动公开政府信息1234条。\n二、主动公开政府信息情况\n无。\n三、收到和处理政府信息公开申请情况\n收到3件。\n"
    "四、政府信息公开行政复议、行政诉讼情况\n无。\n五、存在的主要问题及改进情况\n无。\n六、其他需要报告的事项\n无。\n"
)
PROSE = "本单位全年按照条例要求公开各类信息，办理群众申请，完善制度，加强培训，健全机制，取得了新的进展。\n" * 4
REPORTS = {
    "a report": f"{TITLE}\n{SIX}",
    "a summary by its name, with the chapters": f"云泽县2023年政务公开工作总结暨政府信息公开工作年度报告\n{SIX}",
    "a letter with the report in it": f"关于报送2023年度报告的函\n县政府办公室：现将报告报送如下。\n{TITLE}\n{SIX}",
    "a letter with the report in one line": "关于报送《云泽县司法局2015年政府信息公开年度报告》的函\n云泽县司法局2015年政府信息公开年度报告\n县政府办公室："
    + "一、概述。设立专栏1个。二、主动公开政府信息情况。公开12条，其中网站9条、公众号3篇。三、依申请公开政府信息办理情况。受理2件，办结2件。"
    + "四、政府信息公开的收费及减免情况。无。五、因政府信息公开申请行政复议、提起行政诉讼的情况。复议0件。",
    "running text without chapters": f"{TITLE}\n{PROSE}全年公开12条，收到申请3件。",
    "a village's short one with two chapters": f"云泽镇2023年政府信息公开工作年度报告\n一、总体情况\n{PROSE}二、存在的主要问题\n无。",
}
OTHERS = {
    "a summary of work": f"云泽县2023年政务公开工作总结\n一、主要做法\n{PROSE}二、下一步打算\n{PROSE}",
    "a sample without an office": f"××县2023年政府信息公开工作年度报告\n{SIX}",
    "a sample by its name": f"政府信息公开工作年度报告（参考格式）\n{PROSE}2023年",
    "a notice on writing reports": f"关于做好2023年政府信息公开工作年度报告编制工作的通知\n各镇：\n{PROSE}",
    "a letter that announces": "关于报送2023年政府信息公开工作年度报告的函\n现将我局年度报告报上，请审阅。\n附件：年度报告",
    "a guide": f"云泽县政府信息公开指南\n一、主动公开\n{PROSE}",
    "a catalogue": f"云泽县政府信息公开目录\n{PROSE}",
    "a rule": f"云泽县政府信息公开工作年度报告制度\n{PROSE}",
    "news": f"云泽县2023年政府信息公开工作年度报告正式发布\n1月5日，{PROSE}",
    "a list of reports": "\n\n".join(f"云泽县{year}年政府信息公开工作年度报告" for year in range(2015, 2024)),
    "a title alone": f"{TITLE}\n附件：年度报告.pdf",
    "an error page": "404 Not Found\n页面不存在",
    "a login": "用户登录\n用户名\n密码",
    "nothing of the kind": "今天天气很好。",
    "how to write one": f"政府信息公开工作年度报告填报说明\n{PROSE}2023年",
}


@pytest.mark.parametrize("text", REPORTS.values(), ids=REPORTS)
def test_a_report_is_never_refused_for_its_words(book, text):
    assert understand(text.encode(), book).sections


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_is_no_report_is_refused(book, text):
    with pytest.raises(UnreadableFile) as refused:
        understand(text.encode(), book)
    assert refused.value.reason == "not_a_report"


def test_a_page_that_shows_the_report_in_a_frame_leads_to_it(book):
    page = f"<html><body><h1>{TITLE}</h1><iframe src='nb.pdf'></iframe></body></html>"
    with pytest.raises(UnreadableFile) as refused:
        understand(page.encode(), book)
    assert (refused.value.reason, refused.value.links) == ("attachment", ("nb.pdf",))
