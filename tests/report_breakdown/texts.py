"""A short report, written for these tests, and what is to be found in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from projects.choices import DraftDecision, DraftKind, ReportBreakdownState
from projects.models import BreakdownDraft, ReportBreakdown, StoredFile
from projects.work_report import drafting
from projects.work_report.drafting.fields import as_kept
from projects.work_report.drafting.plan import Plan, plan_of
from tests.personas import District

LINES = (
    "政府工作报告",
    "一、2023年工作回顾",
    "过去一年，地区生产总值增长5.1%，新建公厕8座。",
    "二、2024年工作安排",
    "今年经济社会发展的主要预期目标是：地区生产总值增长6%左右；居民消费价格涨幅控制在3%以内。",
    "（一）加快产业升级",
    "坚持创新引领。全力推进云杉大道、白鹭大桥等项目建设，6月底前建成城东水厂。新增高新技术企业12家以上。",
    "（二）改善民生福祉",
    "办好民生实事。改造老旧小区20个，新建幼儿园3所，扎实推进一件事改革。",
)
WHOLE = "\n".join(LINES)
PLAN, INDUSTRY, PEOPLE = "二、2024年工作安排", "（一）加快产业升级", "（二）改善民生福祉"
REASON = "文本用错了版本"


@dataclass(frozen=True)
class Words:
    """A draft to be: ``words`` stand once in line ``line``."""

    kind: DraftKind
    line: int
    words: str
    name: str
    sections: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    confidence: str = "0.9"


FOUND: Sequence[Words] = (
    Words(
        DraftKind.TARGET, 5, "地区生产总值增长6%左右", "地区生产总值增速", (PLAN,),
        {"value": Decimal(6), "unit": "%", "comparison": "about", "baseline_value": Decimal("5.1"),
         "baseline_text": "增长5.1%"},
    ),
    Words(
        DraftKind.TARGET, 5, "居民消费价格涨幅控制在3%以内", "居民消费价格涨幅", (PLAN,),
        {"value": Decimal(3), "unit": "%", "comparison": "at_most"}, "0.8",
    ),
    Words(
        DraftKind.PROJECT, 7, "推进云杉大道、白鹭大桥等项目建设", "云杉大道、白鹭大桥等项目",
        (PLAN, INDUSTRY, "坚持创新引领"),
        {"action": "advance", "category": "transport", "members": ["云杉大道", "白鹭大桥"], "is_list_open": True,
         "commitment": "推进云杉大道、白鹭大桥等项目建设"}, "0.7",
    ),
    Words(
        DraftKind.PROJECT, 7, "6月底前建成城东水厂", "城东水厂", (PLAN, INDUSTRY, "坚持创新引领"),
        {"action": "complete", "category": "urban_renewal", "due_on": "2024-06-30", "due_text": "6月底前",
         "commitment": "6月底前建成城东水厂"},
    ),
    Words(
        DraftKind.TARGET, 7, "新增高新技术企业12家以上", "新增高新技术企业", (PLAN, INDUSTRY, "坚持创新引领"),
        {"value": Decimal(12), "unit": "家", "comparison": "at_least"},
    ),
    Words(
        DraftKind.TARGET, 9, "改造老旧小区20个", "改造老旧小区", (PLAN, PEOPLE, "办好民生实事"),
        {"value": Decimal(20), "unit": "个", "comparison": "exactly"},
    ),
    Words(
        DraftKind.TASK, 9, "扎实推进一件事改革", "推进一件事改革", (PLAN, PEOPLE, "办好民生实事"),
        {"action": "other", "category": "reform", "commitment": "扎实推进一件事改革"}, "0.5",
    ),
)  # fmt: skip


NUMBERED = (
    (5, "地区生产总值增长6%左右", "6%"), (5, "居民消费价格涨幅控制在3%以内", "3%"),
    (7, "新增高新技术企业12家以上", "12家"), (9, "改造老旧小区20个", "20个"), (9, "新建幼儿园3所", "3所"),
)  # fmt: skip


def numbered(line: int, words: str, number: str) -> dict[str, Any]:
    """A sentence with a number, as the breakdown keeps it."""
    start = LINES[line - 1].index(words)
    at = start + words.index(number)
    return {"line": line, "start": start, "end": start + len(words), "numbers": [[line, at, at + len(number)]]}


def read_breakdown(district: District, found: Sequence[Words] = FOUND, **fields: Any) -> ReportBreakdown:
    """A breakdown as the worker leaves it behind, with these drafts; none covers 新建幼儿园3所."""
    stored, _created = StoredFile.objects.get_or_create(
        sha256="5" * 64, defaults={"size": len(WHOLE.encode()), "content_type": "text/plain"}
    )
    breakdown = ReportBreakdown.objects.create(
        report=district.report, stored_file=stored, name="报告.txt", state=ReportBreakdownState.READ,
        started_by=district.people.supervisor, read_at=timezone.now(), year_found=2024, lines=list(LINES),
        sentences=[numbered(*each) for each in NUMBERED], **fields,
    )  # fmt: skip
    for words in found:
        start = LINES[words.line - 1].index(words.words)
        draft = BreakdownDraft(
            breakdown=breakdown, kind=words.kind, line=words.line, start=start, end=start + len(words.words),
            words=words.words, name=words.name, sections=list(words.sections), confidence=Decimal(words.confidence),
            rule="test", **words.values,
        )  # fmt: skip
        draft.clean_fields(exclude=["decided_by", "decided_at"])
        draft.as_read = as_kept(draft)
        draft.save()
    return ReportBreakdown.objects.select_related("report__region").get(pk=breakdown.pk)


def draft(breakdown: ReportBreakdown, name: str) -> BreakdownDraft:
    """The standing draft of a name."""
    return breakdown.drafts.exclude(decision__in=[DraftDecision.MERGED, DraftDecision.SPLIT]).get(name=name)


def accept_all(breakdown: ReportBreakdown, by: User) -> Plan:
    """Every draft accepted; the preview after that."""
    drafting.accept_from(breakdown_id=breakdown.pk, by=by, confidence=Decimal(0))
    return plan_of(breakdown)


def apply(breakdown: ReportBreakdown, by: User) -> ReportBreakdown:
    """Every draft accepted and applied."""
    plan = accept_all(breakdown, by)
    return drafting.apply(by=by, breakdown_id=breakdown.pk, promised=plan.promised)
