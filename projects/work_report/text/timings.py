"""Phrases of time: feasts and seasons that set a date, and others that tell when without one."""

import re

FEAST = re.compile(
    r"(?P<feast>五一|七一|八一|双(?:11|十一)|十一|国庆|元旦|春节|除夕|清明|端午|中秋|劳动|儿童|教师)”?(?:国际)?(?:劳动节|建党节|建军节|节)?”?(?:假期|黄金周|小长假)?(?:来临|到来)?(?:之前|前)(?![夕后])"
)
# What is to be done by then follows; "岁末年初" is a time of checks, "岁末寒冬" a mood.
_DONE = (
    r"(?:力争|确保|争取|全面|基本|全部|如期|率先|高标准|高质量)*(?:完成|建成|开工|动工|竣工|完工|启动|启用|实现|投产|投用"
    r"|投入|投运|通车|通水|交付|新建|新增|改造|打通|达到|上线|建设|实施|开展|推出|出台|整治|修复|搬迁|落地|开放|办结)"
)
SEASON = re.compile(
    r"(?:(?P<season>秋季(?:学期)?开学|秋季学期|9月开学|春季(?:学期)?开学|主?汛期|入汛|供暖[季期]?|采暖[季期]?|冬季供暖"
    r"|入冬|暑[假期]|高考)(?:来临|到来)?(?:之前|前)(?![列茅\d一二三五十百])"
    rf"|(?P<turn>岁末)(?:之前|前|(?={_DONE})))"
)
# "两年内", "3个月内": how long it takes, counted from no day that is told.
LASTING = re.compile(
    r"(?:[在用]|利用)?(?:\d{1,3}|[一二两三四五六七八九十半]{1,3}|百)个?多?(?:年|季度|月|周|星期|天|日|工作日|小时)(?:左右)?(?:的?时间)?[之以]?内"
)
# Its day is known to those who are spoken to.
EVENT = re.compile(
    r"(?:春耕|春播|备耕|夏收|秋收|秋播|秋种|冬播|“?三[夏秋]”?|中考|寒假|开学|雨季|旱季|台风季|封冻|上冻|冰冻期|旺季)(?:来临|到来|开始)?(?:之前|以前|前)(?![列茅\d一二三五十百])"
)
# "运动会开幕前完成…": what opens a clause before what is to be done. "提前", "目前" and "门前" are other words.
OPENING = re.compile(
    r"[^，、；：“”（）☉\d]{1,8}?(?:(?<![提目当超空此眼靠跨朝向门楼堂站屋村街店房路山桥岸坝])前|之前|以前)"
    rf"(?={_DONE})"
)
