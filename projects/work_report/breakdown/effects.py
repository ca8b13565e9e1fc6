"""Rows before and after, as values that JSON keeps and from which a row is restored exactly."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from projects.models import Milestone, Project, ProjectSupport
from projects.services.standing import STANDING

BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at"})
Columns = dict[str, Any]
STANDING_COLUMNS = frozenset(field.attname for field in Project._meta.concrete_fields if field.name in STANDING)


def columns_of(row: Model) -> Columns:
    """Every business column of a row: column → JSON value."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    kept = {name: value for name, value in values.items() if name not in BOOKKEEPING}
    return dict(json.loads(json.dumps(kept, cls=DjangoJSONEncoder)))


def set_columns(row: Model, columns: Mapping[str, Any]) -> None:
    """Put kept values back into a row, unsaved."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    for name, value in columns.items():
        setattr(row, name, fields[name].to_python(value))


def snapshot(project_ids: Collection[int]) -> dict[int, Columns]:
    """Projects with their supporters and milestones, by id: ``columns``, ``supporting``, ``milestones`` (by id)."""
    found: dict[int, Columns] = {
        project.pk: {"columns": columns_of(project), "supporting": [], "milestones": {}}
        for project in Project.objects.filter(pk__in=project_ids)
    }
    supports = ProjectSupport.objects.filter(project__in=project_ids).order_by("department_id")
    for project_id, department_id in supports.values_list("project_id", "department_id"):
        found[project_id]["supporting"].append(department_id)
    for milestone in Milestone.objects.filter(project__in=project_ids):
        found[milestone.project_id]["milestones"][str(milestone.pk)] = columns_of(milestone)
    return found


def own_columns(columns: Mapping[str, Any]) -> Columns:
    """A project's columns without its standing, which time alone moves."""
    return {name: value for name, value in columns.items() if name not in STANDING_COLUMNS}


def beside(model: type[Model], ids: Collection[int], known: Collection[type[Model]]) -> dict[int, set[str]]:
    """What else refers to rows: id → names of the kinds of rows that do, but for ``known`` kinds and the history."""
    found: dict[int, set[str]] = defaultdict(set)
    for relation in model._meta.related_objects:
        other = relation.related_model
        if relation.many_to_many or other in known or hasattr(other, "pgh_created_at"):
            continue
        name = relation.field.attname
        for referred in other._base_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True).distinct():
            found[referred].add(str(other._meta.verbose_name))
    return found
