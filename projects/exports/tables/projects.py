"""The project list as a table."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from projects.choices import ACTIVE_STAGES, Action, Category, Nature, Stage
from projects.exports.keyset import pieces
from projects.exports.tables.table import Table, light_in_words, light_tone, plain
from projects.exports.workbook import Column, Look
from projects.models import Project, ProjectSupport
from projects.wording import reasons_in_words

Row = dict[str, Any]
READ = (
    "code", "id", "name", "nature", "category", "commitment", "action", "section__heading", "section__parent__heading",
    "lead_department__name", "is_assignment_illustrative", "responsible_leader__title",
    "responsible_leader__holder__name", "contact__title", "contact__holder__name", "stage", "rag", "rag_reasons",
    "rag_since", "progress", "expected_progress", "next_milestone__title", "next_due_on", "milestones_total",
    "milestones_done", "milestones_overdue", "due_on", "baseline_due_on", "assigned_on", "closed_on",
    "investment_total", "investment_this_year", "investment_to_date", "is_simulated", "source_line",
)  # fmt: skip
LABELS = {
    field: dict(choices.choices)
    for field, choices in {"nature": Nature, "category": Category, "action": Action, "stage": Stage}.items()
}


def project_table(rows: QuerySet[Project], today: date) -> Table:
    """All that the list and the page's head show of each project, as of a day."""
    return Table(
        columns=_columns(today),
        counted=rows,
        pieces=lambda: _pieces(rows),
        is_made_up=lambda row: row["is_simulated"] or row["is_assignment_illustrative"],
    )


def _pieces(rows: QuerySet[Project]) -> Iterator[list[Row]]:
    """Two queries for each piece."""
    for piece in pieces(rows.values(*READ), "code", "id"):
        supporting: dict[int, list[str]] = defaultdict(list)
        links = ProjectSupport.objects.filter(project__in=[row["id"] for row in piece])
        for project, name in links.order_by("department__position", "department_id").values_list(
            "project_id", "department__name"
        ):
            supporting[project].append(name)
        for row in piece:
            row["supporting"] = "、".join(supporting[row["id"]])
        yield piece


def _columns(today: date) -> list[Column[Row]]:
    return [
        Column(_("code"), lambda row: row["code"], 13),
        Column(_("project"), lambda row: row["name"], 34, Look.WRAPPED),
        Column(_("light"), lambda row: light_in_words(row["rag"]), 13, tone=lambda row: light_tone(row["rag"])),
        Column(_("reasons"), lambda row: "；".join(reasons_in_words(row["rag_reasons"])), 44, Look.WRAPPED),
        Column(_("traffic light since"), lambda row: row["rag_since"], 15, Look.DATE),
        Column(_("lead department"), lambda row: row["lead_department__name"], 18),
        Column(_("supporting departments"), lambda row: row["supporting"], 24, Look.WRAPPED),
        Column(_("responsible leader"), lambda row: _post(row, "responsible_leader"), 18),
        Column(_("contact"), lambda row: _post(row, "contact"), 18),
        Column(_("stage"), lambda row: str(LABELS["stage"][row["stage"]]), 10),
        Column(_("progress (%)"), lambda row: plain(row["progress"]), 9, Look.PERCENT),
        Column(_("expected progress (%)"), lambda row: plain(row["expected_progress"]), 9, Look.PERCENT),
        Column(_("next milestone"), lambda row: row["next_milestone__title"], 24, Look.WRAPPED),
        Column(_("next due on"), lambda row: row["next_due_on"], 15, Look.DATE),
        Column(_("days late"), lambda row: _days_late(row, today), 8, Look.COUNT),
        Column(_("milestones"), lambda row: row["milestones_total"], 8, Look.COUNT),
        Column(_("milestones done"), lambda row: row["milestones_done"], 8, Look.COUNT),
        Column(_("milestones overdue"), lambda row: row["milestones_overdue"], 8, Look.COUNT),
        Column(_("due on"), lambda row: row["due_on"], 15, Look.DATE),
        Column(_("baseline date"), lambda row: row["baseline_due_on"], 15, Look.DATE),
        Column(_("assigned on"), lambda row: row["assigned_on"], 15, Look.DATE),
        Column(_("closed on"), lambda row: row["closed_on"], 15, Look.DATE),
        Column(_("part"), lambda row: row["section__parent__heading"] or row["section__heading"], 26, Look.WRAPPED),
        Column(_("theme"), _theme, 22, Look.WRAPPED),
        Column(_("category"), lambda row: str(LABELS["category"][row["category"]]), 14),
        Column(_("nature"), lambda row: str(LABELS["nature"][row["nature"]]), 10),
        Column(_("commitment this year"), lambda row: row["commitment"], 34, Look.WRAPPED),
        Column(_("action"), lambda row: str(LABELS["action"][row["action"]]), 12),
        Column(_("total investment (10,000 yuan)"), lambda row: plain(row["investment_total"]), 14, Look.NUMBER),
        Column(_("investment this year (10,000 yuan)"), lambda r: plain(r["investment_this_year"]), 14, Look.NUMBER),
        Column(
            _("investment to date this year (10,000 yuan)"), lambda r: plain(r["investment_to_date"]), 14, Look.NUMBER
        ),
        Column(_("line in the report"), lambda row: row["source_line"], 9, Look.COUNT),
    ]


def _post(row: Row, post: str) -> str:
    return " ".join(filter(None, (row[f"{post}__title"], row[f"{post}__holder__name"])))


def _theme(row: Row) -> str | None:
    return row["section__heading"] if row["section__parent__heading"] else None


def _days_late(row: Row, today: date) -> int | None:
    due_on = row["next_due_on"]
    is_late = due_on is not None and due_on < today and row["stage"] in ACTIVE_STAGES
    return (today - due_on).days if is_late else None
