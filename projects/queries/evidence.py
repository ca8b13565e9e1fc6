"""Reads of evidence; ``evidence_visible_to`` is the gate of every one of them."""

from django.db.models import Max, Q, QuerySet

from accounts.models import User
from indicators.models import SupervisionPolicy
from indicators.queries.readings import readings_visible_to
from projects.models import Evidence, InstructionProject, Project
from projects.queries.filings import progress_reports_visible_to
from projects.queries.instructions import replies_visible_to
from projects.queries.projects import visible_to

MEBIBYTE = 1024 * 1024


def evidence_visible_to(user: User) -> QuerySet[Evidence]:
    """Evidence of the projects that the user may see; the rest is seen with its report, reply or reading."""
    return Evidence.objects.filter(
        Q(project__in=visible_to(user), progress_report=None, instruction_reply=None)
        | Q(reading__in=readings_visible_to(user))
        | Q(progress_report__in=progress_reports_visible_to(user))
        | Q(instruction_reply__in=replies_visible_to(user))
    )


def projects_that_may_be_named(user: User) -> QuerySet[Project]:
    """Projects that the user sees, and those of instructions that the user's department has replied to."""
    replied_to = InstructionProject.objects.filter(instruction__replies__in=replies_visible_to(user))
    return Project.objects.filter(Q(pk__in=visible_to(user)) | Q(pk__in=replied_to.values("project")))


def largest_file_anywhere() -> int:
    """The largest file, in bytes, that any policy allows; DOMAIN's default where there is none."""
    largest = SupervisionPolicy.objects.aggregate(largest=Max("evidence_megabytes"))["largest"]
    return int(largest or SupervisionPolicy().evidence_megabytes) * MEBIBYTE
