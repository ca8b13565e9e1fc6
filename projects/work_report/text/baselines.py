"""Last year's figures for this year's targets: matched by name and unit with what the review reports."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from projects.work_report.text import names
from projects.work_report.text.items import Baseline, Target

SYNONYMS = (
    (re.compile(r"地区生产总值|国内生产总值|生产总值|经济总量"), "GDP"),
    (re.compile(r"规模以上"), "规上"),
    (re.compile(r"限额以上"), "限上"),
    (re.compile(r"(?:地方)?(?:财政)?一般(?:公共)?预算收入"), "一般公共预算收入"),
    (re.compile(r"增速|增幅|涨幅|同比增长|比上年增长|较上年增长"), "增长"),
    (re.compile(r"预计|全年|全市|全县|全区|全社会|累计|实际|国家级?(?=科技型)|城镇化(?=污水)"), ""),
    (re.compile(r"常住居民"), "居民"),
    (re.compile(r"总?量$|总数$|数$"), ""),
)
DIGITS = re.compile(r"\d+")
SIMILAR = 88
MOST_COMPARED = 300
LEAST_CONFIDENCE = 0.6


def baselines(targets: Iterable[Target], reported: Iterable[Target]) -> Iterator[Baseline]:
    """For each target the reported figure of the same name and unit, if there is one.

    ``reported`` are the figures of the review, read as targets are. The first of several figures is taken.
    """
    by_unit: defaultdict[str, dict[str, Target]] = defaultdict(dict)
    for figure in reported:
        by_unit[_base(figure.unit)].setdefault(_key(figure.name), figure)
    for target in targets:
        known = by_unit.get(_base(target.unit), {})
        key = _key(target.name)
        found, likeness = (known[key], 100.0) if key in known else _similar(key, known)
        if found:
            yield Baseline(
                line=found.line,
                start=found.start,
                end=found.end,
                confidence=round(max(found.confidence * likeness / 100, LEAST_CONFIDENCE), 2),
                rule="same name and unit" if likeness == 100.0 else "similar name, same unit",  # noqa: PLR2004
                sections=found.sections,
                name=found.name,
                value=found.target,
                unit=found.unit,
                of=target.place,
            )


def _similar(key: str, known: dict[str, Target]) -> tuple[Target | None, float]:
    """Where names are so many that comparing all would take long, only the same name is taken."""
    if not key or len(known) > MOST_COMPARED:
        return None, 0.0
    alike = [each for each in known if DIGITS.findall(each) == DIGITS.findall(key)]
    best = process.extractOne(key, alike, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return (known[best[0]], best[1]) if best else (None, 0.0)


def _base(unit: str) -> str:
    return unit.lstrip("十百千万亿")


def _key(name: str) -> str:
    """What a name means, without verbs and in one wording."""
    key = names.ACTION.sub("", name)
    for pattern, word in SYNONYMS:
        key = pattern.sub(word, key)
    return re.sub(r"[（），、“”·的]", "", key)
