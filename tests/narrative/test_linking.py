"""A figure is linked to the item that its words name, in the report's own form, and to nothing where they do not."""

import pytest

from extract.codebook import load
from tests.narrative.bracketed import codes, linked

BOOK = load()


def items(form, text, **more):
    return codes(linked(BOOK, form, text, **more))


@pytest.mark.parametrize("text, found", [
    ("全年主动公开政府信息[31条]，其中政府网站公开[18条]，政务微信公开[9条]，微博公开[4条]。", ["proactive.total", "proactive.channel.website", "proactive.channel.wechat", "proactive.channel.weibo"]),
    ("本局累计公开政府信息[31条]", ["proactive.total"]),
    ("我镇共主动公开各类政府信息 [31 条]。", ["proactive.total"]),
    ("主动公开[31条]政府信息。", ["proactive.total"]),
    ("主动公开政府信息总数为[31条]：政府网站[18条]、微信[13条]。", ["proactive.total", "proactive.channel.website", "proactive.channel.wechat"]),
    ("通过政府网站、微信公众号等渠道主动公开政府信息[31条]。", [None]),
    ("政府公报刊登政府信息[6条]，其他方式公开[7条]。", ["proactive.channel.gazette", "proactive.channel.other"]),
    ("在水利领域主动公开政府信息[31条]。", [None]),
    ("各乡镇主动公开政府信息[31条]。", [None]),
    ("县政府信息公开办主动公开信息[31条]。", [None]),
    ("在主动公开的[31条]政府信息中，机构类[5条]。", [None, None]),
    ("制发规范性文件[3件]，主动公开规范性文件[2件]。", ["proactive.normative_docs_issued", "proactive.normative_docs"]),
    ("政府网站、微信公开信息数分别为[65条]、[33条]。", ["proactive.channel.website", "proactive.channel.wechat"]),
    ("政府网站、微信、微博公开信息分别为[65条]、[33条]。", [None, None]),
    ("[3]次会议研究，办公室自行车[4辆]。", [None, None]),
])  # fmt: skip
def test_disclosure_is_told_by_its_channel(text, found):
    assert items("2014", text, code="proactive", heading="主动公开政府信息情况") == found


@pytest.mark.parametrize("form, text, found", [
    ("2014", "共收到政府信息公开申请[12件]，其中当面申请[3件]，网上[5件]，信函[4件]。", ["request.received.total", "request.received.in_person", "request.received.online", "request.received.letter"]),
    ("2008", "共收到申请[12件]，其中当面申请[3件]，网上[5件]，电子邮件[4件]。", ["request.received.total", "request.received.in_person", "request.received.web_form", "request.received.email"]),
    ("2014", "收到申请，当面、网络、信函申请分别为[3]、[5]、[4件]。", ["request.received.in_person", "request.received.online", "request.received.letter"]),
    ("2014", "收到的网上申请和信函申请分别为[8件]和[4件]。", ["request.received.online", "request.received.letter"]),
    ("2021", "收到当面申请[3件]。", [None]),
    ("2014", "全年收到申请[12件]，办结[11件]，答复[10件]。", ["request.received.total", "request.closed.total", "request.answered.total"]),
    ("2014", "受理公开申请[12件]，按时办结[9件]，延期办结[2件]。", ["request.received.total", "request.closed.on_time", "request.closed.extended"]),
    ("2014", "答复中，同意公开[5件]，部分公开[2件]，不同意公开[1件]，信息不存在[2件]，涉及个人隐私[1件]，申请共[12件]。", [None, None, None, None, None, None]),
    ("2014", "对申请作出答复[11件]：同意公开[5件]，同意部分公开[2件]，不同意公开[1件]，申请信息不存在[2件]，不属于本机关公开[1件]。", ["request.answered.total", "request.answered.full", "request.answered.partial", "request.answered.refused", "request.answered.not_exist", "request.answered.not_this_agency"]),
    ("2021", "全年新收政府信息公开申请[40件]，上年结转[2件]，结转下年度[3件]。", ["request.new@total", "request.carried_in@total", "request.carried_out@total"]),
    ("2021", "共收到[40件]申请，办结[39件]，[1件]结转下年度继续办理。", ["request.new@total", "request.result.total@total", "request.carried_out@total"]),
    ("2021", "受理申请[40件]（含上年度结转申请[2件]，另有[3件]申请按规定顺延到下年度答复）。", ["request.new@total", "request.carried_in@total", "request.carried_out@total"]),
    ("2021", "办结申请[40件]。其中，予以公开[9件]；不予公开[5件]；无法提供[20件]；不予处理[4件]；其他处理[2件]。", ["request.result.total@total", "request.result.granted@total", "request.result.denied@total", "request.result.unavailable@total", "request.result.not_processed@total", "request.result.other@total"]),
    ("2021", "办结申请[14件]，予以公开及部分公开[9件]，占[64.3%]。", ["request.result.total@total", None, None]),
    ("2019", "收到申请[9件]，涉及自然人[8件]、商业企业[1件]。", ["request.new@total", "request.new@natural_person", "request.new@business"]),
    ("2014", "收到困难家庭救助申请[30件]。", [None]),
    ("2014", "收到涉及征地的信息公开申请[3件]，第三季度收到申请[2件]，6月收到申请[1件]。", [None, None, None]),
    ("2014", "收到电话申请[3件]，共收到关于政府信息公开的申请[9件]。", [None, "request.received.total"]),
    ("2014", "受理行政许可申请[30件]，办结[28件]。", [None, None]),
    ("2014", "接听热线[300次]，办结[298件]。", [None, None]),
    ("2014", "对申请的处理平均用时[6天]，不超过[15个工作日]。", [None, None]),
    ("2008", "受理审批事项[30件]，办结[31件]，办结率[100%]。", ["approval.accepted", "approval.concluded", None]),
])  # fmt: skip
def test_requests_are_told_by_channel_and_outcome(form, text, found):
    assert items(form, text, heading="依申请公开政府信息情况") == found


@pytest.mark.parametrize("form, text, found", [
    ("2021", "政府信息公开行政复议[9件]，其中结果维持[4件]，结果纠正[1件]，其他结果[3件]，尚未审结[1件]；行政诉讼[5件]，维持[4件]，尚未审结[1件]。", ["reconsideration.total", "reconsideration.upheld", "reconsideration.corrected", "reconsideration.other", "reconsideration.pending", "litigation.total", "litigation.upheld", "litigation.pending"]),
    ("2014", "因信息公开发生行政复议[3件]，行政诉讼[2件]，举报投诉[1件]。", ["reconsideration.total", "litigation.total", "complaint.total"]),
    ("2014", "本年有[1件]涉及信息公开的行政复议。", ["reconsideration.total"]),
    ("2014", "行政复议、行政诉讼共[3件]。", [None]),
    ("2014", "作为复议机关受理信息公开类行政复议[3件]。", [None]),
    ("2014", "行政复议和行政诉讼均为[0件]。", ["reconsideration.total", "litigation.total"]),
    ("2014", "行政复议、行政诉讼分别为[3件]和[2件]。", ["reconsideration.total", "litigation.total"]),
    ("2021", "未经复议直接起诉[2件]，复议后起诉[1件]。", ["litigation.direct.total", "litigation.after_review.total"]),
    ("2014", "<未发生>因信息公开引起的举报、投诉、行政复议和行政诉讼。", ["complaint.total", "reconsideration.total", "litigation.total"]),
    ("2008", "<没有>被申请行政复议、提起行政诉讼和行政申诉的情况。", ["reconsideration.total", "litigation.total", "appeal.total"]),
    ("2014", "政府信息公开行政复议、行政诉讼均<无>。", ["reconsideration.total", "litigation.total"]),
    ("2014", "<没有>被复议机关纠错的情况。", [None]),
])  # fmt: skip
def test_cases_are_told_from_each_other(form, text, found):
    assert items(form, text, code="remedies", heading="因政府信息公开申请行政复议、提起行政诉讼的情况") == found


@pytest.mark.parametrize("form, code, text, found", [
    ("2014", "requests", "我镇<未收到>政府信息公开申请。", ["request.received.total"]),
    ("2021", "overview", "全年<没有收到>新的申请。", ["request.new@total"]),
    ("2014", "requests", "<未收到>公开申请，<未收到>因公开引起的行政复议申请。", ["request.received.total", "reconsideration.total"]),
    ("2014", "requests", "<未收到>对信息公开申请答复的投诉。", ["complaint.total"]),
    ("2014", "requests", "<没有>申请被拒绝。", [None]),
    ("2014", "fees", "全年<未>向公民、法人和其他组织收取任何费用。", ["fee.request"]),
    ("2014", "complaints", "收到群众举报投诉[2件]。", ["complaint.total"]),
    ("2014", "fees", "<没有>减免费用的情况。", [None]),
    ("2008", "fees", "<无>收费及减免情况。", ["fee.total"]),
    ("2021", "other", "全年<未收取>信息处理费。", ["fee.processing"]),
    ("2021", "other", "全年收取信息处理费[870元]。", ["fee.processing"]),
    ("2021", "overview", "全年<没有>制发行政规范性文件。", ["doc.normative@issued"]),
    ("2014", "secrecy", "<未发生>泄密事件。", [None]),
    ("2008", "capacity", "<没有>从事政府信息公开工作的全职人员，兼职人员[2人]。", ["org.staff.full_time", "org.staff.part_time"]),
    ("2014", "capacity", "政府信息公开工作配备专职人员[1名]、兼职人员[4名]，举办政府信息公开培训班[2期]，培训人员[60人次]。", ["org.staff.full_time", "org.staff.part_time", "training.courses", "training.trainees"]),
    ("2014", "secrecy", "组织督查[5次]，承办提案[2件]。", [None, None]),
    ("2014", "problems", "全年主动公开政府信息[31条]。", [None]),
    ("2014", "response", "全年<没有>举办新闻发布会。", ["response.channel.press_conference"]),
    ("2014", "organisation", "每年举办政府信息公开培训班[2期]。", [None]),
])  # fmt: skip
def test_chapters_and_denials(form, code, text, found):
    assert items(form, text, code=code) == found


def test_the_heading_above_says_what_a_bare_sentence_is_about():
    text = "（一）依申请公开情况\n全年受理[7件]，办结[6件]。"
    assert items("2014", text, code="overview", heading="概述") == [None, None]
    assert items("2014", text, code="overview", heading="概述", subsections=["（一）依申请公开情况"]) == ["request.received.total", "request.closed.total"]  # fmt: skip


def test_figures_keep_their_order_and_only_denials_come_more_than_once():
    text = "收到申请[2件]，答复[2件]，<没有>行政复议、行政诉讼，公开率[100%]。"
    found = linked(BOOK, "2014", text, heading="依申请公开情况")
    assert [(mention.text, mention.item) for mention in found] == [
        ("2件", "request.received.total"),
        ("2件", "request.answered.total"),
        ("没有", "reconsideration.total"),
        ("没有", "litigation.total"),
        ("100%", None),
    ]
