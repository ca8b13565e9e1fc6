"""Lines that belong to the page and not to the report: page numbers, running heads, buttons of a web page, notes."""

import re
from collections import Counter
from collections.abc import Sequence

LONGEST = 80
PAGE_NUMBER = re.compile(
    r"[-—·~第]{0,3}\d{1,3}[-—·~页]{0,3}|第\d{1,3}页[，/]?共\d{1,3}页|\d{1,3}/\d{1,3}页?|page\d{1,3}", re.IGNORECASE
)
WEB_PAGE = re.compile(
    r"(?<!d)打印(?:本页|页面|此页|[\]】 |·])|^\[?(?:打印|关闭|收藏|分享|返回顶部|返回首页)|关闭(?:窗口|本页)"
    r"|^(?:信息|文章|稿件)?来源：|^发布(?:时间|日期|机构|单位)：|^(?:发文|成文)(?:日期|机关|字号)：|浏览次数|阅读次数"
    r"|^索引号|^主题分类|^责任编辑|^编辑：|^作者：|^审核：|^上一[篇条页]|^下一[篇条页]|^当前位置|^您(?:的|现在的|当前)?(?:所在)?位置|^首页(?:$|>|》)"
    r"|主办单位：|承办单位：|网站标识码|公网安备|ICP备|^相关(?:链接|阅读|文章|附件)",
    re.IGNORECASE,
)
# Words of web pages that reports have, too: 大中小企业, 无障碍设施, 微信公众号. Alone they count in the shortest lines.
ALSO_OF_REPORTS = re.compile(
    r"扫一扫|二维码|(?<!d)打印$|^\[?字[号体]|大中小|分享到|微信|微博|点击数|访问量|版权所有|网站地图|联系我们|无障碍",
    re.IGNORECASE,
)
LONGEST_BUTTON = 12
BEGINS_WITH_MARK = re.compile(r"\s*(?:[\[［【〔]\s*(?:注释?)?\d{1,3}\s*[\]］】〕]|[①-⑳㉑-㉟])\s*\S")
# Points of the text begin with a circled number, too. A note explains: "“1+3”产业：…", "两业融合，是指…".
EXPLAINS = re.compile(
    r"[^，。；：]{1,25}：|“[^。；：]{1,60}”[^，。；：]{0,10}："
    r"|[^。；]{1,25}?(?:(?<!所)指(?![导标挥引数定派南向示令尖环])|(?<!立)即(?![使可将时日刻期]))|[^。；]{1,80}的[简统]称"
)
PROMISES = re.compile(
    r"(?:力争|确保|全力|着力|大力|积极|持续|深入)*(?:办好|办成|抓好|做好|推进|推动|加快|实施|开展|建设|建成|完成|新建|新增|改造|提升|加强|强化|完善)"
    r"[^“]{0,25}：(?!是?指|即)|[^，。；：]{1,10}(?:方面|领域)："
)
NUMBERED = re.compile(r"第?[一二三四五六七八九十\d]+(?:部分|[、.．])|（[一二三四五六七八九十\d]+）")


def furniture(lines: Sequence[str], canonical: Sequence[str]) -> set[int]:
    """Indexes of the lines to leave out. ``canonical`` are the same lines without blanks and marks."""
    short = Counter(text for text in canonical if text and len(text) <= LONGEST // 2 and _may_run(text))
    running = {text for text, count in short.items() if count >= 3}  # noqa: PLR2004  (a motto may stand twice)
    found: set[int] = set()
    previous: int | None = None
    for index, text in enumerate(canonical):
        if not text:
            continue
        is_page = PAGE_NUMBER.fullmatch(text) or text in running or _is_of_web_page(text)
        if is_page:
            found.add(index)
            continue
        if BEGINS_WITH_MARK.match(lines[index]) and _reads_like_note(text) and _may_be_note(previous, canonical, found):
            found.add(index)
        previous = index
    return found


def _is_of_web_page(text: str) -> bool:
    if len(text) > LONGEST or text.endswith(("。", "；")):
        return False
    words = set(ALSO_OF_REPORTS.findall(text))
    is_sentence = "，" in text or bool(NUMBERED.match(text))
    are_buttons = len(words) > 1 or (bool(words) and len(text) <= LONGEST_BUTTON)
    return bool(WEB_PAGE.search(text)) or "扫一扫" in words or (are_buttons and not is_sentence)


def _may_be_note(previous: int | None, canonical: Sequence[str], found: set[int]) -> bool:
    """A note stands below whole sentences or other notes; a mark at the begin of a wrapped line does not."""
    return previous is None or previous in found or canonical[previous].endswith(("。", "！", "？", "；"))


def _reads_like_note(text: str) -> bool:
    return bool(EXPLAINS.match(text)) and not PROMISES.match(text)


def _may_run(text: str) -> bool:
    return not text.endswith(("。", "：", "；", "！", "，", "、")) and not NUMBERED.match(text)
