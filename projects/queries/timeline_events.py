"""What the history tables hold about one project: every row written by the triggers, with what it was before."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model
from psycopg import sql

from projects.choices import SIMULATED_RECORD
from projects.models import (
    Evidence,
    Extension,
    IndicatorLink,
    Instruction,
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
        "closed_on", "closing_statement", "position",
    }
)  # fmt: skip
OF_PROJECT: tuple[type[Model], ...] = (
    StageChange, ProjectSupport, Milestone, ProgressReport, Extension, Evidence, IndicatorLink,
)  # fmt: skip
MODELS: dict[str, type[Model]] = {model._meta.label: model for model in OF_PROJECT}
MODELS |= {Project._meta.label: Project, Instruction._meta.label: Instruction}
MODELS[InstructionReply._meta.label] = InstructionReply
# Columns that no sentence tells; they make the history large.
BIG_TEXTS = ["problems", "support_needed", "next_steps", "done", "percent_explanation"]
PART = sql.SQL("""
    SELECT {model}::text, event.pgh_id, event.pgh_created_at, event.pgh_label, event.pgh_context_id::text,
           context.metadata ->> 'user', (to_jsonb(event) - {unread}::text[])::text
    FROM {table} AS event LEFT JOIN pghistory_context AS context ON context.id = event.pgh_context_id
    WHERE {condition} AND event.pgh_label <> {simulated}
""")


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
    """All events of a project and of what belongs to it, each row's in their order; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"project": project_id})
        found = cursor.fetchall()
    before: dict[tuple[str, Any], dict[str, Any]] = {}
    events = []
    for label_of_model, number, at, label, context, user_id, content in found:
        model = MODELS[label_of_model]
        row = _typed(model, orjson.loads(content))
        place = (label_of_model, row["id"])
        events.append(
            Event(
                model=model,
                label=label,
                at=at,
                transaction=(at, context),
                user_id=int(user_id) if user_id else None,
                number=number,
                row=row,
                before=before.get(place, {}),
            )
        )
        before[place] = row
    return events


@cache
def _statement() -> str:
    """Every history table's rows as JSON, under one roof."""
    of_project = sql.SQL("event.project_id = %(project)s")
    given = sql.SQL("SELECT instruction_id FROM projects_instructionproject WHERE project_id = %(project)s")
    conditions: dict[type[Model], sql.Composable] = {
        Project: sql.SQL("event.id = %(project)s"),
        **dict.fromkeys(OF_PROJECT, of_project),
        Instruction: sql.SQL("event.id IN ({given})").format(given=given),
        InstructionReply: sql.SQL("event.instruction_id IN ({given})").format(given=given),
    }
    parts = [
        PART.format(
            model=sql.Literal(model._meta.label),
            table=sql.Identifier(model.pgh_event_model._meta.db_table),  # type: ignore[attr-defined]  # pghistory's
            condition=condition,
            unread=sql.Literal(BIG_TEXTS),
            simulated=sql.Literal(SIMULATED_RECORD),
        )
        for model, condition in conditions.items()
    ]
    return (sql.SQL(" UNION ALL ").join(parts) + sql.SQL(" ORDER BY 1, 2")).as_string(None)


def _typed(model: type[Model], content: dict[str, Any]) -> dict[str, Any]:
    """JSON back to dates and decimals; the history's own columns left out."""
    return {
        field.attname: field.to_python(content[field.attname])
        for field in model._meta.concrete_fields
        if field.attname in content
    }
