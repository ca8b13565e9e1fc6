"""When two names mean the same department: 区住建局 and 赣州市章贡区住房和城乡建设局; pure."""

import re
from unicodedata import normalize

# Official words and the short ones that offices use for them; longer ones first where one holds another.
SHORT_FORMS = (
    ("机构编制委员会办公室", "编办"), ("住房和城乡建设", "住建"), ("住房城乡建设", "住建"),
    ("发展和改革", "发改"), ("工业和信息化", "工信"), ("人力资源和社会保障", "人社"), ("人力资源社会保障", "人社"),
    ("文化广电新闻出版旅游", "文广旅"), ("文化广电和旅游", "文广旅"), ("文化广电旅游", "文广旅"),
    ("文广新旅", "文广旅"),
    ("教育体育", "教体"), ("教育和体育", "教体"), ("卫生健康", "卫健"), ("市场监督管理", "市场监管"),
    ("城市管理", "城管"), ("应急管理", "应急"), ("交通运输", "交通"), ("医疗保障", "医保"), ("科学技术", "科技"),
    ("行政审批服务", "行政审批"), ("自然资源和规划", "自然资源"), ("公安分局", "公安局"),
    ("自然资源分局", "自然资源局"),
    ("生态环境分局", "生态环境局"), ("人民政府办公室", "政府办"), ("街道办事处", "街道"), ("镇人民政府", "镇"),
    ("镇政府", "镇"), ("街道办", "街道"), ("管理委员会", "管委会"), ("政法委员会", "政法委"), ("委员会", "委"),
    ("办公室", "办"),
)  # fmt: skip
NOT_LETTERS = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
HEADING_NUMBER = re.compile(
    r"^\s*(第?[一二三四五六七八九十百]+(部分)?[、.．。:：\s]+|\d+[、.．\s]+|[(（][一二三四五六七八九十百\d]+[)）][、.．\s]*)"
)
GROUPS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"^(全区)?各(乡)?镇(各)?(街道|街|街道办|街道办事处|办事处)$"), ("town", "subdistrict")),
    (re.compile(r"^(全区)?各街道(办|办事处)?$"), ("subdistrict",)),
    (re.compile(r"^(全区)?各(乡)?镇(人民政府|政府)?$"), ("town",)),
)


def plain_name(name: str) -> str:
    """Letters only, for comparing."""
    return NOT_LETTERS.sub("", normalize("NFKC", name).casefold())


def canonical_name(name: str, region: str) -> str:
    """The short form without the region: 章贡区住房和城乡建设局 → 住建局. ``region`` is the region's name, 章贡区."""
    plain = plain_name(name).removeprefix("中共")
    place = plain_name(region)
    if place:
        plain = re.sub(rf"^(\w{{1,3}}市)?{re.escape(place)}", "区", plain)
    for long, short in SHORT_FORMS:
        plain = plain.replace(long, short)
    return plain.removeprefix("区") if len(plain) > len("区办") else plain


def group_kinds(name: str) -> tuple[str, ...]:
    """Kinds of department that a group such as 各镇街道 means; empty if it is no group that is known."""
    plain = plain_name(name)
    return next((kinds for pattern, kinds in GROUPS if pattern.match(plain)), ())


def plain_title(text: str) -> str:
    """A section's heading for comparing: without its number and punctuation."""
    return plain_name(HEADING_NUMBER.sub("", text))
