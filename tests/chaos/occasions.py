"""``python -m tests.chaos.occasions COUNT``: overdue milestones that make about so many occasions.

A department has one reporter and five overdue milestones, each a message of its own; every tenth also has
a head, who gets them in a digest.
"""

import sys
from datetime import date

import django

PER_REPORTER, EVERY = 5, 10
DUE_ON = date(2024, 9, 19)  # one working day before the business date


def make(count: int) -> None:
    """Fill an empty database."""
    from accounts.choices import Role  # noqa: PLC0415  (only once Django is set up)
    from accounts.models import Department, User  # noqa: PLC0415
    from projects.models import Milestone, Project, ReminderRule  # noqa: PLC0415
    from projects.reminders.defaults import seed_rules  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    region = factories.make_region()
    report = factories.make_report(region)
    theme = factories.make_theme(factories.make_part(report, "1", "第一部分"), "坚持创新引领")
    seed_rules(report=report)
    ReminderRule.objects.exclude(code__in=["milestone-overdue-staff", "milestone-overdue-head"]).update(is_active=False)
    numbers = range(count * EVERY // (PER_REPORTER * (EVERY + 1)))
    departments = Department.objects.bulk_create(
        Department(region=region, code=f"d{number}", name=f"单位{number}", position=1) for number in numbers
    )
    User.objects.bulk_create(
        User(
            username=f"{role}_{department.code}", name=department.name, role=role, region=region,
            department=department, email=f"{role}_{department.code}@duban.example",
        )
        for number, department in zip(numbers, departments, strict=True)
        for role in (Role.REPORTER, Role.DEPARTMENT_HEAD)
        if role == Role.REPORTER or number % EVERY == 0
    )  # fmt: skip
    template = factories.make_project(theme, "P", lead=departments[0])
    values = {
        field.attname: getattr(template, field.attname)
        for field in Project._meta.concrete_fields
        if not field.primary_key and field.attname not in {"code", "lead_department_id", "created_at", "updated_at"}
    }
    projects = Project.objects.bulk_create(
        Project(**values, code=f"P{department.code}", lead_department=department) for department in departments
    )
    Milestone.objects.bulk_create(
        Milestone(project=project, title=f"节点{position}", position=position, due_on=DUE_ON, baseline_due_on=DUE_ON)
        for project in projects
        for position in range(PER_REPORTER)
    )


if __name__ == "__main__":
    django.setup()
    make(int(sys.argv[1]))
