"""Milestones across projects as a table."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.choices import ACTIVE_STAGES, MilestoneOrigin
from projects.exports.keyset import pieces
from projects.exports.tables.table import Table, light_in_words, light_tone, plain
from projects.exports.workbook import Column, Look
from projects.models import Milestone

Row = dict[str, Any]
READ = (
    "due_on", "id", "title", "weight", "baseline_due_on", "completed_on", "completion_note", "waived_on",
    "waive_reason", "is_start", "is_final", "origin", "project__code", "project__name", "project__rag",
    "project__stage", "project__lead_department__name", "project__is_assignment_illustrative",
)  # fmt: skip


def milestone_table(rows: QuerySet[Milestone], today: date) -> Table:
    """All that the list shows of each milestone, as of a day; the earliest due first."""
    return Table(
        columns=_columns(today),
        counted=rows,
        pieces=lambda: pieces(rows.values(*READ), "due_on", "id"),
        is_made_up=lambda row: row["origin"] == MilestoneOrigin.SIMULATED or row["project__is_assignment_illustrative"],
    )


def _columns(today: date) -> list[Column[Row]]:
    return [
        Column(_("code"), lambda row: row["project__code"], 13),
        Column(_("project"), lambda row: row["project__name"], 34, Look.WRAPPED),
        Column(_("milestone"), lambda row: row["title"], 30, Look.WRAPPED),
        Column(_("lead department"), lambda row: row["project__lead_department__name"], 18),
        Column(_("due on"), lambda row: row["due_on"], 15, Look.DATE),
        Column(_("baseline date"), lambda row: row["baseline_due_on"], 15, Look.DATE),
        Column(_("slippage (days)"), lambda row: (row["due_on"] - row["baseline_due_on"]).days, 9, Look.COUNT),
        Column(_("state"), lambda row: _state(row, today), 10, tone=lambda row: _tone(row, today)),
        Column(_("days late"), lambda row: _days_late(row, today), 8, Look.COUNT),
        Column(_("completed on"), lambda row: row["completed_on"], 15, Look.DATE),
        Column(_("note on completion"), lambda row: row["completion_note"], 30, Look.WRAPPED),
        Column(_("waived on"), lambda row: row["waived_on"], 15, Look.DATE),
        Column(_("reason for waiving"), lambda row: row["waive_reason"], 24, Look.WRAPPED),
        Column(_("weight"), lambda row: plain(row["weight"]), 8, Look.NUMBER),
        Column(_("final milestone"), lambda row: gettext("yes") if row["is_final"] else None, 9),
        Column(
            _("light of the project"),
            lambda row: light_in_words(row["project__rag"]),
            13,
            tone=lambda row: light_tone(row["project__rag"]),
        ),
        Column(_("origin of the date"), lambda row: str(MilestoneOrigin(row["origin"]).label), 20),
    ]


def _days_late(row: Row, today: date) -> int | None:
    is_open = row["completed_on"] is None and row["waived_on"] is None and row["project__stage"] in ACTIVE_STAGES
    return (today - row["due_on"]).days if is_open and row["due_on"] < today else None


def _state(row: Row, today: date) -> str:
    if row["completed_on"]:
        return gettext("✔ done")
    if row["waived_on"]:
        return gettext("– waived")
    return gettext("■ overdue") if _days_late(row, today) else gettext("○ open")


def _tone(row: Row, today: date) -> str:
    if row["completed_on"]:
        return "good"
    return "bad" if _days_late(row, today) else ""
