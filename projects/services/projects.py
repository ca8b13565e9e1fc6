"""Projects: register and correct (立项; DOMAIN §3)."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.access import require_supervisor
from accounts.errors import InvalidInput
from accounts.models import User
from indicators.models import Section, WorkReport
from projects.models import Project
from projects.services import standing
from projects.services.locking import lock_project

DESCRIPTION = frozenset(
    {
        "name", "nature", "category", "commitment", "action", "modality", "quantity", "unit", "quantity_text",
        "members", "is_list_open", "prior_status", "prior_status_line", "source_line", "source_anchor", "source_code",
        "note", "committed_due_on", "due_text", "investment_total", "investment_this_year", "longitude", "latitude",
    }
)  # fmt: skip
PLANNING = frozenset({"section", "responsible_leader", "contact", "carried_over_from"})
CHECKED_TOGETHER = (frozenset({"quantity", "unit"}), frozenset({"longitude", "latitude"}))


def next_codes(report: WorkReport, part_number: str) -> Iterator[str]:
    """The free codes of a part from the next one on, as ``2024-4-017``; the caller holds the report's row."""
    prefix = f"{report.year}-{part_number}-"
    longest_first = report.projects.filter(code__startswith=prefix).order_by(Length("code").desc(), "-code")
    last = longest_first.values_list("code", flat=True).first()
    first = int(last.removeprefix(prefix)) + 1 if last else 1
    return (f"{prefix}{number:03d}" for number in count(first))


@transaction.atomic
def register(*, report: WorkReport, section: Section, by: User | None, description: Mapping[str, Any]) -> Project:
    """Draft a project with the next code of its part (立项).

    ``description`` holds fields of :data:`DESCRIPTION` and :data:`PLANNING`. ``by`` is None for an import.
    Raises AccessRefused, InvalidInput, ValidationError (per field).
    """
    if by is not None:
        require_supervisor(by, report.region_id)
    WorkReport.objects.select_for_update().get(pk=report.pk)
    part = section.parent or section
    project = Project(report=report, section=section, code=next(next_codes(report, part.number)))
    require_same_region(report, description)
    describe(project, description, DESCRIPTION | PLANNING)
    project.save()
    return project


@transaction.atomic
def update(*, project_id: int, by: User | None, version: int | None, changes: Mapping[str, Any]) -> Project:
    """Correct the description of a project.

    Raises AccessRefused, StaleVersion, InvalidInput (a field that is not for editing), ValidationError.
    """
    project = lock_project(project_id, version=version)
    if by is not None:
        require_supervisor(by, project.report.region_id)
    require_same_region(project.report, changes)
    describe(project, changes, DESCRIPTION | PLANNING)
    project.save(update_fields=list(changes))
    standing.recompute([project.pk])
    project.refresh_from_db()
    return project


def require_same_region(report: WorkReport, values: Mapping[str, Any]) -> None:
    """Posts have to be of the report's region, a section of the report itself. Raises InvalidInput."""
    for name in ("responsible_leader", "contact"):
        post = values.get(name)
        if post is not None and post.region_id != report.region_id:
            raise InvalidInput(_("This post belongs to another region."), attr=name)
    section = values.get("section")
    if section is not None and section.report_id != report.pk:
        raise InvalidInput(_("This section belongs to another report."), attr="section")


def describe(
    project: Project, values: Mapping[str, Any], editable: frozenset[str] = DESCRIPTION, *, ask_database: bool = True
) -> None:
    """Set and check fields of a description, unsaved.

    ``ask_database`` checks the constraints between fields, too, to name the field before the row is written;
    who writes many rows that are checked already leaves that to the write itself.
    Raises InvalidInput (a field that is not for editing), ValidationError (per field).
    """
    for field in sorted(set(values) - editable):
        raise InvalidInput(_("This field cannot be changed here."), attr=field)
    for field, value in values.items():
        setattr(project, field, value)
    checked = set(values).union(*(fields for fields in CHECKED_TOGETHER if fields & set(values)))
    project.full_clean(
        exclude={field.name for field in Project._meta.fields} - checked,
        validate_unique=False,
        validate_constraints=ask_database,
    )
