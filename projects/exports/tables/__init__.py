"""What each exported list consists of: its columns, and its rows in pieces."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from projects.choices import ExportKind
from projects.exports.tables.indicators import indicator_table
from projects.exports.tables.milestones import milestone_table
from projects.exports.tables.projects import project_table
from projects.exports.tables.records import record_table
from projects.exports.tables.table import Table

TABLES: dict[str, Callable[..., Table]] = {
    ExportKind.PROJECTS: project_table,
    ExportKind.MILESTONES: milestone_table,
    ExportKind.INDICATORS: indicator_table,
    ExportKind.DEPARTMENT_RECORDS: record_table,
}


def table_of(kind: str, rows: QuerySet[Any], today: date) -> Table:
    """The table of a list as of a day, of those rows that its reader sees."""
    return TABLES[kind](rows, today)
