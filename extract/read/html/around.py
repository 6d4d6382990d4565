"""What stands around a report on a web page, told by its words: breadcrumbs, share bars, neighbours, footers."""

import re

from extract.text import tight

# Lines longer than this are sentences, whatever they begin with.
LONGEST = 160

_LINE = re.compile(
    r"^(?:"
    r"(?:您|你)?(?:现在|当前|所在|目前)?(?:的|所在)?位置(?:是)?[:>]|首页(?:$|[>|/·»])|网站首页"
    r"|[\[【(]?(?:打印|关闭|收藏|返回|分享|字体|字号|转发|纠错|下载)(?:本页|此页|本文|本篇|网页|页面|窗口|顶部|列表|大小|到|至|按钮)?(?:$|[\]】):|/].{0,40}$|(?=打印|关闭|收藏|返回|分享).{0,20}$)"
    r"|[上下前后]一?[篇条页则](?:$|[:：>»]|文章)|没有了$"
    r"|(?:微信|手机|请)?(?:扫一扫|扫码|扫描)|用?手机(?:扫|打开|查看|浏览)|主办(?:单位)?:|承办(?:单位)?:|技术支持|版权所有|copyright|©|网站标识码|政府网站标识码"
    r"|(?:浏览|阅读|点击|访问)(?:次数|数|量)|(?:信息)?索引号:|\(?责任编辑|【?字体|【?字号"
    r"|(?:发布|更新|生成|公开|发文)(?:日期|时间):.{0,60}(?:来源|浏览|阅读|点击|访问|字体|字号|作者|打印|次|\d:\d\d)"
    r"|(?:信息)?来源:.{0,60}(?:浏览|阅读|点击|访问|字体|字号|日期|时间|\d:\d\d)"
    r"|相关(?:阅读|文章|链接|新闻|信息|报道|稿件|文件)|推荐阅读|热点(?:推荐|新闻)|网站地图|联系我们|关于我们|网站声明|隐私保护|无障碍|友情链接|站内搜索|用户登录|繁体"
    r")"
    r"|^.{0,60}(?:icp备|公网安备|网安备\d|版权所有|网站标识码|建议使用.{0,20}浏览器)",
    re.I,
)
# What begins the end of a page: behind it comes nothing of the report.
_END = re.compile(
    r"^(?:[上下前后]一?[篇条]|相关(?:阅读|文章|链接|新闻|信息|报道|稿件)|推荐阅读|(?:微信)?(?:扫一扫|扫码)|版权所有|.{0,60}icp备)",
    re.I,
)


def is_around(text: str) -> bool:
    """Whether a line is one of those that sites print around their articles."""
    bare = tight(text)
    return len(bare) <= LONGEST and bool(_LINE.search(bare))


def ends(text: str) -> bool:
    """Whether nothing of the report can follow a line."""
    bare = tight(text)
    return len(bare) <= LONGEST and bool(_END.search(bare))
