"""What the history tables hold about one project: every row written by the triggers, with what it was before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from projects.models import (
    Evidence,
    Extension,
    IndicatorLink,
    Instruction,
    InstructionProject,
    InstructionReply,
    Milestone,
    ProgressReport,
    Project,
    ProjectSupport,
    StageChange,
)

# Bookkeeping, what every recount writes, and what another event tells better: the light is told, counters are not.
SILENT = frozenset(
    {
        "version", "created_at", "updated_at", "progress", "expected_progress", "rag_reasons", "rag_since",
        "standing_on", "milestones_total", "milestones_done", "milestones_overdue", "next_milestone_id", "next_due_on",
        "reported_progress", "investment_to_date", "baseline_due_on", "assigned_on", "acknowledged_on", "started_on",
        "closed_on", "closing_statement",
    }
)  # fmt: skip
OF_PROJECT: tuple[type[Model], ...] = (
    StageChange, ProjectSupport, Milestone, ProgressReport, Extension, Evidence, IndicatorLink,
)  # fmt: skip
BIG_TEXTS = frozenset({"problems", "support_needed", "next_steps", "done", "percent_explanation"})


@dataclass(frozen=True, slots=True)
class Event:
    """One row of history: ``label`` insert, update or delete; ``row`` as it was written, ``before`` as it had been."""

    model: type[Model]
    label: str
    at: datetime
    transaction: tuple[datetime, Any]
    user_id: int | None
    number: int
    row: dict[str, Any]
    before: dict[str, Any]

    def changed(self, name: str) -> bool:
        """Whether an update changed a column."""
        return self.label == "update" and self.row.get(name) != self.before.get(name)

    @property
    def loud(self) -> list[str]:
        """Columns that an update changed and that a reader wants to hear of."""
        return [name for name in self.row if name not in SILENT and self.changed(name)]


def events_of(project_id: int) -> list[Event]:
    """All events of a project and of what belongs to it, in no order; eleven queries."""
    events = [*_events(Project, Q(id=project_id))]
    for model in OF_PROJECT:
        events += _events(model, Q(project_id=project_id))
    about = [*_events(InstructionProject, Q(project_id=project_id))]
    given = {event.row["instruction_id"] for event in about}
    events += _events(Instruction, Q(id__in=given))
    events += _events(InstructionReply, Q(instruction_id__in=given))
    return events


def _events(model: type[Model], condition: Q) -> Iterator[Event]:
    history: Any = model.pgh_event_model  # type: ignore[attr-defined]  # pghistory adds it
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in BIG_TEXTS]
    rows: QuerySet[Any, dict[str, Any]] = history.objects.filter(condition).order_by("pgh_obj_id", "pgh_id")
    before: dict[Any, dict[str, Any]] = {}
    for found in rows.values(
        "pgh_id", "pgh_created_at", "pgh_label", "pgh_context_id", "pgh_context__metadata__user", *columns
    ):
        row = {name: found[name] for name in columns}
        yield Event(
            model=model,
            label=found["pgh_label"],
            at=found["pgh_created_at"],
            transaction=(found["pgh_created_at"], found["pgh_context_id"]),
            user_id=found["pgh_context__metadata__user"],
            number=found["pgh_id"],
            row=row,
            before=before.get(row["id"], {}),
        )
        before[row["id"]] = row
