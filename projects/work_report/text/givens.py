"""Figures of what a plan builds on, uses or deals with, and does not promise."""

import re

from projects.work_report.text.contexts import Context
from projects.work_report.text.units import kind

# "以10万亩茶园为依托".
BASIS = re.compile(
    r"为(?:依托|基础|重点|主线|核心|抓手|载体|中心|龙头|支撑|契机|引领|牵引|突破口|导向|纽带|平台|切入点)"
)
# "充分发挥580家企业作用", "抢抓国家安排3万亿元债券的机遇"; the figure stands near the verb.
USED = re.compile(
    r"(?:依托|立足|围绕|针对)[^，]{0,6}$"
    r"|(?:发挥|用好|用足|面对|抢抓|抓住|借助|借力|对照|执行)[^，；\d]{0,8}(?:[\d.]+[^，；、\d]{1,14}、){0,3}$"
    r"|涉及[^，；\d]{0,4}$"
    r"|(?:^|[，；])在[^，；\d]{2,24}等$"
)
PARTNERS = re.compile(r"[与同和][^，、]{0,8}$")
KINDS_OF_PARTNERS = re.compile(r"[^，、]{0,4}(?:城市|国家|地区|县区)")
DEALS_WITH = re.compile(r"(?:深化|加强|强化|推动|推进|扩大|密切)[^，]{0,4}与[^，]{0,40}$")
DEALING = re.compile(r"合作|对接|交流|协作|联系|联动|往来")
# "在全市13个县区中率先突破".
AMONG = re.compile(r"[^，；、]{0,8}(?:中|里)(?:率先|领先|排|位|居|名列|脱颖|争|处)")
# "全县48所学校食堂达标率100%".
OF_ALL = re.compile(r"(?:全[县市区州省旗盟]|辖区内?)(?:所有|全部)?$")
# "以100%的努力".
OF_THE_MIND = re.compile(r"的?(?:努力|热情|激情|信心|干劲|决心|希望|诚意)")


def is_given(context: Context, _year: int | None) -> bool:
    """Whether the figure tells of what there is."""
    rest = context.text[context.figure.end : context.clause_end]
    before = context.clause_before
    if before.startswith("以") and BASIS.search(rest):
        return True
    if USED.search(before) or OF_THE_MIND.match(context.after):
        return True
    if re.search(r"在[^，；\d]{0,6}$", before) and AMONG.match(context.after):
        return True
    following = context.next
    is_of_a_share = following and kind(following.unit) == "share" and following.start < context.clause_end
    if is_of_a_share and OF_ALL.search(before):
        return True
    if DEALS_WITH.search(before) and DEALING.search(rest):
        return True
    return bool(PARTNERS.search(context.before) and KINDS_OF_PARTNERS.match(context.after))
