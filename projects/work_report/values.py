"""What a record of the data set says, as fields of its row; docs/data.md lists them."""

from typing import Any

from indicators.models import PriorResult
from projects.choices import Action, Nature
from projects.work_report.records import (
    DepartmentRecord,
    IndicatorRecord,
    ProjectRecord,
    ReportRecord,
    ResultRecord,
    TaskRecord,
)

ILLUSTRATIVE = "illustrative"


def report_values(record: ReportRecord, note: str) -> dict[str, Any]:
    """Fields of the work report besides its key."""
    return {
        "meeting": record.meeting,
        "adopted_on": record.adopted_on,
        "source_sha256": record.source_sha256,
        "note": note,
    }


def department_values(record: DepartmentRecord) -> dict[str, Any]:
    """Fields of a department besides its code."""
    return {
        "name": record.short_name,
        "kind": record.type,
        "is_named_in_report": record.named_in_report,
        "is_illustrative": record.attribution == ILLUSTRATIVE,
    }


def result_values(record: ResultRecord) -> dict[str, Any]:
    """Fields of a result of the year before."""
    return {
        "name": record.name,
        "section_number": record.section,
        "value": record.value,
        "unit": record.unit or "",
        "value_text": record.value_text or "",
        "change_text": record.change_text or "",
        "numeral_text": record.numeral_text or "",
        "source_line": record.line,
        "source_anchor": record.anchor,
        "note": record.note or "",
    }


def indicator_values(record: IndicatorRecord, results: dict[str, PriorResult]) -> dict[str, Any]:
    """Fields of an indicator, but for its section and departments."""
    return {
        "name": record.name,
        "unit": record.unit or "",
        "measure": record.measure,
        "comparison": record.comparison,
        "direction": record.direction,
        "aggregation": record.aggregation,
        "target": record.target,
        "target_text": record.target_text,
        "modality": record.modality or "",
        "numeral_text": record.numeral_text or "",
        "due_on": record.deadline,
        "baseline_value": record.baseline_2023,
        "baseline_text": record.baseline_text or "",
        "baseline_match": record.baseline_match or "",
        "baseline_result": results.get(record.baseline_review_id or ""),
        "source_line": record.line,
        "source_anchor": record.anchor,
        "note": record.note or "",
    }


def project_description(record: ProjectRecord) -> dict[str, Any]:
    """A named project, as ``projects.services.projects.DESCRIPTION`` has it."""
    return {
        "name": record.name,
        "nature": Nature.PROJECT,
        "category": record.kind,
        "commitment": record.commitment,
        "action": record.action,
        "modality": record.modality or "",
        "quantity": record.quantity,
        "unit": record.unit or "",
        "quantity_text": record.quantity_text or "",
        "members": record.members,
        "is_list_open": record.list_open,
        "prior_status": record.status_2023 or "",
        "prior_status_line": record.status_2023_line,
        **_origin(record),
    }


def task_description(record: TaskRecord) -> dict[str, Any]:
    """Another commitment; the data set says neither its category nor a kind of action."""
    return {"name": record.title, "nature": Nature.TASK, "action": Action.OTHER, **_origin(record)}


def _origin(record: ProjectRecord | TaskRecord) -> dict[str, Any]:
    return {
        "source_code": record.id,
        "committed_due_on": record.deadline,
        "due_text": record.deadline_text or "",
        "source_line": record.line,
        "source_anchor": record.anchor,
        "note": record.note or "",
    }
