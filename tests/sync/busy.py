"""Writers that change what phones copy, in transactions that end in another order than they began."""

from collections.abc import Callable
from datetime import date
from random import Random

from django.db import connection, transaction

from projects.models import Evidence, Milestone, ProgressReport, Project, ProjectSupport, StoredFile
from tests import factories as make
from tests.personas import District

Act = Callable[["Writer"], None]
PERIODS = [date(2024, month, 1) for month in range(1, 13)]


class Writer:
    """One of those who write at the same time."""

    def __init__(self, district: District, seed: int) -> None:
        self.district, self.random = district, Random(seed)  # noqa: S311  (no secret)

    def write(self, most_seconds: float) -> None:
        """A transaction of one to three changes that stays open for a while."""
        with transaction.atomic():
            for _ in range(self.random.randint(1, 3)):
                self.random.choice(ACTS)(self)
                self.wait(most_seconds)

    def wait(self, most_seconds: float) -> None:
        """Hold the transaction open: what an uncommitted writer does to readers is the matter of these tests."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [self.random.uniform(0, most_seconds)])

    def locked_project(self) -> Project | None:
        """A project that nobody else changes until the end, as the services take it."""
        ids = list(Project.objects.order_by("pk").values_list("pk", flat=True))
        chosen = self.random.choice(ids) if ids else None
        return Project.objects.select_for_update(of=("self",)).filter(pk=chosen).first()


def rename(writer: Writer) -> None:
    if project := writer.locked_project():
        Project.objects.filter(pk=project.pk).update(name=f"项目{writer.random.random()}")


def reassign(writer: Writer) -> None:
    if (project := writer.locked_project()) and project.assigned_on:
        district = writer.district
        project.lead_department = writer.random.choice([district.fgw, district.fgw_office, district.czj])
        project.save(update_fields=["lead_department"])


def support(writer: Writer) -> None:
    if project := writer.locked_project():
        department = writer.random.choice([writer.district.fgw, writer.district.czj])
        if ProjectSupport.objects.filter(project=project, department=department).delete()[0] == 0:
            ProjectSupport.objects.create(project=project, department=department)


def plan(writer: Writer) -> None:
    """Without the services' lock: what the log itself holds must do."""
    ids = list(Project.objects.values_list("pk", flat=True))
    project = Project.objects.filter(pk=writer.random.choice(ids)).first() if ids else None
    if project is not None:
        Milestone.objects.create(
            project=project, title="新增节点", position=writer.random.randint(100, 30_000), origin="plan",
            due_on=make.YEAR_END, baseline_due_on=make.YEAR_END,
        )  # fmt: skip


def move(writer: Writer) -> None:
    ids = list(Milestone.objects.values_list("pk", flat=True))
    if ids:
        Milestone.objects.filter(pk=writer.random.choice(ids)).update(completion_note=f"{writer.random.random()}")


def drop(writer: Writer) -> None:
    if project := writer.locked_project():
        milestone = Milestone.objects.filter(project=project).order_by("?").first()
        if milestone is not None and writer.random.random() < 0.5:
            milestone.delete()


def file_report(writer: Writer) -> None:
    if project := writer.locked_project():
        period = writer.random.choice(PERIODS)
        report, made = ProgressReport.objects.get_or_create(
            project=project, period=period, defaults={"due_on": date(2024, 12, 25), "done": "完成桩基"}
        )
        if not made and report.state == "draft":
            ProgressReport.objects.filter(pk=report.pk).update(state="submitted", submitted_on=make.TODAY)


def prove(writer: Writer) -> None:
    if project := writer.locked_project():
        report = ProgressReport.objects.filter(project=project).order_by("?").first()
        if report is not None:
            file = StoredFile.objects.get_or_create(sha256="0" * 64, defaults={"size": 1, "content_type": "image/png"})[
                0
            ]
            Evidence.objects.create(
                stored_file=file, name="现场.png", project=project, progress_report=report,
                uploaded_by=writer.district.people.reporter,
            )  # fmt: skip


def tell(writer: Writer) -> None:
    make.make_notification(
        writer.random.choice([writer.district.people.department_head, writer.district.people.leader])
    )


ACTS: list[Act] = [rename, reassign, support, plan, move, drop, file_report, prove, tell]
