"""What is said of a work behind its name, and what is to become of it."""

import re

from projects.work_report.text.works.items import Action
from projects.work_report.text.works.verbs import ADVERBS, DATED, MODALS

_HOW = (
    rf"(?:{DATED}|分别|全容量|核准|在[^、，]{{2,6}}(?=上市|挂牌)|主线|全线|主体|力争|确保|争取|尽快|尽早|早日|早"
    rf"|全面|全部|顺利|基本|如期|按期|按时|正式|陆续|相继|提前|同步|实质性|实现|加快|率先|成功|高效|建设|在|于"
    rf"|于?年内|要|前|并)"
)
_WHAT = (
    r"建成|结顶|收官|封关运行|开业迎客|开门迎客|迎客|落户|核准|竣工|完工|达产达标|达产达效|达产满产|达产|达标|满产达效|满产|投产达效|投产达标|投产|投用|投运|投入使用|投入运营"
    r"|投入运行|投入生产|开业运营|开业|开园|开馆|开街|开院|开诊|开学|招生|对外开放|开放|试运营|试运行|试生产|试产"
    r"|运营|启用|上线"
    r"|通车|通航|通水|通气|通电|供水|供热|供气|并网发电|并网|交付使用|交付|开工建设|开工|动工建设|动工|启动建设|启动"
    r"|落地建设|落地开工|落地投产|落地实施|落地见效|落地|竣工验收|验收|竣工|完工|主体完工|封顶|主体封顶|全线贯通"
    r"|贯通"
    r"|获批|批复|立项|上市|量产|下线|复产|复工|签约落地|签约|搬迁入驻|入驻|使用|发挥效益|错位发展|加快推进|加快建设"
    r"|有序推进|稳步推进|全力推进|扎实推进|取得(?:实质性|突破性|阶段性|重大|明显)?(?:进展|突破)|提质增效|做大做强"
    r"|获[^、，]{0,10}批复|通过[^、，]{0,12}(?:验收|评估|评审|认定|审批|审查)|(?:纳入|列入)[^、，]{1,20}"
    r"|完成(?:主体|前期|招商|搬迁|验收|竣工|建设|征拆|征地|拆迁|选址|立项|[^、，]{0,4}工程)[^、，]{0,8}"
)
_ENTITLED = (
    r"完成[^、，]{1,14}|争创[^、，]{2,24}|创建成?为?[^、，]{2,24}|(?:建成|打造成?|建设成|升级为|跻身"
    r"|晋升)[^、，]{2,24}"
)
MILESTONE = re.compile(rf"{_HOW}{{0,6}}(?:{_WHAT}|{_ENTITLED})(?:{_HOW}{{0,3}}+(?:{_WHAT}))?(?:目标)?$")
ONLY_MILESTONE = re.compile(
    rf"(?:{MODALS}|{ADVERBS}|{DATED})*+(?:推动|推进)?{_HOW}{{0,6}}+(?:{_WHAT})(?:{_HOW}{{0,3}}+(?:{_WHAT}))?$"
)
NEUTRAL = re.compile(
    r"(?:规划建设前期工作|各项(?:前期|准备)工作|(?:前期|准备)工作|前期|规划建设|开发建设|落地建设|推广建设|建设运营"
    r"|建设管理|创建成果|建设成果|创建工作|建设工作|建设任务|建设进度|创建|建设|进度|步伐|工作|上市步伐)$"
)
# A milestone that is itself a title or a thing to be built.
TITLED = re.compile(r"(?:争创|创建成?为?|建成|打造成?|建设成|升级为|跻身|晋升)[^、，]{2,24}$")
ACTIONS: tuple[tuple[Action, re.Pattern[str]], ...] = (
    (
        "commission",
        re.compile(
            r"投产|投用|投运|投入|运营|开业|开园|开馆|开街|开院|开诊|开学|招生|开放|启用|上线|通车|通航|通水|通气"
            r"|通电|供水|供热|供气|并网|开通|交付|使用|试运行"
        ),
    ),
    (
        "relocate",
        re.compile(
            r"搬迁|迁址"
        ),
    ),
    (
        "prepare",
        re.compile(
            r"前期|准备工作|谋划|策划|对接|储备|筹备|筹建|论证"
        ),
    ),
    (
        "other",
        re.compile(
            r"批复|获批|立项|达产|满产|达标|验收|评估|评审|认定|引进|引入|招引|组建|成立|推广|巩固|扶持|成果|错位|纳入|列入"
            r"|争创.*级|创建成|做大做强|复产|签约|提质增效|挂牌|下线|量产|提升.*水平"
        ),
    ),
    (
        "complete",
        re.compile(
            r"竣工|完工|建成|完成|封顶|结顶|收官|贯通"
        ),
    ),
    (
        "start",
        re.compile(
            r"开工|动工|启动|落地|落户|复工|重启"
        ),
    ),
)  # fmt: skip


def action(verb: str, predicate: str) -> Action:
    """Code of what is to become of a project, from the verb before its name and the words behind it."""
    for words in (predicate, verb):
        for code, pattern in ACTIONS:
            if pattern.search(words):
                return code
    return "advance"
