"""Rows for tests, one plain function each: sensible defaults, everything can be overridden.

Nothing is judged here: a test that needs a project's standing asks ``projects.services.standing``.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.choices import NotificationKind, PostKind, Role
from accounts.models import Department, Notification, Post, Region, User
from indicators.choices import Aggregation, Comparison, Direction, Measure, ReadingState, SectionLevel
from indicators.models import (
    Indicator,
    IndicatorSupport,
    PriorResult,
    Reading,
    Section,
    SupervisionPolicy,
    WorkReport,
)
from projects.choices import Category, MilestoneOrigin, Nature, Stage
from projects.models import Milestone, Project, ProjectSupport

PASSWORD = "a long enough pass phrase"
TODAY = date(2024, 9, 20)
ASSIGNED_ON = date(2024, 2, 1)
YEAR_END = date(2024, 12, 31)

_numbers = count(1)


@cache
def _password_hash() -> str:
    return make_password(PASSWORD)


def make_region(code: str = "360702", name: str = "章贡区") -> Region:
    return Region.objects.create(code=code, name=name)


def make_department(region: Region, code: str, name: str = "", **fields: Any) -> Department:
    return Department.objects.create(region=region, code=code, name=name or f"单位{code}", **fields)


def make_user(
    username: str,
    role: Role,
    *,
    region: Region | None = None,
    department: Department | None = None,
    **fields: Any,
) -> User:
    """An active account whose password is :data:`PASSWORD`."""
    return User.objects.create(
        username=username,
        name=fields.pop("name", username),
        role=role,
        region=region or (department.region if department else None),
        department=department,
        password=_password_hash(),
        **fields,
    )


def make_post(department: Department, title: str, *, kind: PostKind = PostKind.CONTACT, **fields: Any) -> Post:
    return Post.objects.create(region=department.region, department=department, kind=kind, title=title, **fields)


def make_leader_post(
    region: Region, holder: User, *, in_charge_of: Iterable[Department] = (), title: str = "副区长"
) -> Post:
    post = Post.objects.create(region=region, kind=PostKind.DISTRICT_LEADER, title=title, holder=holder)
    post.departments_in_charge.set(in_charge_of)
    return post


def make_report(region: Region, year: int = 2024, **fields: Any) -> WorkReport:
    """A report with its supervision policy of default thresholds."""
    values = {"title": f"{year}年政府工作报告", "adopted_on": date(year, 1, 12), "is_current": True, **fields}
    report = WorkReport.objects.create(region=region, year=year, **values)
    SupervisionPolicy.objects.create(report=report, effective_from=date(year, 1, 1))
    return report


def make_part(report: WorkReport, number: str, heading: str) -> Section:
    return Section.objects.create(
        report=report, level=SectionLevel.PART, number=number, heading=heading, position=next(_numbers) % 30_000
    )


def make_theme(part: Section, heading: str) -> Section:
    return Section.objects.create(
        report=part.report,
        parent=part,
        level=SectionLevel.THEME,
        number="",
        heading=heading,
        position=next(_numbers) % 30_000,
    )


def make_prior_result(report: WorkReport, code: str, **fields: Any) -> PriorResult:
    values = {
        "name": f"上年结果{code}", "section_number": "0", "value": Decimal("5.5"), "unit": "%", "value_text": "5.5%",
        "source_line": 7, "source_anchor": "增长5.5%", **fields,
    }  # fmt: skip
    return PriorResult.objects.create(report=report, code=code, **values)


def make_indicator(
    section: Section,
    code: str,
    *,
    lead: Department | None = None,
    supporting: Iterable[Department] = (),
    **fields: Any,
) -> Indicator:
    """A growth rate of 6.2 % by default."""
    values = {
        "name": f"指标{code}", "unit": "%", "measure": Measure.GROWTH_RATE, "comparison": Comparison.ABOUT,
        "direction": Direction.INCREASE, "aggregation": Aggregation.RATE, "target": Decimal("6.2"),
        "target_text": "6.2%左右", "due_on": YEAR_END, "source_line": 21, "source_anchor": "增长6.2%左右", **fields,
    }  # fmt: skip
    indicator = Indicator.objects.create(
        report=section.report, section=section, code=code, lead_department=lead, **values
    )
    IndicatorSupport.objects.bulk_create(
        IndicatorSupport(indicator=indicator, department=department) for department in supporting
    )
    return indicator


def make_reading(indicator: Indicator, period: date, value: Decimal | str, **fields: Any) -> Reading:
    """A verified reading; a later revision has a reason."""
    values = {"state": ReadingState.VERIFIED, **fields}
    if values.get("revision", 1) > 1:
        values.setdefault("correction_reason", "统计口径调整")
    return Reading.objects.create(indicator=indicator, period=period, value=Decimal(value), **values)


def make_project(
    section: Section,
    code: str,
    *,
    lead: Department | None = None,
    supporting: Iterable[Department] = (),
    stage: Stage = Stage.IN_PROGRESS,
    **fields: Any,
) -> Project:
    """A project in progress since February, due at the year's end; without a lead department a draft."""
    if lead is None:
        stage = Stage.DRAFTED
    assigned = stage != Stage.DRAFTED
    acknowledged = assigned and stage != Stage.ASSIGNED
    values = {
        "name": f"项目{code}", "nature": Nature.PROJECT, "category": Category.INDUSTRIAL, "commitment": "年底前建成",
        "source_line": 25, "source_anchor": "建成", "due_on": YEAR_END if assigned else None,
        "assigned_on": ASSIGNED_ON if assigned else None, "acknowledged_on": ASSIGNED_ON if acknowledged else None,
        **fields,
    }  # fmt: skip
    project = Project.objects.create(
        report=section.report, section=section, code=code, lead_department=lead, stage=stage, **values
    )
    ProjectSupport.objects.bulk_create(
        ProjectSupport(project=project, department=department) for department in supporting
    )
    return project


def make_milestone(project: Project, due_on: date, *, title: str = "", **fields: Any) -> Milestone:
    """The next milestone of a project, with its present date as the baseline."""
    position = project.milestones.count() + 1
    values = {"baseline_due_on": due_on, "origin": MilestoneOrigin.PLAN, "position": position, **fields}
    return Milestone.objects.create(project=project, title=title or f"节点{position}", due_on=due_on, **values)


def make_notification(recipient: User, title: str = "节点已逾期", **fields: Any) -> Notification:
    values = {"kind": NotificationKind.REMINDER, "body": title, "occasion_on": TODAY, **fields}
    return Notification.objects.create(recipient=recipient, title=title, **values)
