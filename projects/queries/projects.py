"""Reads of projects and milestones; ``visible_to`` is the gate of every one of them."""

from django.db.models import QuerySet

from accounts.models import User
from projects.access import visible_projects
from projects.models import Milestone, Project


def visible_to(user: User) -> QuerySet[Project]:
    """Projects that the user may see."""
    return Project.objects.filter(visible_projects(user))


def milestones_visible_to(user: User) -> QuerySet[Milestone]:
    """Milestones of the projects that the user may see."""
    return Milestone.objects.filter(project__in=visible_to(user))


def project_of(milestone_id: int, user: User) -> int:
    """Id of the project of a milestone that the user sees. Raises ``Milestone.DoesNotExist``."""
    return milestones_visible_to(user).get(pk=milestone_id).project_id
