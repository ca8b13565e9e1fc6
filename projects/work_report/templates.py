"""The usual courses of work, seeded once and then edited in the console (DOMAIN §3 "Milestone templates")."""

from typing import NamedTuple

from projects.choices import Action, Category, OffsetFrom
from projects.models import MilestoneTemplate, MilestoneTemplateStep


class Course(NamedTuple):
    """A template: its name, what it is proposed for, and steps as (title, days from start or before due)."""

    name: str
    category: str
    action: str
    steps: tuple[tuple[str, OffsetFrom, int], ...]


START, DUE = OffsetFrom.START, OffsetFrom.DUE
COURSES = (
    Course(
        "工程建设",
        "",
        Action.COMPLETE,
        (
            ("立项", START, 15),
            ("用地", START, 45),
            ("规划许可", START, 60),
            ("初步设计", START, 75),
            ("招标", START, 100),
            ("施工许可", START, 115),
            ("开工", START, 120),
            ("主体完工", DUE, -90),
            ("竣工", DUE, -30),
            ("验收", DUE, -10),
            ("投用", DUE, 0),
        ),
    ),
    Course(
        "招商引资",
        Category.INDUSTRIAL,
        Action.OTHER,
        (
            ("洽谈", START, 30),
            ("框架协议", START, 75),
            ("正式合同", START, 135),
            ("落地开工", DUE, -90),
            ("投产", DUE, 0),
        ),
    ),
    Course("前期工作", "", Action.PREPARE, (("方案", START, 60), ("报批", DUE, -60), ("完成前期工作", DUE, 0))),
    Course("搬迁", "", Action.RELOCATE, (("选址", START, 60), ("新址建成", DUE, -60), ("搬迁完成", DUE, 0))),
    Course(
        "政策任务",
        Category.REFORM,
        "",
        (("方案", START, 45), ("印发", START, 75), ("实施", START, 90), ("评估", DUE, 0)),
    ),
    Course(
        "分批数量",
        "",
        Action.ADVANCE,
        (("完成25%", START, 80), ("完成50%", START, 160), ("完成75%", DUE, -80), ("完成100%", DUE, 0)),
    ),
)


def seed_templates() -> int:
    """Add the templates unless there are any; return how many. The caller holds a transaction."""
    if MilestoneTemplate.objects.exists():
        return 0
    for course in COURSES:
        template = MilestoneTemplate.objects.create(name=course.name, category=course.category, action=course.action)
        MilestoneTemplateStep.objects.bulk_create(
            MilestoneTemplateStep(
                template=template, title=title, position=position, offset_from=offset_from, offset_days=days
            )
            for position, (title, offset_from, days) in enumerate(course.steps, start=1)
        )
    return len(COURSES)
