"""Taking a row for a change: locked until the transaction ends, and still the version the caller saw."""

from accounts.errors import StaleVersion
from projects.models import Milestone, Project


def lock_project(project_id: int, *, version: int | None = None) -> Project:
    """Lock one project and return it with its report and lead department.

    ``version`` is what the caller read (None: the caller read nothing, as an import does).
    Raises ``Project.DoesNotExist`` or :class:`StaleVersion`.
    """
    project = Project.objects.select_for_update(of=("self",)).select_related("report").get(pk=project_id)
    if version is not None and project.version != version:
        raise StaleVersion(current_version=project.version)
    return project


def lock_milestone(milestone_id: int, *, version: int | None = None) -> Milestone:
    """Lock a milestone *after* its project, the one order that every service keeps.

    Raises ``Milestone.DoesNotExist`` or :class:`StaleVersion`.
    """
    project = lock_project(Milestone.objects.values_list("project_id", flat=True).get(pk=milestone_id))
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone_id)
    milestone.project = project
    if version is not None and milestone.version != version:
        raise StaleVersion(current_version=milestone.version)
    return milestone
