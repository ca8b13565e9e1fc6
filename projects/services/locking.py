"""Taking a row for a change: locked until the transaction ends, and still the version the caller saw.

Every service locks projects first, in order of id, then what belongs to them; hence no two wait in a circle.
The lock lets others refer to the project meanwhile (``no_key``): messages about it are written all the time.
"""

from collections.abc import Collection
from typing import Protocol, TypeVar, cast

from django.db.models import Model, QuerySet

from accounts.errors import StaleVersion
from projects.models import Extension, Instruction, InstructionProject, Milestone, ProgressReport, Project


class _Versioned(Protocol):
    version: int


Row = TypeVar("Row", Extension, Milestone, ProgressReport)


def lock_project(project_id: int, *, version: int | None = None) -> Project:
    """Lock one project and return it with its report.

    ``version`` is what the caller read (None: the caller read nothing, as an import does).
    Raises ``Project.DoesNotExist`` or :class:`StaleVersion`.
    """
    project = Project.objects.select_for_update(of=("self",), no_key=True).select_related("report").get(pk=project_id)
    _require_version(project, version)
    return project


def lock_projects(project_ids: Collection[int]) -> list[Project]:
    """Lock several projects, in order of id; those that do not exist are left out."""
    locked = Project.objects.select_for_update(of=("self",), no_key=True).select_related("report")
    return list(locked.filter(pk__in=project_ids).order_by("pk"))


def lock_of_project(model: type[Row], row_id: int, *, version: int | None = None) -> Row:
    """Lock a row that belongs to one project, after that project; ``row.project`` is the locked project.

    Raises the model's ``DoesNotExist`` or :class:`StaleVersion`.
    """
    rows = cast("QuerySet[Milestone]", model._default_manager.all())
    project = lock_project(rows.values_list("project_id", flat=True).get(pk=row_id))
    row = rows.select_for_update(of=("self",)).get(pk=row_id)
    row.project = project
    _require_version(row, version)
    return cast("Row", row)


def lock_instruction(instruction_id: int, *, version: int | None = None) -> Instruction:
    """Lock an instruction after the projects that it is about.

    Raises ``Instruction.DoesNotExist`` or :class:`StaleVersion`.
    """
    about = InstructionProject.objects.filter(instruction=instruction_id)
    lock_projects(list(about.values_list("project_id", flat=True)))
    instruction = Instruction.objects.select_for_update(of=("self",)).select_related("leader").get(pk=instruction_id)
    _require_version(instruction, version)
    return instruction


def _require_version(row: Model, version: int | None) -> None:
    current = cast("_Versioned", row).version
    if version is not None and current != version:
        raise StaleVersion(current_version=current)
